package import OrderedCollections

/// How an external network is made when nobody has made it.
///
/// It then belongs to no release: uninstalling leaves it (chart-format, "requirements.yaml").
package struct NetworkTemplate: Sendable, Hashable {
    /// nil is the engine's default, `overlay` on a Swarm.
    package var driver: String?
    package var isAttachable: Bool
    package var isInternal: Bool
    package var driverOptions: OrderedDictionary<String, String>

    package init(
        driver: String? = nil,
        isAttachable: Bool = false,
        isInternal: Bool = false,
        driverOptions: OrderedDictionary<String, String> = [:]
    ) {
        self.driver = driver
        self.isAttachable = isAttachable
        self.isInternal = isInternal
        self.driverOptions = driverOptions
    }
}
