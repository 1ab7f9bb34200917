import Archives
import Diagnostics
import FoundationEssentials
import HTTP
import Repositories
import TestSupport
import Testing

@Suite struct RepositoryListTests {
    private let entry = RepositoryEntry(
        name: "local",
        url: "https://charts.example.org",
        username: "ann",
        password: "pw"
    )

    @Test func writesHelmsFormatForItsOwnerAlone() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/config/repositories.yaml"
            var list = RepositoryList()
            try list.add(entry, replacing: false)
            try list.write(to: path)
            let text = String(decoding: try AtomicFile.read(path) ?? [], as: UTF8.self)
            // The field names are those of Helm's repo.Entry.
            #expect(
                text == """
                    apiVersion: v1
                    repositories:
                    - caFile: ""
                      certFile: ""
                      insecure_skip_tls_verify: false
                      keyFile: ""
                      name: local
                      pass_credentials_all: false
                      password: pw
                      url: https://charts.example.org
                      username: ann

                    """
            )
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try RepositoryList(readingFrom: path).entries == [entry])
        }
    }

    @Test func readsWhatHelmWrote() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/repositories.yaml"
            let text = """
                apiVersion: ""
                generated: "0001-01-01T00:00:00Z"
                repositories:
                - caFile: ""
                  certFile: c.pem
                  insecure_skip_tls_verify: true
                  keyFile: k.pem
                  name: bitnami
                  pass_credentials_all: true
                  password: ""
                  url: https://charts.bitnami.com/bitnami
                  username: ""
                - name: short
                  url: https://h
                """
            try AtomicFile.write(Array(text.utf8), to: path)
            var list = try RepositoryList(readingFrom: path)
            #expect(
                list.entries == [
                    RepositoryEntry(
                        name: "bitnami",
                        url: "https://charts.bitnami.com/bitnami",
                        certFile: "c.pem",
                        keyFile: "k.pem",
                        skipsTLSVerification: true,
                        passesCredentialsEverywhere: true
                    ),
                    RepositoryEntry(name: "short", url: "https://h"),
                ]
            )
            try list.remove(["bitnami"])
            try list.write(to: path)
            let written = String(decoding: try AtomicFile.read(path) ?? [], as: UTF8.self)
            #expect(written.contains("generated: \"0001-01-01T00:00:00Z\""))
        }
    }

    @Test(arguments: [
        ("repositories:\n- null\n", "repository 1 of the list cannot be used: is null and not a mapping"),
        (
            "repositories:\n- name: a/b\n  url: u\n",
            "repository 1 of the list cannot be used: 'a/b' cannot be a repository's name"
        ),
        (
            "repositories:\n- name: a\n",
            "repository 1 of the list cannot be used: repository 'a' has no 'url'"
        ),
        ("repositories: 1\n", "'repositories' is a number and not a list"),
        ("- a\n", "this is not a list of repositories"),
    ])
    func namesWhatIsWrong(text: String, message: String) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/repositories.yaml"
            try AtomicFile.write(Array(text.utf8), to: path)
            let error = #expect(throws: Failure.self) { try RepositoryList(readingFrom: path) }
            #expect(error?.message == message)
            #expect(error?.location?.file == path)
        }
    }

    @Test func aNameIsTakenOnce() throws {
        var list = RepositoryList()
        try list.add(entry, replacing: false)
        try list.add(entry, replacing: false)
        #expect(list.entries == [entry])
        var other = entry
        other.url = "https://u:p@other.example.org/x"
        let error = #expect(throws: Failure.self) { try list.add(other, replacing: false) }
        #expect(error?.kind == .conflict)
        #expect(error?.hint?.contains("--force-update") == true)
        try list.add(other, replacing: true)
        #expect(list.entries == [other])
        let back = #expect(throws: Failure.self) { try list.add(entry, replacing: false) }
        #expect(back?.notes == ["its URL is https://other.example.org/x"])
    }

    @Test(arguments: ["", "a/b", "..", ".hidden", "a\nb", "a\\b"])
    func refusesNames(name: String) {
        var list = RepositoryList()
        let error = #expect(throws: Failure.self) {
            try list.add(RepositoryEntry(name: name, url: "https://h"), replacing: false)
        }
        #expect(error?.kind == .usage)
    }

    @Test func removesAllOrNone() throws {
        var list = RepositoryList()
        try list.add(entry, replacing: false)
        let error = #expect(throws: Failure.self) { try list.remove(["local", "locla"]) }
        #expect(error?.kind == .notFound)
        #expect(error?.hint == "did you mean 'local'?")
        #expect(list.entries.count == 1)
        try list.remove(["local"])
        #expect(list.entries.isEmpty)
    }

    @Test func manyAtOnceLoseNothing() async throws {
        try await withTemporaryFolder { folder in
            let paths = RepositoryPaths(config: folder, cache: "\(folder)/cache")
            let catalog = RepositoryCatalog(paths: paths) { _ in
                StubTransport(index: "apiVersion: v1\nentries: {}\n")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        var diagnostics = DiagnosticCollector()
                        let entry = RepositoryEntry(name: "r\(number)", url: "https://charts.example.org")
                        let addition = try await catalog.add(entry, diagnostics: &diagnostics)
                        #expect(addition == .added)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try Set(catalog.entries().map(\.name)) == Set((0..<20).map { "r\($0)" }))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
                    "cache", "repositories.lock", "repositories.yaml",
                ]
            )
        }
    }
}
