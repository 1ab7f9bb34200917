import Compose
import Diagnostics
import OrderedCollections
import Testing
import Values

@testable import Releases

@Suite("differences between revisions")
struct ComparisonTests {
    /// Expected are the lines that GNU `diff -U` prints after its head, by the number of context lines.
    @Test(
        "lines, in groups with context",
        arguments: [
            ("a\nb\nc\n", "a\nb\nc\n", 3, []),
            ("a\nb\nc\n", "a\nx\nc\n", 3, ["@@ -1,3 +1,3 @@", " a", "-b", "+x", " c"]),
            ("a\nb\nc\n", "a\nx\nc\n", 0, ["@@ -2,1 +2,1 @@", "-b", "+x"]),
            ("", "a\nb\n", 3, ["@@ -0,0 +1,2 @@", "+a", "+b"]),
            ("a\nb\n", "", 3, ["@@ -1,2 +0,0 @@", "-a", "-b"]),
            ("a\nb\n", "a\nb\nc\n", 1, ["@@ -2,1 +2,2 @@", " b", "+c"]),
            (
                "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nx\n3\n4\n5\n6\n7\ny\n9\n", 1,
                ["@@ -1,3 +1,3 @@", " 1", "-2", "+x", " 3", "@@ -7,3 +7,3 @@", " 7", "-8", "+y", " 9"]
            ),
            (
                "1\n2\n3\n4\n5\n", "1\nx\n3\n4\ny\n", 1,
                ["@@ -1,5 +1,5 @@", " 1", "-2", "+x", " 3", " 4", "-5", "+y"]
            ),
            ("a\n\nb\n", "a\nb\n", 3, ["@@ -1,3 +1,2 @@", " a", "-", " b"]),
        ] as [(String, String, Int, [String])]
    )
    func lines(old: String, new: String, context: Int, expected: [String]) {
        let printed = LineDifference(from: old, to: new, context: context).hunks.flatMap { hunk in
            [hunk.heading]
                + hunk.lines.map { line in
                    switch line {
                    case .same(let text): " \(text)"
                    case .removed(let text): "-\(text)"
                    case .added(let text): "+\(text)"
                    }
                }
        }
        #expect(printed == expected)
    }

    @Test("texts too large to compare are replaced, and nothing of them is lost")
    func largeTexts() {
        let old = (0..<5000).map { "old \($0)" }.joined(separator: "\n")
        let new = (0..<5000).map { "new \($0)" }.joined(separator: "\n")
        let hunks = LineDifference(from: old, to: new, context: 3).hunks
        #expect(hunks.map(\.heading) == ["@@ -1,5000 +1,5000 @@"])
        #expect(hunks.first?.lines.count == 10000)
    }

    @Test(
        "secrets are hidden, wherever they are",
        arguments: [
            // By the key.
            ("environment.DB_PASSWORD", "old", "new", "••••", "••••"),
            ("environment.API_TOKEN", nil, "abc", nil, "••••"),
            ("environment.DB_PASSWORD_FILE", "/run/a", "/run/b", "/run/a", "/run/b"),
            ("environment.LOG_LEVEL", "info", "debug", "info", "debug"),
            ("labels.traefik.auth.secret", "a", "b", "••••", "••••"),
            // By a value that the chart's schema marks.
            ("environment.URL", "x", "pre-hunter22-post", "••••", "••••"),
            ("environment.PIN", "12", "7", "••••", "••••"),
            ("environment.PORT", "80", "70", "80", "70"),
            // By a line of a text.
            (
                "content", "user = a\npassword = x", "user = b\npassword = y", "user = a\npassword = ••••",
                "user = b\npassword = ••••"
            ),
            ("content", "password = x", "password = y", "••••", "••••"),
            ("content", "\"api_key\": \"k\",\n", "a: b\n", "\"api_key\": ••••\n", "a: b\n"),
            // By a URL.
            ("environment.DSN", "pg://u:pw@h/d", "pg://u:pw@i/d", "pg://u:••••@h/d", "pg://u:••••@i/d"),
            ("environment.SITE", "http://a:80/x", "http://b:80/x", "http://a:80/x", "http://b:80/x"),
        ] as [(String, String?, String?, String?, String?)]
    )
    func redaction(path: String, old: String?, new: String?, shownOld: String?, shownNew: String?) {
        let difference = ValueDifference(
            path,
            from: old.map { .string($0) },
            to: new.map { .string($0) },
            kind: path == "content" ? .text : .value
        )
        let shown = Redaction(secrets: ["hunter22", "7"]).redacted(difference)
        #expect(shown.old?.stringValue == shownOld)
        #expect(shown.new?.stringValue == shownNew)
        #expect((shown.kind == .secret) == (shownNew == "••••"))
    }

    @Test("the word after an option that sounds secret is hidden")
    func arguments() {
        let shown = Redaction().redacted(
            ValueDifference(
                "command",
                from: nil,
                to: ["serve", "--admin-password", "geheim", "--token=abc", "--port=80"]
            )
        )
        #expect(shown.new == ["serve", "--admin-password", "••••", "--token=••••", "--port=80"])
    }

    private func project(_ change: (inout Project) -> Void = { _ in }) -> Project {
        var project = Project()
        project.services["web"] = Service(name: "web", image: "web:1")
        project.services["web"]?.environment = ["A": "1", "B": nil]
        project.services["web"]?.ports = [Port(target: 80, published: 8080)]
        project.configs["page"] = FileObject(.inline(Array("one\n".utf8), hash: "h1"))
        project.secrets["key"] = FileObject(.reference(hash: "s1"))
        project.networks["front"] = Network()
        change(&project)
        return project
    }

    @Test("objects and keys of recorded projects")
    func projects() throws {
        let new = project { project in
            project.services["web"]?.image = "web:2"
            project.services["web"]?.environment = ["A": "2", "C": ""]
            project.services["web"]?.ports = [Port(target: 80, published: 8081)]
            project.services["db"] = Service(name: "db", image: "db:1")
            project.configs["page"]?.content = .inline(Array("two\n".utf8), hash: "h2")
            project.secrets["key"]?.content = .reference(hash: "s2")
            project.networks["front"] = nil
        }
        let changes = ProjectComparison.changes(from: project(), to: new)
        #expect(
            changes.map { "\($0.action) \($0.object)" } == [
                "delete network front", "update config page", "update secret key", "update service web",
                "create service db",
            ]
        )
        let web = try #require(changes.first { $0.object.name == "web" })
        #expect(
            web.differences.map(\.text) == [
                "image (web:1 → web:2)", "environment.A (1 → 2)", "environment.B (null → none)",
                #"ports.8080:80/tcp ({"target":80,"published":"8080","protocol":"tcp","mode":"ingress"} → none)"#,
                #"environment.C (none → "")"#,
                #"ports.8081:80/tcp (none → {"target":80,"published":"8081","protocol":"tcp","mode":"ingress"})"#,
            ]
        )
        let page = try #require(changes.first { $0.object.name == "page" }?.differences.first)
        #expect(page == ValueDifference("content", from: "one\n", to: "two\n", kind: .text))
        let key = try #require(changes.first { $0.object.name == "key" }?.differences.first)
        #expect(key == ValueDifference("content", from: "••••", to: "••••", kind: .secret))
        #expect(ProjectComparison.changes(from: new, to: new) == [])
    }

    @Test("two revisions, and two releases, by what is recorded of them")
    func revisions() async throws {
        let world = World()
        let here = world.environment()
        for release in ["shop", "blog"] {
            _ = try await Install(release: release, makeContent: Stack("web:1", config: "a\n").maker).run(
                in: here
            )
        }
        _ = try await Upgrade(release: "shop", makeContent: Stack("web:2", config: "b\n").maker).run(in: here)
        let before = await world.objects
        let old = DiffRevisions.Side(release: "shop", revision: 1)
        let difference = try await DiffRevisions(from: old, to: .init(release: "shop")).run(in: here)
        #expect(difference.new.record.revision == 2)
        #expect(
            difference.changes.flatMap(\.differences) == [
                ValueDifference("content", from: "a\n", to: "b\n", kind: .text),
                ValueDifference("image", from: "web:1", to: "web:2"),
            ]
        )
        let same = try await DiffRevisions(from: old, to: .init(release: "blog")).run(in: here)
        #expect(same.changes == [])
        let missing = await outcome {
            try await DiffRevisions(from: old, to: .init(release: "shop", revision: 9)).run(in: here)
        }
        #expect(missing?.kind == .notFound)
        #expect(await world.objects == before)
    }

    @Test("a dry run asks the engine only to be read, and says whether the record would be another")
    func dryRun() async throws {
        let world = World()
        let here = world.environment()
        _ = try await Install(release: "shop", makeContent: Stack("web:1").maker).run(in: here)
        let before = await world.objects
        var upgrade = Upgrade(release: "shop", makeContent: Stack("web:1").maker)
        upgrade.options.dryRun = true
        let same = try await upgrade.run(in: here)
        #expect(same.outcome == .planned)
        #expect(!same.hasNewContent)
        upgrade.values = ["size": 2]
        #expect(try await upgrade.run(in: here).hasNewContent)
        #expect(await world.objects == before)
    }

    @Test("what is told of a new object when somebody asks is without secrets too")
    func lateDifferences() {
        let change = PlannedChange(creating: ObjectReference(kind: "service", name: "shop_web")) {
            [
                ValueDifference("environment.DB_PASSWORD", from: nil, to: "abc"),
                ValueDifference("image", from: nil, to: "web:1"),
                ValueDifference("labels.hint", from: nil, to: "it is s3cret-value"),
            ]
        }
        let shown = Redaction(secrets: ["s3cret-value"]).redacted([change])[0]
        #expect(shown.differences.map(\.path) == change.differences.map(\.path))
        #expect(shown.differences.map(\.kind) == [.secret, .value, .secret])
        #expect(shown != change)
        #expect(!shown.repairsSomething)
    }
}
