/// A device of the host given to a container.
package struct Device: Sendable, Hashable {
    /// A path of the host, or the name of a CDI device (`vendor.com/class=name`).
    package var source: String
    /// The path in the container; nil is the same path.
    package var target: String?
    /// Of `r`, `w` and `m`; nil is all.
    package var permissions: String?

    package init(source: String, target: String? = nil, permissions: String? = nil) {
        self.source = source
        self.target = target
        self.permissions = permissions
    }
}
