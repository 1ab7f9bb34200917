internal import Archives
package import Diagnostics
internal import HTTP
internal import OrderedCollections
internal import Values
internal import YAML

/// The user's repositories, in the order they were added; the file is Helm's `repositories.yaml`.
package struct RepositoryList: Sendable {
    package private(set) var entries: [RepositoryEntry] = []
    /// The fields of the file beside `repositories`.
    private var otherFields: Value.Object = ["apiVersion": "v1"]

    package init() {}

    /// Reads the list; without a file it is empty.
    ///
    /// - Throws: `.invalidInput` for a file that is no such list, with the entry that is wrong.
    package init(readingFrom path: String) throws(Failure) {
        guard let bytes = try AtomicFile.read(path) else { return }
        let place = SourceLocation(file: path)
        guard let node = try YAML.parse(bytes, file: path).first, !node.isNull else { return }
        guard case .object(let document) = try node.value(file: path) else {
            throw Failure(.invalidInput, "this is not a list of repositories", at: place)
        }
        otherFields = document.filter { $0.key != "repositories" }
        let values: [Value]
        switch document["repositories"] ?? .null {
        case .null: values = []
        case .array(let array): values = array
        case let other:
            throw Failure(.invalidInput, "'repositories' is \(other.kindName) and not a list", at: place)
        }
        for (number, value) in values.enumerated() {
            do throws(Failure) {
                entries.append(try RepositoryEntry(document: value))
            } catch {
                throw Failure(
                    .invalidInput,
                    "repository \(number + 1) of the list cannot be used: \(error.message)",
                    at: place,
                    hint: error.hint ?? "correct or remove that entry"
                )
            }
        }
    }

    /// Writes the list, readable by its owner alone as it may hold passwords.
    ///
    /// - Throws: `.unavailable` when the file cannot be written; the old one is then untouched.
    package func write(to path: String) throws(Failure) {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try AtomicFile.makeFolder(String(path[..<slash]), mode: 0o700)
        }
        var document = otherFields
        document["repositories"] = .array(entries.map(\.document))
        try AtomicFile.write(YAML.emit(.object(document)), to: path, mode: 0o600)
    }

    /// The repository called `name`.
    ///
    /// - Throws: `.notFound` with a near miss, or with how to add one.
    package func entry(named name: String) throws(Failure) -> RepositoryEntry {
        if let entry = entries.first(where: { $0.name == name }) { return entry }
        let near = suggestion(for: name, among: entries.map(\.name))
        throw Failure(
            .notFound,
            "there is no repository '\(name)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "add it with 'davit repo add \(name) URL'"
        )
    }

    /// Adds a repository, or changes the one of that name when `replacing` says so.
    ///
    /// - Throws: `.conflict` when the name is taken by an entry that differs; `.usage` for a bad name.
    package mutating func add(_ entry: RepositoryEntry, replacing: Bool) throws(Failure) {
        do throws(Failure) {
            try entry.validate()
        } catch {
            throw Failure(.usage, error.message, hint: error.hint)
        }
        guard let index = entries.firstIndex(where: { $0.name == entry.name }) else {
            entries.append(entry)
            return
        }
        guard entries[index] == entry || replacing else { throw Self.conflict(entry, entries[index]) }
        entries[index] = entry
    }

    /// Removes repositories.
    ///
    /// - Throws: `.notFound` when one of them is not there; none is removed then.
    package mutating func remove(_ names: [String]) throws(Failure) {
        for name in names { _ = try entry(named: name) }
        entries.removeAll { names.contains($0.name) }
    }

    private static func conflict(_ new: RepositoryEntry, _ old: RepositoryEntry) -> Failure {
        var notes: [String] = []
        if new.url != old.url { notes.append("its URL is \(HTTPURL.redacted(old.url))") }
        return Failure(
            .conflict,
            "repository '\(new.name)' already exists with another configuration",
            notes: notes,
            hint: "choose another name, or add '--force-update' to change it"
        )
    }
}
