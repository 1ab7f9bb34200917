import Diagnostics
import Repositories
import TestSupport
import Testing

@Suite struct RepositorySearchTests {
    private static let index = """
        apiVersion: v1
        entries:
          redis:
          - {name: redis, version: 2.0.0, description: A cache, keywords: [memory, Key-Value]}
          - {name: redis, version: 1.5.0, description: A store, keywords: [memory]}
          - {name: redis, version: 3.0.0-beta.1, description: A cache}
          web:
          - {name: web, version: 1.0.0, description: A site with redis behind it}
          sessions:
          - {name: sessions, version: 1.0.0, description: Log-ins, keywords: [redis]}
          early:
          - {name: early, version: 0.1.0-alpha, description: Not redis yet}
        """

    private func names(_ search: RepositorySearch) async throws -> [String] {
        try await withTemporaryFolder { folder in
            let catalog = RepositoryCatalog(paths: RepositoryPaths(config: folder, cache: folder)) { _ in
                StubTransport(index: Self.index)
            }
            var diagnostics = DiagnosticCollector()
            let entry = RepositoryEntry(name: "local", url: "https://charts.example.org")
            _ = try await catalog.add(entry, diagnostics: &diagnostics)
            let matches = try catalog.search(search, diagnostics: &diagnostics)
            #expect(diagnostics.diagnostics.isEmpty)
            return matches.map { "\($0.name) \($0.entry.versionText)" }
        }
    }

    // As in Helm: name before description before keywords, whatever the case, the words as one text.
    @Test(arguments: [
        (["redis"], ["local/redis 2.0.0", "local/web 1.0.0", "local/sessions 1.0.0"]),
        (["REDIS"], ["local/redis 2.0.0", "local/web 1.0.0", "local/sessions 1.0.0"]),
        ([], ["local/redis 2.0.0", "local/sessions 1.0.0", "local/web 1.0.0"]),
        (["local/redis"], ["local/redis 2.0.0"]),
        (["a", "store"], ["local/redis 1.5.0"]),
        (["key-value"], ["local/redis 2.0.0"]),
        (["nothing"], []),
    ])
    func findsTheNewestStable(words: [String], expected: [String]) async throws {
        #expect(try await names(RepositorySearch(words: words)) == expected)
    }

    @Test(arguments: [
        ("", true, false, ["local/redis 3.0.0-beta.1"]),
        ("", false, true, ["local/redis 2.0.0", "local/redis 1.5.0"]),
        ("", true, true, ["local/redis 3.0.0-beta.1", "local/redis 2.0.0", "local/redis 1.5.0"]),
        ("<2.0.0", false, false, ["local/redis 1.5.0"]),
        ("1.5.0", true, false, ["local/redis 1.5.0"]),
    ])
    func narrowsByVersion(version: String, devel: Bool, all: Bool, expected: [String]) async throws {
        let search = RepositorySearch(
            words: ["local/redis"],
            query: VersionQuery(version: version, includesPrereleases: devel),
            showsAllVersions: all
        )
        #expect(try await names(search) == expected)
    }

    @Test func aBadRangeIsAnError() async throws {
        await #expect(throws: Failure.self) {
            try await names(RepositorySearch(query: VersionQuery(version: "not a range")))
        }
    }

    @Test func saysWhatIsNotThere() async throws {
        try await withTemporaryFolder { folder in
            let paths = RepositoryPaths(config: folder, cache: folder)
            let catalog = RepositoryCatalog(paths: paths)
            var diagnostics = DiagnosticCollector()
            let error = #expect(throws: Failure.self) {
                try catalog.search(RepositorySearch(), diagnostics: &diagnostics)
            }
            #expect(error?.kind == .notFound)
            var list = RepositoryList()
            try list.add(RepositoryEntry(name: "new", url: "https://h"), replacing: false)
            try list.write(to: paths.listFile)
            #expect(try catalog.search(RepositorySearch(), diagnostics: &diagnostics) == [])
            #expect(diagnostics.diagnostics.first?.message == "repository 'new' has not been fetched yet")
            #expect(diagnostics.diagnostics.first?.hint == "run 'davit repo update new'")
        }
    }
}
