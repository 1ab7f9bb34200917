/// A number of a resource that the nodes of a cluster declare themselves.
package struct GenericResource: Sendable, Hashable {
    package var kind: String
    package var value: Int64

    package init(kind: String, value: Int64) {
        self.kind = kind
        self.value = value
    }
}
