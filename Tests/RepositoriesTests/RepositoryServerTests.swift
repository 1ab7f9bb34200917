import Archives
import Diagnostics
import FoundationEssentials
import HTTP
import Repositories
import TestSupport
import Testing

/// Repositories served by a real nginx.
@Suite(.enabled(if: ChartServer.isWanted, "nginx is not installed"), .timeLimit(.minutes(15)))
struct RepositoryServerTests {
    /// A fresh user of `server` who has added it as `local`.
    private func withCatalog(
        of server: ChartServer,
        entry: RepositoryEntry? = nil,
        _ body: (RepositoryCatalog) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let catalog = RepositoryCatalog(paths: RepositoryPaths(config: folder, cache: "\(folder)/cache"))
            var diagnostics = DiagnosticCollector()
            let entry = entry ?? RepositoryEntry(name: "local", url: server.url)
            #expect(try await catalog.add(entry, diagnostics: &diagnostics) == .added)
            #expect(diagnostics.diagnostics.isEmpty)
            try await body(catalog)
        }
    }

    private func archive(
        _ catalog: RepositoryCatalog,
        _ reference: String,
        version: String = "",
        repository: String? = nil,
        access: RepositoryEntry = RepositoryEntry(url: "")
    ) async throws -> ResolvedArchive {
        let reference = try ChartReference(parsing: reference, repositoryURL: repository) { _ in false }
        let resolved = try await ChartResolver(catalog: catalog, access: access)
            .resolve(reference, matching: VersionQuery(version: version))
        guard case .archive(let archive) = resolved else {
            throw Failure(.internal, "a path came out of '\(reference)'")
        }
        return archive
    }

    private func failure(_ body: () async throws -> Void) async throws -> Failure {
        do { try await body() } catch let error as Failure { return error }
        return try #require(nil as Failure?, "no failure came")
    }

    @Test func fetchesAndKeepsAnArchive() async throws {
        try await ChartServer.run { server in
            try server.publish("web", "1.0.0")
            let newest = try server.publish("web", "1.1.0")
            try await withCatalog(of: server) { catalog in
                let first = try await archive(catalog, "local/web")
                #expect(first.bytes == newest)
                #expect(first.digest == SHA256Digest(of: newest))
                #expect(first.version == "1.1.0")
                #expect(first.fileName == "web-1.1.0.tgz")
                #expect(first.origin == "\(server.url)/web-1.1.0.tgz")
                #expect(first.isVerified)
                #expect(try await archive(catalog, "local/web").bytes == newest)
                #expect(try await archive(catalog, "local/web", version: "1.0.0").version == "1.0.0")
                #expect(
                    try server.requests() == [
                        "200 /index.yaml -", "200 /web-1.1.0.tgz -", "200 /web-1.0.0.tgz -",
                    ]
                )
            }
        }
    }

    @Test func asksAgainOnlyForWhatChanged() async throws {
        try await ChartServer.run { server in
            try server.publish("web", "1.0.0")
            try await withCatalog(of: server) { catalog in
                for expected in ["unchanged", "2", "unchanged"] {
                    if expected == "2" { try server.publish("shop", "1.0.0") }
                    let update = try #require(try await catalog.update().first)
                    switch update.outcome {
                    case .unchanged: #expect(expected == "unchanged")
                    case .fetched(let charts): #expect("\(charts)" == expected)
                    case .failed(let failure): Issue.record(failure)
                    }
                }
                let statuses = try server.requests().map { $0.prefix(3) }
                #expect(statuses == ["200", "304", "200", "304"])
                var diagnostics = DiagnosticCollector()
                let matches = try catalog.search(RepositorySearch(), diagnostics: &diagnostics)
                #expect(matches.map(\.name) == ["local/shop", "local/web"])
            }
        }
    }

    @Test func aWrongDigestIsRefusedAndNothingKept() async throws {
        try await ChartServer.run { server in
            let published = try server.publish("web", "1.0.0")
            let other = try SampleChart.archive("web", "1.0.0", more: "description: changed\n")
            try AtomicFile.write(other, to: "\(server.folder)/web-1.0.0.tgz")
            try await withCatalog(of: server) { catalog in
                let error = try await failure { _ = try await archive(catalog, "local/web") }
                #expect(error.kind == .refused)
                #expect(
                    error.message
                        == "the archive of 'web-1.0.0' is not the one that the index of repository 'local' lists"
                )
                #expect(
                    error.notes == [
                        "the index lists \(SHA256Digest(of: published))",
                        "'\(server.url)/web-1.0.0.tgz' has \(SHA256Digest(of: other))",
                    ]
                )
                #expect(error.hint?.hasPrefix("run 'davit repo update local' and try again") == true)
                let archives = "\(catalog.paths.cacheFolder)/archives"
                #expect(!FileManager.default.fileExists(atPath: archives))
                // Made right on the server, it works without more ado.
                try AtomicFile.write(published, to: "\(server.folder)/web-1.0.0.tgz")
                #expect(try await archive(catalog, "local/web").bytes == published)
            }
        }
    }

    @Test func aDamagedCacheIsFetchedAgain() async throws {
        try await ChartServer.run { server in
            let published = try server.publish("web", "1.0.0")
            try await withCatalog(of: server) { catalog in
                let digest = try await archive(catalog, "local/web").digest.hexadecimal
                let path = "\(catalog.paths.cacheFolder)/archives/\(digest.prefix(2))/\(digest).tgz"
                try AtomicFile.write([1, 2, 3], to: path)
                #expect(try await archive(catalog, "local/web").bytes == published)
                #expect(try AtomicFile.read(path) == published)
            }
        }
    }

    @Test func credentialsAreNeededAndStayWithTheirServer() async throws {
        try await ChartServer.run { other in
            try await ChartServer.run { server in
                let elsewhere = try other.publish("web", "1.0.0")
                try AtomicFile.write(elsewhere, to: "\(server.folder)/private/web-1.0.0.tgz")
                try server.publish("web", "1.0.0", in: "private", url: other.url)
                var entry = RepositoryEntry(name: "local", url: "\(server.url)/private")
                let stranger = entry
                let error = try await failure { try await withCatalog(of: server, entry: stranger) { _ in } }
                #expect(error.kind == .refused)
                #expect(error.hint?.contains("--username") == true)
                entry.username = "ann"
                entry.password = "pass word"
                try await withCatalog(of: server, entry: entry) { catalog in
                    let bytes = try await archive(catalog, "local/web").bytes
                    #expect(bytes == elsewhere)
                }
                #expect(try other.requests() == ["200 /web-1.0.0.tgz -"])
                #expect(try server.requests().last == "200 /private/index.yaml Basic YW5uOnBhc3Mgd29yZA==")
            }
        }
    }

    @Test func takesARepositoryByItsURL() async throws {
        try await ChartServer.run { server in
            let published = try server.publish("web", "1.0.0")
            try await withTemporaryFolder { folder in
                let catalog = RepositoryCatalog(
                    paths: RepositoryPaths(config: folder, cache: "\(folder)/cache")
                )
                for _ in 0..<2 {
                    let named = try await archive(catalog, "web", repository: "\(server.url)/moved/")
                    #expect(named.bytes == published)
                }
                let statuses = try server.requests().map { $0.prefix(3) }
                #expect(statuses == ["302", "200", "302", "200", "302", "304"])
                let direct = try await archive(catalog, "\(server.url)/web-1.0.0.tgz")
                #expect(direct.bytes == published)
                #expect(direct.fileName == "web-1.0.0.tgz")
                #expect(!direct.isVerified)
                #expect(try catalog.entries() == [])
            }
        }
    }

    @Test func saysWhatIsNotThere() async throws {
        try await ChartServer.run { server in
            try server.publish("web", "1.0.0")
            try await withCatalog(of: server) { catalog in
                let chart = try await failure { _ = try await archive(catalog, "local/wbe") }
                #expect(chart.kind == .notFound)
                #expect(chart.message == "chart 'wbe' is not in repository 'local'")
                #expect(chart.hint == "did you mean 'web'?")
                let list = try await failure { _ = try await archive(catalog, "locla/web") }
                #expect(list.message == "there is no repository 'locla'")
                #expect(list.hint == "did you mean 'local'?")
                let version = try await failure {
                    _ = try await archive(catalog, "local/web", version: "^2.0.0")
                }
                #expect(version.notes == ["the newest are 1.0.0"])
                try FileManager.default.removeItem(atPath: "\(server.folder)/web-1.0.0.tgz")
                let file = try await failure { _ = try await archive(catalog, "local/web") }
                #expect(file.message == "there is no archive at '\(server.url)/web-1.0.0.tgz' (status 404)")
                var diagnostics = DiagnosticCollector()
                let entry = RepositoryEntry(name: "nowhere", url: "\(server.url)/nowhere")
                let index = try await failure { _ = try await catalog.add(entry, diagnostics: &diagnostics) }
                #expect(
                    index.message == "there is no index at '\(server.url)/nowhere/index.yaml' (status 404)"
                )
                #expect(try catalog.entries().map(\.name) == ["local"])
            }
        }
    }

    @Test func oneFailureDoesNotHinderTheOthers() async throws {
        try await ChartServer.run { server in
            try server.publish("web", "1.0.0")
            try await withCatalog(of: server) { catalog in
                var list = try RepositoryList(readingFrom: catalog.paths.listFile)
                for number in 0..<12 {
                    let url = number == 5 ? "http://127.0.0.1:1" : server.url
                    try list.add(RepositoryEntry(name: "r\(number)", url: url), replacing: false)
                }
                try list.write(to: catalog.paths.listFile)
                var reported = 0
                let updates = try await catalog.update { _ in reported += 1 }
                #expect(updates.map(\.entry.name) == ["local"] + (0..<12).map { "r\($0)" })
                #expect(reported == 13)
                for update in updates {
                    if case .failed(let failure) = update.outcome {
                        #expect(update.entry.name == "r5")
                        #expect(failure.kind == .unavailable)
                    } else {
                        #expect(update.entry.name != "r5")
                    }
                }
                #expect(try await catalog.update(["r1"]).map(\.entry.name) == ["r1"])
                try await catalog.remove(["r5", "local"])
                #expect(try catalog.entries().count == 11)
                let left = try FileManager.default.contentsOfDirectory(atPath: catalog.paths.cacheFolder)
                #expect(!left.contains("local.index"))
            }
        }
    }
}
