package import Diagnostics
internal import OrderedCollections
internal import Values
internal import YAML

extension RepositoryIndex {
    /// Reads an `index.yaml`, which may hold JSON.
    ///
    /// An entry that cannot be used is left out with a warning, as one bad chart must not hide the others.
    /// - Parameters:
    ///   - bytes: The file.
    ///   - file: What messages call it.
    ///   - diagnostics: Gets the warnings.
    /// - Throws: `.invalidInput` when it is no index; also for a key that is there twice, since readers
    ///   differ in which they take (CVE-2020-15185).
    package init(
        decoding bytes: [UInt8],
        file: String,
        diagnostics: inout DiagnosticCollector
    ) throws(Failure) {
        try self.init(try Self.document(bytes, file: file), file: file, diagnostics: &diagnostics)
    }

    private static func document(_ bytes: [UInt8], file: String) throws(Failure) -> Value {
        // JSON is read several times faster; what begins like it may still be YAML.
        let first = bytes.first { $0 > 0x20 }
        if first == UInt8(ascii: "{"), let value = try? JSON.decode(bytes, file: file) { return value }
        let documents = try YAML.parse(bytes, file: file)
        guard let node = documents.first, !node.isNull else {
            throw Failure(
                .invalidInput,
                "the index is empty",
                at: SourceLocation(file: file),
                hint: "make it anew with 'davit repo index'"
            )
        }
        return try node.value(file: file)
    }

    private init(
        _ value: Value,
        file: String,
        diagnostics: inout DiagnosticCollector
    ) throws(Failure) {
        let place = SourceLocation(file: file)
        guard case .object(let document) = value else {
            throw Failure(.invalidInput, "this is not an index but \(value.kindName)", at: place)
        }
        guard document["apiVersion"]?.stringValue?.isEmpty == false else {
            throw Failure(
                .invalidInput,
                "this is not an index: it has no 'apiVersion'",
                at: place,
                hint: "check that the URL is that of a chart repository"
            )
        }
        generated = document["generated"]?.stringValue
        otherFields = document.filter { !["apiVersion", "entries", "generated"].contains($0.key) }
        switch document["entries"] ?? .null {
        case .null: return
        case .object(let charts):
            for (name, versions) in charts {
                add(Self.entries(versions, name: name, place: place, diagnostics: &diagnostics), to: name)
            }
        case let other:
            throw Failure(.invalidInput, "'entries' is \(other.kindName) and not a mapping", at: place)
        }
    }

    private static func entries(
        _ value: Value,
        name: String,
        place: SourceLocation,
        diagnostics: inout DiagnosticCollector
    ) -> [IndexEntry] {
        let shown = IndexEntry.printable(name)
        guard case .array(let versions) = value else {
            if !value.isNull {
                diagnostics.warning(
                    "chart '\(shown)' is left out: it is \(value.kindName) and no list",
                    at: place
                )
            }
            return []
        }
        var entries: [IndexEntry] = []
        for (number, version) in versions.enumerated() {
            do throws(Failure) {
                entries.append(try IndexEntry(version, key: name))
            } catch {
                diagnostics.warning(
                    "entry \(number + 1) of chart '\(shown)' is left out: it \(error.message)",
                    at: place
                )
            }
        }
        return entries
    }
}
