internal import OrderedCollections
package import Values
internal import Versions

/// What a repository offers: every version of every chart, newest first.
package struct RepositoryIndex: Sendable {
    /// The versions by chart name, never an empty list.
    package private(set) var entries: [String: [IndexEntry]] = [:]
    /// When the index was made, as it says itself.
    package var generated: String?
    /// The fields beside `apiVersion`, `entries` and `generated`, such as `annotations`.
    package var otherFields: Value.Object = [:]

    package init() {}

    /// Adds versions of one chart and sorts them all, newest first.
    package mutating func add(_ added: [IndexEntry], to name: String) {
        guard !added.isEmpty else { return }
        let all = entries[name, default: []] + added
        // By place in the file where versions are equal but for build metadata, so that sorting is stable.
        entries[name] = all.enumerated().sorted { left, right in
            left.element.version == right.element.version
                ? left.offset < right.offset : left.element.version > right.element.version
        }.map(\.element)
    }

    /// The names of all charts, sorted.
    package var names: [String] { entries.keys.sorted() }

    /// How many versions there are of all charts together.
    package var count: Int { entries.values.reduce(0) { $0 + $1.count } }
}
