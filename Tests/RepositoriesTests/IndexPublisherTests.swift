import Archives
import Diagnostics
import OrderedCollections
import Repositories
import TestSupport
import Testing
import Values
import YAML

@Suite struct IndexPublisherTests {
    private func publisher(_ folder: String, url: String = "", now: String = "2026-01-01T00:00:00Z")
        -> IndexPublisher
    {
        IndexPublisher(folder: folder, baseURL: url, now: now, metadata: SampleChart.metadata)
    }

    private func add(_ name: String, _ version: String, more: String = "", to folder: String) throws -> String
    {
        let bytes = try SampleChart.archive(name, version, more: more)
        try AtomicFile.write(bytes, to: "\(folder)/\(name)-\(version).tgz")
        return Digest.sha256(bytes)
    }

    @Test func listsEveryArchive() async throws {
        try await withTemporaryFolder { folder in
            let digest = try add("web", "1.0.0", more: "description: a site\nkeywords: [http]\n", to: folder)
            _ = try add("web", "1.10.0", to: folder)
            try AtomicFile.makeFolder("\(folder)/more")
            _ = try add("db", "0.1.0", to: "\(folder)/more")
            try AtomicFile.write([1], to: "\(folder)/README.md")
            var diagnostics = DiagnosticCollector()
            let index = try publisher(folder, url: "https://h/charts/").index(diagnostics: &diagnostics)
            #expect(diagnostics.diagnostics.isEmpty)
            #expect(index.names == ["db", "web"])
            #expect(index.entries["web"]?.map(\.versionText) == ["1.10.0", "1.0.0"])
            #expect(index.entries["db"]?.first?.urls == ["https://h/charts/more/db-0.1.0.tgz"])
            let text = String(decoding: index.encoded(), as: UTF8.self)
            #expect(
                text.contains(
                    """
                      - apiVersion: v2
                        created: "2026-01-01T00:00:00Z"
                        description: a site
                        digest: \(digest)
                        keywords:
                        - http
                        name: web
                        urls:
                        - https://h/charts/web-1.0.0.tgz
                        version: 1.0.0
                    generated: "2026-01-01T00:00:00Z"

                    """
                )
            )
            #expect(text.hasPrefix("apiVersion: v1\nentries:\n  db:\n"))
        }
    }

    @Test(arguments: [false, true])
    func readsItsOwn(asJSON: Bool) async throws {
        try await withTemporaryFolder { folder in
            _ = try add("web", "1.0.0", to: folder)
            var diagnostics = DiagnosticCollector()
            let index = try publisher(folder).index(diagnostics: &diagnostics)
            #expect(index.entries["web"]?.first?.urls == ["web-1.0.0.tgz"])
            let path = "\(folder)/index.yaml"
            try index.write(to: path, asJSON: asJSON)
            let read = try #require(try RepositoryIndex.read(from: path, diagnostics: &diagnostics))
            #expect(read.entries.mapValues { $0.map(\.versionText) } == ["web": ["1.0.0"]])
            #expect(read.generated == index.generated)
            #expect(read.encoded() == index.encoded())
        }
    }

    @Test func withoutAChangeTheIndexStaysTheSame() async throws {
        try await withTemporaryFolder { folder in
            _ = try add("web", "1.0.0", to: folder)
            var diagnostics = DiagnosticCollector()
            let first = try publisher(folder).index(diagnostics: &diagnostics)
            let later = publisher(folder, now: "2026-02-02T00:00:00Z")
            let second = try later.index(replacing: first, diagnostics: &diagnostics)
            #expect(second.encoded() == first.encoded())
            _ = try add("web", "1.1.0", to: folder)
            let third = try later.index(replacing: first, diagnostics: &diagnostics)
            #expect(third.generated == "2026-02-02T00:00:00Z")
            #expect(third.entries["web"]?.map(\.created) == ["2026-02-02T00:00:00Z", "2026-01-01T00:00:00Z"])
            #expect(diagnostics.diagnostics.isEmpty)
        }
    }

    @Test func mergingKeepsWhatTheFolderDoesNotHave() async throws {
        try await withTemporaryFolder { folder in
            var diagnostics = DiagnosticCollector()
            let old = try RepositoryIndex(
                decoding: Array(
                    """
                    apiVersion: v1
                    annotations: {owner: ann}
                    entries:
                      web:
                      - {name: web, version: 0.9.0, urls: [old/web-0.9.0.tgz], created: "2020-01-01T00:00:00Z"}
                      - {name: web, version: 1.0.0, urls: [old/web-1.0.0.tgz], digest: \(String(repeating: "0", count: 64))}
                      gone:
                      - {name: gone, version: 1.0.0, urls: [gone.tgz]}
                    """.utf8
                ),
                file: "old.yaml",
                diagnostics: &diagnostics
            )
            _ = try add("web", "1.0.0", to: folder)
            let index = try publisher(folder).index(merging: old, diagnostics: &diagnostics)
            #expect(index.names == ["gone", "web"])
            #expect(index.entries["web"]?.map(\.urls) == [["web-1.0.0.tgz"], ["old/web-0.9.0.tgz"]])
            #expect(index.entries["web"]?.last?.created == "2020-01-01T00:00:00Z")
            #expect(String(decoding: index.encoded(), as: UTF8.self).contains("annotations:\n  owner: ann\n"))
            #expect(
                diagnostics.diagnostics.map(\.message) == [
                    "'web-1.0.0' was published with other content before"
                ]
            )
        }
    }

    // Helm reads an index strictly: a field of ours would keep it from every chart of the repository.
    @Test func publishesOnlyWhatHelmKnows() async throws {
        try await withTemporaryFolder { folder in
            let more = """
                numbers: exact
                targets: [swarm]
                icon:
                maintainers: [{name: ann, phone: 1}]
                dependencies: [{name: db, version: 1.0.0, repository: "", note: x}]

                """
            _ = try add("web", "1.0.0", more: more, to: folder)
            var diagnostics = DiagnosticCollector()
            let index = try publisher(folder).index(diagnostics: &diagnostics)
            let document = try #require(index.entries["web"]?.first?.document)
            #expect(
                document.keys.sorted() == [
                    "apiVersion", "created", "dependencies", "digest", "maintainers", "name", "urls",
                    "version",
                ]
            )
            #expect(document["maintainers"] == [["name": "ann"]])
            #expect(document["dependencies"] == [["name": "db", "version": "1.0.0", "repository": ""]])
        }
    }

    @Test func leavesOutWhatIsNoChart() async throws {
        try await withTemporaryFolder { folder in
            try AtomicFile.write(Array("text".utf8), to: "\(folder)/a.tgz")
            try AtomicFile.write(try Gzip.compress([1, 2, 3]), to: "\(folder)/b.tgz")
            let chart = try SampleChart.archive("web", "one")
            try AtomicFile.write(chart, to: "\(folder)/c.tgz")
            _ = try add("web", "1.0.0", to: folder)
            var diagnostics = DiagnosticCollector()
            let index = try publisher(folder).index(diagnostics: &diagnostics)
            #expect(index.count == 1)
            #expect(diagnostics.diagnostics.count == 3)
            #expect(
                diagnostics.diagnostics.first?.message
                    == "'a.tgz' is left out: 'a.tgz' is not compressed with gzip"
            )
        }
    }

    @Test func twoArchivesOfOneVersionAreAnError() async throws {
        try await withTemporaryFolder { folder in
            let chart = try SampleChart.archive("web", "1.0.0")
            try AtomicFile.write(chart, to: "\(folder)/a.tgz")
            try AtomicFile.write(chart, to: "\(folder)/b.tgz")
            var diagnostics = DiagnosticCollector()
            let error = #expect(throws: Failure.self) {
                try publisher(folder).index(diagnostics: &diagnostics)
            }
            #expect(error?.kind == .conflict)
            #expect(error?.message == "'a.tgz' and 'b.tgz' both hold 'web-1.0.0'")
        }
    }

    @Test func needsAFolderAndAURL() async throws {
        try await withTemporaryFolder { folder in
            var diagnostics = DiagnosticCollector()
            let missing = #expect(throws: Failure.self) {
                try publisher("\(folder)/none").index(diagnostics: &diagnostics)
            }
            #expect(missing?.kind == .notFound)
            let url = #expect(throws: Failure.self) {
                try publisher(folder, url: "h/charts").index(diagnostics: &diagnostics)
            }
            #expect(url?.kind == .usage)
        }
    }
}
