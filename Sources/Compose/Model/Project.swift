package import OrderedCollections
package import Values

/// A loaded Compose project: every short form expanded, every reference checked, nothing left to resolve.
///
/// Equality includes order: the order of services and objects is the order they were written in.
package struct Project: Sendable, Hashable {
    /// The `name:` of the documents, when they have one; a release's name is not taken from it.
    package var name: String?
    package var services: OrderedDictionary<String, Service> = [:]
    package var networks: OrderedDictionary<String, Network> = [:]
    package var volumes: OrderedDictionary<String, Volume> = [:]
    package var configs: OrderedDictionary<String, FileObject> = [:]
    package var secrets: OrderedDictionary<String, FileObject> = [:]
    /// Top-level keys that the specification knows and no engine of Davit can do (`models`), verbatim.
    package var untyped: Value.Object = [:]
    /// Top-level `x-` keys, verbatim.
    package var extensions: Value.Object = [:]
    /// What stands in texts for a part that is not known; nil in a project that is whole.
    ///
    /// No other text of the project has it in it. It is no part of the canonical form. A project that has it can
    /// be compared and shown, and must not be run.
    package var placeholder: String?

    package init(name: String? = nil) {
        self.name = name
    }
}
