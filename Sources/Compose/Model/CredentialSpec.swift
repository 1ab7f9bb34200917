/// The credentials of a Windows service that is managed by a directory; exactly one field is set.
package struct CredentialSpec: Sendable, Hashable {
    package var file: String?
    package var registry: String?
    /// A config of the project.
    package var config: String?

    package init() {}
}
