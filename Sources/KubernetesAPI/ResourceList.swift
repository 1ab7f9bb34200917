package import Values

/// The objects of a list, and the state of the cluster that it shows.
package struct ResourceList: Sendable {
    /// The objects, each with its `apiVersion` and `kind`, which the server leaves out in lists.
    package var items: [Value]
    /// The state to watch from.
    package var resourceVersion: String

    package init(items: [Value], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}
