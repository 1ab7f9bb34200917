import FoundationEssentials
import TestSupport
import Testing

/// A bare machine: no Docker, nothing in the `PATH`.
@Suite("the local target")
struct LocalTargetTests {
    private let hello = "\(Fixture.root)/charts/hello"

    @Test("install, status, upgrade, history, rollback, uninstall", .timeLimit(.minutes(15)))
    func wholeWay() async throws {
        try await withUser { user in
            let install = try await user.davit("install hello \(hello)")
            try requireSuccess(install)
            #expect(install.output.contains("rendered"))

            let compose = try #require(try composeFile(user))
            #expect(compose.contains("nginx:1.27-alpine"))
            let status = try await user.davit("status hello")
            try requireSuccess(status)
            #expect(status.output.contains("hello-0.1.0"))
            #expect(status.output.contains("rendered"))
            // The command that would run it later.
            #expect((install.output + install.error + status.output).contains("docker compose"))

            try await requireSuccess(user.davit("upgrade hello --set replicas=3"))
            #expect(try composeFile(user)?.contains("replicas: 3") == true)
            try await expect(user.history("hello").map(\.revision), equals: [1, 2])

            try await requireSuccess(user.davit("rollback hello 1"))
            #expect(try composeFile(user)?.contains("replicas: 1") == true)
            try await expect(user.history("hello").map(\.revision), equals: [1, 2, 3])

            try await requireSuccess(user.davit("uninstall hello"))
            let list = try await user.davit("list -q")
            try requireSuccess(list)
            #expect(list.output == "")
            #expect(try composeFile(user) == nil)
            expectOneError(try await user.davit("status hello"), containing: ["'hello'"])
        }
    }

    @Test("without a name the release is called as its chart")
    func nameOfChart() async throws {
        try await withUser { user in
            try await requireSuccess(user.davit("install \(hello)"))
            try await expect(user.davit("list -q").output, equals: "hello\n")
            expectOneError(
                try await user.davit("install \(hello)"),
                containing: ["'hello'", "exists already"]
            )
            expectOneError(try await user.davit("install nothing-there"), containing: ["'nothing-there'"])
        }
    }

    @Test("the page of the chart lies beside the Compose file", .timeLimit(.minutes(15)))
    func filesBeside() async throws {
        try await withUser { user in
            try await requireSuccess(
                user.davit(["install", "hello", hello, "--set", "page.message=Ahoy there"])
            )
            let files = try user.contents(of: user.releasesFolder)
            #expect(
                files.values.contains { String(decoding: $0, as: UTF8.self).contains("<p>Ahoy there</p>") }
            )
        }
    }

    @Test("twenty at once make one revision each or name the holder", .timeLimit(.minutes(15)))
    func concurrentUpgrades() async throws {
        try await withUser { user in
            try await requireSuccess(user.davit("install hello \(hello)"))
            let runs = try await withThrowingTaskGroup(of: DavitRun.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await user.davit("upgrade hello --history-max 0 --set page.title=t\(number)")
                    }
                }
                return try await group.reduce(into: [DavitRun]()) { $0.append($1) }
            }
            let winners = runs.filter(\.succeeded).count
            #expect(winners > 0, "\(runs.first?.testDescription ?? "")")
            for loser in runs where !loser.succeeded { expectOneError(loser, containing: ["@", "'hello'"]) }
            try await expect(user.history("hello").map(\.revision), equals: Array(1...(1 + winners)))
        }
    }

    @Test("a chart from standard input's values, files and flags", .timeLimit(.minutes(15)))
    func values() async throws {
        try await withUser { user in
            try user.write("page:\n  title: file\n  message: file\nreplicas: 2\n", to: "v.yaml")
            try await requireSuccess(
                user.davit(
                    "install hello \(hello) -f v.yaml -f - --set replicas=4",
                    input: "page:\n  title: input\n"
                )
            )
            let values = try await user.davit("get values hello -o json")
            try requireSuccess(values)
            struct Given: Decodable, Equatable {
                struct Page: Decodable, Equatable {
                    var title: String
                    var message: String
                }
                var page: Page
                var replicas: Int
            }
            #expect(
                try values.json(Given.self)
                    == Given(page: .init(title: "input", message: "file"), replicas: 4)
            )
        }
    }

    /// The text of the one Compose file of a release, or nil when there is none.
    private func composeFile(_ user: DavitUser) throws -> String? {
        let files = try user.contents(of: user.releasesFolder).filter { $0.key.hasSuffix("/compose.yaml") }
        #expect(files.count <= 1)
        return files.first.map { String(decoding: $0.value, as: UTF8.self) }
    }
}
