import Archives
import Diagnostics
import OrderedCollections
import Repositories
import Testing
import Values

@Suite struct RepositoryIndexTests {
    private static let digest = String(repeating: "ab", count: 32)
    private static let sample = """
        apiVersion: v1
        entries:
          web:
            - {name: web, version: 1.2.0, apiVersion: v2, appVersion: "7", urls: [web-1.2.0.tgz], digest: \(digest)}
            - {name: web, version: 2.0.0-rc.1, apiVersion: v2, urls: [web-2.0.0-rc.1.tgz]}
            - {name: web, version: 1.10.0, urls: [https://x.example.org/web-1.10.0.tgz], digest: "sha256:\(digest)"}
            - {name: web, version: 0.9.0, urls: [web-0.9.0.tgz], created: 2016-10-06T16:23:20.499814565-06:00}
          preview:
            - {name: preview, version: 0.1.0-alpha, urls: [p.tgz]}
        generated: "2026-01-02T03:04:05Z"
        """

    private func index(
        _ text: String,
        _ diagnostics: inout DiagnosticCollector
    ) throws -> RepositoryIndex {
        try RepositoryIndex(decoding: Array(text.utf8), file: "index.yaml", diagnostics: &diagnostics)
    }

    private func index(_ text: String = sample) throws -> RepositoryIndex {
        var diagnostics = DiagnosticCollector()
        let index = try index(text, &diagnostics)
        #expect(diagnostics.diagnostics.isEmpty)
        return index
    }

    @Test func sortsNewestFirst() throws {
        let index = try index()
        #expect(index.names == ["preview", "web"])
        #expect(index.entries["web"]?.map(\.versionText) == ["2.0.0-rc.1", "1.10.0", "1.2.0", "0.9.0"])
        #expect(index.generated == "2026-01-02T03:04:05Z")
        #expect(index.count == 5)
    }

    @Test func keepsEveryField() throws {
        let entry = try #require(try index().entry(named: "web", version: "1.2.0"))
        #expect(entry.appVersion == "7")
        #expect(entry.urls == ["web-1.2.0.tgz"])
        #expect(entry.digest == SHA256Digest(Self.digest))
        #expect(entry.document["apiVersion"]?.stringValue == "v2")
        #expect(try index().entry(named: "web", version: "1.10.0")?.digest == SHA256Digest(Self.digest))
        let created = try index().entry(named: "web", version: "0.9.0")?.created
        #expect(created == "2016-10-06T16:23:20.499814565-06:00")
    }

    @Test func readsJSON() throws {
        let json = #"""
             {"apiVersion":"v1","entries":{"web":[{"name":"web","version":"1.0.0","urls":["w.tgz"]}]}}
            """#
        #expect(try index(json).entries["web"]?.first?.versionText == "1.0.0")
        // A flow mapping without quotes begins like JSON.
        #expect(try index("{apiVersion: v1, entries: {web: [{name: web, version: 1.0.0}]}}").count == 1)
    }

    @Test(arguments: [
        ("", false, "1.10.0"), ("", true, "2.0.0-rc.1"), ("1.2.0", false, "1.2.0"),
        ("^1.0.0", false, "1.10.0"),
        ("<1.10.0", false, "1.2.0"), ("2.0.0-rc.1", false, "2.0.0-rc.1"), (">1.0.0-0", false, "2.0.0-rc.1"),
        ("^1.0.0", true, "1.10.0"),
    ])
    func findsVersions(version: String, devel: Bool, expected: String) throws {
        let query = VersionQuery(version: version, includesPrereleases: devel)
        let entry = try index().entry(for: "web", matching: query, repository: "repository 'x'")
        #expect(entry.versionText == expected)
    }

    @Test(arguments: [
        ("wbe", "", Failure.Kind.notFound, "chart 'wbe' is not in repository 'x'", "did you mean 'web'?"),
        (
            "web", "9.9.9", .notFound, "no version of chart 'web' in repository 'x' matches '9.9.9'",
            "davit repo update"
        ),
        (
            "preview", "", .notFound, "chart 'preview' has only pre-releases in repository 'x': 0.1.0-alpha",
            "--devel"
        ),
        ("web", "one", .usage, "'one' is neither a version nor a range of versions", "^1.2"),
    ])
    func saysWhatIsMissing(
        name: String,
        version: String,
        kind: Failure.Kind,
        message: String,
        hint: String
    ) throws {
        let index = try index()
        let error = #expect(throws: Failure.self) {
            try index.entry(for: name, matching: VersionQuery(version: version), repository: "repository 'x'")
        }
        #expect(error?.kind == kind)
        #expect(error?.message == message)
        #expect(error?.hint?.contains(hint) == true)
    }

    // What Helm's advisories CVE-2022-23525, CVE-2024-26147 and CVE-2025-55198 are about.
    @Test(arguments: [
        ("null", "it is null and not a mapping"), ("text", "it is a string and not a mapping"),
        ("{version: 1.0.0}", "it has no 'name'"),
        ("{name: web}", "it has no 'version', or one that is not a string"),
        ("{name: web, version: 1.10}", "it has no 'version', or one that is not a string"),
        ("{name: web, version: one}", "it has the version 'one', which is not a semantic version"),
        ("{name: other, version: 1.0.0}", "it has the other name 'other'"),
        ("{name: null, version: 1.0.0}", "it has no 'name'"),
    ])
    func leavesOutBadEntriesWithAWarning(entry: String, reason: String) throws {
        var diagnostics = DiagnosticCollector()
        let text = "apiVersion: v1\nentries:\n  web:\n    - \(entry)\n    - {name: web, version: 1.0.0}\n"
        let index = try index(text, &diagnostics)
        #expect(index.entries["web"]?.map(\.versionText) == ["1.0.0"])
        #expect(diagnostics.diagnostics.map(\.message) == ["entry 1 of chart 'web' is left out: \(reason)"])
        #expect(diagnostics.diagnostics.first?.severity == .warning)
    }

    @Test(arguments: ["..", ".", "a/b", "../../etc/cron.d/x", "a\\b", ""])
    func leavesOutNamesThatAreNoFileNames(name: String) throws {
        var diagnostics = DiagnosticCollector()
        let text =
            "{\"apiVersion\": \"v1\", \"entries\": {\"\(name.replacing("\\", with: "\\\\"))\": "
            + "[{\"name\": \"\(name.replacing("\\", with: "\\\\"))\", \"version\": \"1.0.0\"}]}}"
        #expect(try index(text, &diagnostics).count == 0)
        #expect(diagnostics.diagnostics.count == 1)
    }

    @Test(arguments: ["web: null", "web: []", ""])
    func aChartWithoutVersionsIsNone(entries: String) throws {
        #expect(try index("apiVersion: v1\nentries:\n  \(entries)\n").names == [])
    }

    @Test(arguments: [
        ("apiVersion: v1\nentries:\n  a: []\n  a: []\n", 4), ("apiVersion: v1\napiVersion: v1\n", 2),
        ("apiVersion: v1\nentries: {web: [{name: web, version: 1.0.0, version: 2.0.0}]}\n", 2),
    ])
    func aKeyThatIsThereTwiceIsAnError(text: String, line: Int) {
        let error = #expect(throws: Failure.self) { try index(text) }
        #expect(error?.kind == .invalidInput)
        #expect(error?.location?.line == line)
    }

    @Test(arguments: [
        "", "entries: {}", "apiVersion: ''", "[]", "text", "<!DOCTYPE html><html></html>",
        "apiVersion: v1\nentries: []",
        "apiVersion: v1\n\tentries: {}",
    ])
    func otherTextsAreErrors(text: String) {
        let error = #expect(throws: Failure.self) { try index(text) }
        #expect(error?.kind == .invalidInput)
        #expect(error?.location?.file == "index.yaml")
    }

    // CVE-2021-21303: texts that play tricks on a terminal.
    @Test func takesOutControlCharacters() throws {
        let json = #"""
            {"apiVersion": "v1", "entries": {"web": [{"name": "web", "version": "1.0.0",
            "description": "a\u001b[2Jb\nc\u202ed é", "annotations": {"changes": "- a\n- b\u0007"}}]}}
            """#
        let entry = try #require(try index(json).entries["web"]?.first)
        #expect(entry.description == "a[2Jb cd é")
        #expect(entry.document["annotations"]?["changes"] == "- a\n- b")
    }
}
