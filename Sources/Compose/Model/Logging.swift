package import OrderedCollections

/// Where the output of a service's containers goes.
package struct Logging: Sendable, Hashable {
    /// nil is the engine's default driver.
    package var driver: String?
    package var options: OrderedDictionary<String, String>

    package init(driver: String? = nil, options: OrderedDictionary<String, String> = [:]) {
        self.driver = driver
        self.options = options
    }
}
