internal import Archives
internal import Diagnostics
internal import OrderedCollections
internal import Values

/// A fetched index as it is kept: one line a chart, so that one chart is read without the others.
///
/// The first line says what the index is a copy of; what the server called that copy stands in the same
/// file, so that the two can never belong to different fetches. Real indexes have tens of thousands of
/// versions in YAML; reading a single line of JSON is what keeps an installation from waiting for them.
struct CachedIndex {
    /// What is known about the copy.
    struct Origin: Hashable {
        var url: String
        /// The server's names for the copy: the headers `ETag` and `Last-Modified`.
        var entityTag: String?
        var lastModified: String?
        var generated: String?
    }

    /// The version of this file format; a file of another one counts as missing.
    private static let format: Int64 = 1

    let origin: Origin
    private let bytes: [UInt8]
    private let path: String

    /// Reads the copy at `path`; nil when there is none, or none of `url` that can be used.
    init?(readingFrom path: String, of url: String) throws(Failure) {
        guard let bytes = try AtomicFile.read(path) else { return nil }
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        guard let header = try? JSON.decode(Array(bytes[..<end]), file: path),
            header["format"]?.intValue == Self.format, header["url"]?.stringValue == url
        else { return nil }
        origin = Origin(
            url: url,
            entityTag: header["etag"]?.stringValue,
            lastModified: header["lastModified"]?.stringValue,
            generated: header["generated"]?.stringValue
        )
        self.bytes = bytes
        self.path = path
    }

    /// Keeps `index` at `path` as a copy of `origin`.
    ///
    /// - Throws: `.unavailable` when it cannot be written; an older copy is then untouched.
    static func write(_ index: RepositoryIndex, of origin: Origin, to path: String) throws(Failure) {
        var header: Value.Object = ["format": .int(format), "url": .string(origin.url)]
        header["etag"] = origin.entityTag.map(Value.string)
        header["lastModified"] = origin.lastModified.map(Value.string)
        header["generated"] = index.generated.map(Value.string)
        var bytes = JSON.encode(.object(header))
        for name in index.names {
            let versions = (index.entries[name] ?? []).map { Value.object($0.document) }
            bytes.append(UInt8(ascii: "\n"))
            bytes += JSON.encode([.string(name), .array(versions)])
        }
        bytes.append(UInt8(ascii: "\n"))
        if let slash = path.lastIndex(of: "/") { try AtomicFile.makeFolder(String(path[..<slash])) }
        try AtomicFile.write(bytes, to: path)
    }

    /// The index with all its charts.
    func index() throws(Failure) -> RepositoryIndex {
        try index { _ in true }
    }

    /// The index with the versions of one chart alone, and the names of all.
    func index(ofChart name: String) throws(Failure) -> (index: RepositoryIndex, names: [String]) {
        let start = JSON.encode(.string(name))
        var names: [String] = []
        let index = try index { line in
            let nameEnd = line.dropFirst(2).firstIndex(of: UInt8(ascii: "\"")) ?? line.endIndex
            names.append(String(decoding: line[line.startIndex..<nameEnd].dropFirst(2), as: UTF8.self))
            return line.dropFirst().starts(with: start)
        }
        return (index, names)
    }

    private func index(where isWanted: (ArraySlice<UInt8>) -> Bool) throws(Failure) -> RepositoryIndex {
        var index = RepositoryIndex()
        index.generated = origin.generated
        for line in bytes.split(separator: UInt8(ascii: "\n")).dropFirst() where isWanted(line) {
            guard case .array(let pair)? = try? JSON.decode(Array(line), file: path), pair.count == 2,
                case .string(let name) = pair[0], case .array(let versions) = pair[1]
            else { throw damaged }
            do throws(Failure) {
                var entries: [IndexEntry] = []
                for version in versions { entries.append(try IndexEntry(version, key: name)) }
                index.add(entries, to: name)
            } catch {
                throw damaged
            }
        }
        return index
    }

    private var damaged: Failure {
        Failure(
            .invalidInput,
            "the cached index '\(path)' is damaged",
            hint: "remove it with 'rm \(path)' and run 'davit repo update'"
        )
    }
}
