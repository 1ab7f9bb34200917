import Charts
import Diagnostics
import FoundationEssentials
import OrderedCollections
import TestSupport
import Testing
import Values

@Suite struct ChartLoadingTests {
    private static let minimal = ["Chart.yaml": "apiVersion: v2\nname: top\nversion: 0.1.0\n"]

    /// Wrong charts, with a part of the message that names what is wrong.
    static let wrong: [(file: String, text: String, message: String)] = [
        ("Chart.yaml", "apiVersion: v2\nversion: 0.1.0\n", "'name' is missing"),
        ("Chart.yaml", "apiVersion: v2\nname: top\n", "'version' is missing"),
        ("Chart.yaml", "apiVersion: v2\nname: top\nversion: one\n", "not a semantic version"),
        ("Chart.yaml", "apiVersion: v3\nname: top\nversion: 0.1.0\n", "'v3'"),
        ("Chart.yaml", "apiVersion: v2\nname: ../top\nversion: 0.1.0\n", "not a chart name"),
        ("Chart.yaml", "apiVersion: v2\nname: ..\nversion: 0.1.0\n", "not a chart name"),
        ("Chart.yaml", "apiVersion: v2\nname: top\nversion: 0.1.0\ntype: plugin\n", "'type' is 'plugin'"),
        (
            "Chart.yaml", "apiVersion: v2\nname: top\nversion: 0.1.0\nappVersion: [1]\n",
            "'appVersion' must be a string"
        ),
        (
            "Chart.yaml", "apiVersion: v2\nname: top\nversion: 0.1.0\nkeywords: x\n",
            "'keywords' must be a list"
        ),
        ("Chart.yaml", "apiVersion: v2\nname: top\nversion: 0.1.0\ntargets: [moon]\n", "'moon'"),
        ("Chart.yaml", "apiVersion: v2\nname: top\nversion: 0.1.0\nnumbers: real\n", "'numbers' can only be"),
        (
            "Chart.yaml",
            "apiVersion: v2\nname: top\nversion: 0.1.0\ndependencies:\n- {name: a}\n- {name: b, alias: a}\n",
            "two dependencies named 'a'"
        ),
        (
            "Chart.yaml",
            "apiVersion: v2\nname: top\nversion: 0.1.0\ndependencies:\n- {name: a, alias: a/b}\n",
            "the alias 'a/b'"
        ),
        (".helmignore", "a/**/b\n", "has '**'"),
        (".helmignore", "[a\n", "is malformed"),
        ("values.yaml", "- a\n", "must be a mapping"),
    ]

    @Test(arguments: wrong)
    func refuses(file: String, text: String, message: String) async throws {
        try await withTemporaryFolder { folder in
            var files = Self.minimal
            files[file] = text
            for (name, content) in files {
                try Data(content.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            }
            let failure = #expect(throws: Failure.self) { try Chart.load(path: folder) }
            #expect(failure?.kind == .invalidInput)
            #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
            #expect(failure?.location?.file.contains(file) == true)
        }
    }

    @Test(arguments: ["/etc/hostname", "../outside.txt", "missing.txt", "templates"])
    func refusesLink(to target: String) async throws {
        try await withTemporaryFolder { folder in
            let root = "\(folder)/top"
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: "\(root)/templates"),
                withIntermediateDirectories: true
            )
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/outside.txt"))
            try Data((Self.minimal["Chart.yaml"] ?? "").utf8).write(
                to: URL(fileURLWithPath: "\(root)/Chart.yaml")
            )
            try FileManager.default.createSymbolicLink(atPath: "\(root)/link", withDestinationPath: target)
            let failure = #expect(throws: Failure.self) { try Chart.load(path: root) }
            #expect(failure?.message.contains("'link' is a link") == true)
        }
    }

    @Test func followsLinkInside() async throws {
        try await withTemporaryFolder { root in
            try Data((Self.minimal["Chart.yaml"] ?? "").utf8).write(
                to: URL(fileURLWithPath: "\(root)/Chart.yaml")
            )
            try Data("content".utf8).write(to: URL(fileURLWithPath: "\(root)/real.txt"))
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/link.txt",
                withDestinationPath: "real.txt"
            )
            let chart = try Chart.load(path: root)
            #expect(chart.content("link.txt")?.bytes == Array("content".utf8))
        }
    }

    @Test func refusesLargeFile() async throws {
        try await withTemporaryFolder { root in
            try Data((Self.minimal["Chart.yaml"] ?? "").utf8).write(
                to: URL(fileURLWithPath: "\(root)/Chart.yaml")
            )
            try Data(count: (5 << 20) + 1).write(to: URL(fileURLWithPath: "\(root)/large.bin"))
            let failure = #expect(throws: Failure.self) { try Chart.load(path: root) }
            #expect(failure?.message.contains("larger than 5 MiB") == true)
        }
    }

    @Test func packagesReproducibly() throws {
        let files = try Scaffold.files(name: "shop")
        let first = try Chart.load(files: files, origin: "shop").archive()
        let second = try Chart.load(files: files.reversed(), origin: "shop").archive()
        #expect(first == second)
        let loaded = try Chart.load(archive: first, origin: "shop-0.1.0.tgz")
        #expect(loaded.metadata.fullName == "shop-0.1.0")
        #expect(Set(loaded.contents) == Set(files))
    }

    @Test func replacesVersions() throws {
        let chart = try Chart.load(files: try Scaffold.files(name: "shop"), origin: "shop")
        let changed = try chart.replacing(version: "2.0.0-rc.1", appVersion: "say \"hi\"")
        #expect(changed.metadata.version == "2.0.0-rc.1")
        #expect(changed.metadata.appVersion == "say \"hi\"")
    }

    @Test(arguments: ["", "Shop", "1shop", "shop/x", "shöp", String(repeating: "a", count: 41)])
    func refusesScaffold(named name: String) {
        #expect(throws: Failure.self) { try Scaffold.files(name: name) }
    }
}
