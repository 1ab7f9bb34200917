internal import Archives
package import Diagnostics
internal import OrderedCollections
internal import Values
internal import YAML

extension RepositoryIndex {
    /// The entry whose version is written exactly so.
    package func entry(named name: String, version: String) -> IndexEntry? {
        entries[name]?.first { $0.versionText == version }
    }

    /// Adds the versions of `other` that are not here.
    package mutating func merge(_ other: RepositoryIndex) {
        for (name, versions) in other.entries {
            add(versions.filter { entry(named: name, version: $0.versionText) == nil }, to: name)
        }
    }

    /// The index as a file; the same index gives the same bytes.
    ///
    /// - Parameter asJSON: Whether to write JSON, which is YAML as well and read several times faster.
    /// - Returns: UTF-8 text.
    package func encoded(asJSON: Bool = false) -> [UInt8] {
        var document = otherFields
        document["apiVersion"] = "v1"
        var charts: Value.Object = [:]
        for name in names {
            charts[name] = .array((entries[name] ?? []).map { .object($0.document) })
        }
        document["entries"] = .object(charts)
        document["generated"] = generated.map(Value.string)
        guard asJSON else { return YAML.emit(.object(document)) }
        return JSON.encode(.object(document), pretty: true, sortKeys: true) + [UInt8(ascii: "\n")]
    }

    /// Reads the index at `path`; nil when there is no file.
    ///
    /// - Throws: `.invalidInput` when the file is no index.
    package static func read(
        from path: String,
        diagnostics: inout DiagnosticCollector
    ) throws(Failure) -> RepositoryIndex? {
        guard let bytes = try AtomicFile.read(path) else { return nil }
        return try RepositoryIndex(decoding: bytes, file: path, diagnostics: &diagnostics)
    }

    /// Writes the index.
    ///
    /// - Throws: `.unavailable` when that is not possible; an older file is then untouched.
    package func write(to path: String, asJSON: Bool = false) throws(Failure) {
        try AtomicFile.write(encoded(asJSON: asJSON), to: path)
    }
}
