import FoundationEssentials
import TestSupport
import Testing

/// The repository that is part of the checkout.
@Suite("repo-index/")
struct PublishedIndexTests {
    @Test("is what the charts give", .timeLimit(.minutes(15)))
    func isUpToDate() async throws {
        var environment = ProcessInfo.processInfo.environment
        environment["DAVIT"] = DavitUser.binary
        let run = try await Program.run(
            ["scripts/publish.sh", "--check"],
            in: Fixture.root,
            environment: environment
        )
        expectSuccess(run)
    }

    @Test("serves every chart of charts/", .timeLimit(.minutes(15)))
    func serves() async throws {
        try await withUser { user in
            try await NginxServer.serving("\(Fixture.root)/repo-index", scratch: "\(user.folder)/nginx") {
                url in
                try await requireSuccess(user.davit("repo add davit \(url)"))
                for chart in try FileManager.default.contentsOfDirectory(atPath: "\(Fixture.root)/charts") {
                    try await requireSuccess(user.davit("pull davit/\(chart)"))
                    let show = try await user.davit("show chart davit/\(chart)")
                    try requireSuccess(show)
                    #expect(show.output.contains("name: \(chart)\n"))
                }
            }
        }
    }

    @Test("commands.md is what the command says of itself", .timeLimit(.minutes(15)))
    func documentedCommands() async throws {
        var environment = ProcessInfo.processInfo.environment
        environment["DAVIT"] = DavitUser.binary
        let run = try await Program.run(
            ["scripts/docs.sh", "--check"],
            in: Fixture.root,
            environment: environment
        )
        expectSuccess(run)
    }
}
