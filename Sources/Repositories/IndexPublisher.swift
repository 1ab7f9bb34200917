internal import Archives
package import Diagnostics
internal import FoundationEssentials
internal import HTTP
internal import OrderedCollections
package import Values

/// Makes the index of a folder of archives: what `repo index` does.
package struct IndexPublisher: Sendable {
    /// The folder; archives may lie in it and in the folders right below it, as in Helm.
    package var folder: String
    /// What the archives' URLs begin with; empty makes them relative to the index.
    package var baseURL: String
    /// The time for what is new, in RFC 3339.
    package var now: String
    /// The metadata of the chart in an archive; a failure leaves the archive out with a warning.
    package var metadata: @Sendable (_ archive: [UInt8], _ file: String) throws(Failure) -> Value

    package init(
        folder: String,
        baseURL: String = "",
        now: String,
        metadata: @escaping @Sendable (_ archive: [UInt8], _ file: String) throws(Failure) -> Value
    ) {
        self.folder = folder
        self.baseURL = baseURL
        self.now = now
        self.metadata = metadata
    }

    /// Makes the index.
    ///
    /// The same archives give the same index: what `former` or `merged` list with the same digest keeps its
    /// time, and without any change the index keeps its own.
    /// - Parameters:
    ///   - former: The index that is about to be replaced, if any.
    ///   - merged: An index whose versions are kept where the folder has none of the same number.
    ///   - diagnostics: Gets a warning for every archive that is left out or that changes under its version.
    /// - Returns: The index.
    /// - Throws: `.usage` for a bad URL, `.notFound` for a missing folder, `.conflict` when two archives hold
    ///   the same version.
    package func index(
        replacing former: RepositoryIndex? = nil,
        merging merged: RepositoryIndex? = nil,
        diagnostics: inout DiagnosticCollector
    ) throws(Failure) -> RepositoryIndex {
        if !baseURL.isEmpty { _ = try HTTPURL(parsing: baseURL) }
        var index = RepositoryIndex()
        var files: [String: String] = [:]
        for file in try archives() {
            guard
                let entry = try entry(
                    file,
                    known: [former, merged].compactMap(\.self),
                    diagnostics: &diagnostics
                )
            else { continue }
            let title = "\(entry.name)-\(entry.versionText)"
            if let other = files.updateValue(file, forKey: title) {
                throw Failure(
                    .conflict,
                    "'\(other)' and '\(file)' both hold '\(title)'",
                    hint: "remove one of them from '\(folder)'"
                )
            }
            index.add([entry], to: entry.name)
        }
        if let merged {
            index.merge(merged)
            index.otherFields = merged.otherFields
        } else if let former {
            index.otherFields = former.otherFields
        }
        index.generated = now
        for known in [former, merged].compactMap(\.self) where known.entries == index.entries {
            index.generated = known.generated ?? now
            break
        }
        return index
    }

    /// The archives' paths relative to the folder, sorted.
    private func archives() throws(Failure) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Failure(
                .notFound,
                "there is no folder '\(folder)'",
                hint: "make it with 'davit package CHART -d \(folder)'"
            )
        }
        var files: [String] = []
        for name in names {
            if name.hasSuffix(".tgz") {
                files.append(name)
            } else if let inner = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)") {
                files += inner.filter { $0.hasSuffix(".tgz") }.map { "\(name)/\($0)" }
            }
        }
        return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func entry(
        _ file: String,
        known: [RepositoryIndex],
        diagnostics: inout DiagnosticCollector
    ) throws(Failure) -> IndexEntry? {
        guard let bytes = try AtomicFile.read("\(folder)/\(file)") else { return nil }
        let digest = Digest.sha256(bytes)
        do throws(Failure) {
            guard case .object(let metadata) = try metadata(bytes, file) else {
                throw Failure(.invalidInput, "its metadata is not a mapping")
            }
            var document = PublishedFields.select(from: metadata)
            document["digest"] = .string(digest)
            document["urls"] = [.string(url(of: file))]
            document["created"] = .string(now)
            let name = document["name"]?.stringValue ?? ""
            let fresh = try IndexEntry(.object(document), key: name)
            for former in known.compactMap({ $0.entry(named: name, version: fresh.versionText) }) {
                if former.digest == fresh.digest {
                    document["created"] = former.document["created"] ?? .string(now)
                    return try IndexEntry(.object(document), key: name)
                }
                diagnostics.warning(
                    "'\(name)-\(fresh.versionText)' was published with other content before",
                    hint: "give what has changed a new version"
                )
                break
            }
            return fresh
        } catch {
            diagnostics.warning(
                "'\(file)' is left out: \(error.message)",
                at: error.location,
                hint: error.hint
            )
            return nil
        }
    }

    private func url(of file: String) -> String {
        if baseURL.isEmpty { return file }
        return baseURL.hasSuffix("/") ? baseURL + file : "\(baseURL)/\(file)"
    }
}
