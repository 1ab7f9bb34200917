internal import OrderedCollections
internal import Values

/// A release that needs another one, as that other one's head records it.
package struct Dependent: Sendable, Hashable {
    package var release: String
    /// Empty where there are no namespaces.
    package var namespace: String
    /// The range of versions that it needs; empty is any.
    package var version: String
    /// When the need was recorded last, in seconds since 1970 on the engine's clock.
    package var since: Double

    package init(release: String, namespace: String, version: String = "", since: Double = 0) {
        self.release = release
        self.namespace = namespace
        self.version = version
        self.since = since
    }

    /// Whether both are the same release.
    func isSame(as other: Dependent) -> Bool {
        release == other.release && namespace == other.namespace
    }
}

extension Dependent {
    /// The dependents of a store label; what cannot be read is left out, as a newer Davit may have written it.
    static func list(label: String?) -> [Dependent] {
        guard let label, let list = try? JSON.decode(Array(label.utf8), file: "").arrayValue else {
            return []
        }
        return list.compactMap { entry in
            entry["release"]?.stringValue.map { release in
                Dependent(
                    release: release,
                    namespace: entry["namespace"]?.stringValue ?? "",
                    version: entry["version"]?.stringValue ?? "",
                    since: entry["since"]?.doubleValue ?? 0
                )
            }
        }
    }

    /// The store label for a list; nil for none.
    static func label(_ list: [Dependent]) -> String? {
        if list.isEmpty { return nil }
        let value = Value.array(
            list.map { entry in
                [
                    "release": .string(entry.release), "namespace": .string(entry.namespace),
                    "version": .string(entry.version), "since": .double(entry.since),
                ]
            }
        )
        return String(decoding: JSON.encode(value), as: UTF8.self)
    }
}
