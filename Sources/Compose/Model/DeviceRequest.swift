package import OrderedCollections

/// Devices asked for by what they can do: GPUs and their like.
package struct DeviceRequest: Sendable, Hashable {
    package enum Count: Sendable, Hashable {
        case all
        case exactly(Int)
    }

    package var driver: String?
    /// nil when the identifiers say which; the specification then forbids a count.
    package var count: Count?
    package var deviceIDs: [String] = []
    package var capabilities: [String] = []
    package var options: OrderedDictionary<String, String> = [:]

    package init() {}
}
