package import OrderedCollections
package import Values

/// A config or a secret of a project.
package struct FileObject: Sendable, Hashable {
    /// The exact name in the engine; nil derives it from the release, the key and the content.
    package var explicitName: String?
    package var content: FileContent
    /// A plug-in of the engine that supplies a secret.
    package var driver: String?
    package var driverOptions: OrderedDictionary<String, String> = [:]
    /// A plug-in that fills in the content for each task (`golang`).
    package var templateDriver: String?
    package var labels: OrderedDictionary<String, String> = [:]
    package var directives = Directives()
    /// `x-` keys besides `x-davit`, verbatim.
    package var extensions: Value.Object = [:]

    package init(_ content: FileContent) {
        self.content = content
    }

    package var isExternal: Bool { content == .external }
}
