package import OrderedCollections

/// How a service joins one network.
package struct NetworkAttachment: Sendable, Hashable {
    /// Further names on that network; the service's own name is always one and is not listed.
    package var aliases: [String] = []
    package var ipv4Address: String?
    package var ipv6Address: String?
    package var linkLocalIPs: [String] = []
    package var macAddress: String?
    package var interfaceName: String?
    package var priority: Int?
    package var gatewayPriority: Int?
    package var driverOptions: OrderedDictionary<String, String> = [:]

    package init() {}
}
