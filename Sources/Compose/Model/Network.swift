package import OrderedCollections
package import Values

/// A network of a project.
package struct Network: Sendable, Hashable {
    /// The exact name in the engine; nil derives it from the release and the key.
    package var explicitName: String?
    /// Whether somebody else makes it and Davit only uses it.
    package var isExternal = false
    /// nil is the engine's default: `overlay` on a Swarm, `bridge` elsewhere.
    package var driver: String?
    package var driverOptions: OrderedDictionary<String, String> = [:]
    package var isAttachable: Bool?
    package var isInternal: Bool?
    package var enableIPv4: Bool?
    package var enableIPv6: Bool?
    package var ipam: IPAM?
    package var labels: OrderedDictionary<String, String> = [:]
    package var directives = Directives()
    /// `x-` keys besides `x-davit`, verbatim.
    package var extensions: Value.Object = [:]

    package init() {}
}
