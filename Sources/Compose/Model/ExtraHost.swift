/// A line for the containers' hosts file.
package struct ExtraHost: Sendable, Hashable {
    package var host: String
    /// An address, or `host-gateway`.
    package var address: String

    package init(host: String, address: String) {
        self.host = host
        self.address = address
    }
}
