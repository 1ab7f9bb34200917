package import OrderedCollections
package import Values

/// A volume of a project.
package struct Volume: Sendable, Hashable {
    /// The exact name in the engine; nil derives it from the release and the key.
    package var explicitName: String?
    /// Whether somebody else makes it and Davit only uses it.
    package var isExternal = false
    package var driver: String?
    package var driverOptions: OrderedDictionary<String, String> = [:]
    package var labels: OrderedDictionary<String, String> = [:]
    package var directives = Directives()
    /// `x-` keys besides `x-davit`, verbatim.
    package var extensions: Value.Object = [:]

    package init() {}
}
