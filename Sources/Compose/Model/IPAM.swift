package import OrderedCollections

/// How a network gives out addresses.
package struct IPAM: Sendable, Hashable {
    package struct Pool: Sendable, Hashable {
        package var subnet: String?
        package var ipRange: String?
        package var gateway: String?
        package var auxAddresses: OrderedDictionary<String, String> = [:]

        package init() {}
    }

    package var driver: String?
    package var pools: [Pool] = []
    package var options: OrderedDictionary<String, String> = [:]

    package init() {}
}
