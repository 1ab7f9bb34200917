import Compose
import Diagnostics
import OrderedCollections
import Testing

@testable import Releases

/// A process dies at every single call, and another one goes on from there.
@Suite struct RecoveryTests {
    enum Command: String, Sendable, CaseIterable {
        case install, upgrade, rollback, uninstall, failingUpgrade, upgradeOrInstall

        func run(in environment: ReleaseEnvironment) async throws {
            var options = OperationOptions()
            options.historyMax = 2
            switch self {
            case .install:
                _ = try await Install(
                    release: "shop",
                    options: options,
                    makeContent: Stack("web:1", config: "1").maker
                ).run(in: environment)
            case .upgrade, .upgradeOrInstall:
                var stack = Stack("web:9", config: "9")
                stack.archive = Array("archive 9".utf8)
                _ = try await Upgrade(
                    release: "shop",
                    install: self == .upgradeOrInstall,
                    options: options,
                    makeContent: stack.maker
                ).run(in: environment)
            case .failingUpgrade:
                options.rollbackOnFailure = true
                _ = try? await Upgrade(
                    release: "shop",
                    options: options,
                    makeContent: Stack("broken", config: "b").maker
                ).run(in: environment)
            case .rollback:
                _ = try await Rollback(release: "shop", options: options).run(in: environment)
            case .uninstall:
                _ = try await Uninstall(release: "shop").run(in: environment)
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var broken: Command
        var next: Command
        var testDescription: String { "\(broken.rawValue), then \(next.rawValue)" }

        static let all = [
            Case(broken: .install, next: .install),
            Case(broken: .install, next: .upgradeOrInstall),
            Case(broken: .install, next: .uninstall),
            Case(broken: .upgrade, next: .upgrade),
            Case(broken: .upgrade, next: .rollback),
            Case(broken: .upgrade, next: .uninstall),
            Case(broken: .failingUpgrade, next: .upgrade),
            Case(broken: .failingUpgrade, next: .uninstall),
            Case(broken: .rollback, next: .upgrade),
            Case(broken: .uninstall, next: .uninstall),
            Case(broken: .uninstall, next: .upgradeOrInstall),
        ]
    }

    @Test(arguments: Case.all)
    func theNextCommandEndsWhatBroke(_ order: Case) async throws {
        var call = 0
        var completed = false
        while !completed {
            for death in [FaultyProcess.Death.before(call), .after(call)] {
                let world = World()
                if order.broken != .install {
                    try await Command.install.run(in: world.environment())
                    for image in ["web:2", "web:3"] {
                        _ = try await Upgrade(release: "shop", makeContent: Stack(image, config: image).maker)
                            .run(in: world.environment())
                    }
                }
                let process = FaultyProcess(world, death: death)
                try? await order.broken.run(in: world.environment(of: process, user: "bob"))
                completed = await !process.isDead
                if completed { break }
                let problem = await outcome(of: {
                    try await order.next.run(in: world.environment(user: "eve", othersAreGone: true))
                })
                try await check(world, after: order.next, problem, "\(order.testDescription), \(death)")
            }
            call += 1
            try #require(call < 500)
        }
        // Otherwise nothing was tried.
        #expect(call > 5)
    }

    private func check(
        _ world: World,
        after command: Command,
        _ problem: Failure?,
        _ comment: String
    ) async throws {
        // What the broken command had finished is not there to be done again.
        let isDone: Bool =
            switch command {
            case .install: problem?.kind == .conflict
            case .uninstall, .upgrade, .rollback: problem?.kind == .notFound
            default: false
            }
        #expect(problem == nil || isDone, "\(comment): \(String(describing: problem))")
        let state = try await world.environment().ledger.state(of: "shop")
        let objects = await world.objects
        let images = await world.images
        if command == .uninstall {
            #expect(objects.isEmpty, "\(comment): \(objects.keys.sorted())")
            #expect(images.isEmpty, "\(comment)")
            #expect(await world.configs.isEmpty, "\(comment)")
            return
        }
        #expect(state.head?.lease == nil, "\(comment)")
        if command == .upgrade || command == .upgradeOrInstall {
            #expect(images == ["shop_web": "web:9"], "\(comment)")
        }
        let newest = try #require(state.newest, "\(comment)")
        #expect(newest.status == .deployed, "\(comment)")
        #expect(state.head?.status == .deployed && state.head?.revision == newest.revision, "\(comment)")
        #expect(state.revisions.count { $0.status.isInForce || $0.status.isPending } == 1, "\(comment)")
        #expect(Set(state.revisions.map(\.revision)).count == state.revisions.count, "\(comment)")
        // Nothing is left that no revision refers to, and nothing is missing that one does.
        let ledger = world.environment().ledger
        var configs: Set<String> = []
        var archives: Set<String> = []
        for revision in state.revisions {
            let record = try await ledger.record(of: revision)
            configs.formUnion(
                world.environment().orchestrator.objects(of: record.desired, release: "shop")
                    .filter(\.isContent).map(\.name)
            )
            let digest = try #require(record.chart.archive)
            archives.insert(StoreLabel.blob(digest, part: 0))
            #expect(try await ledger.archive(digest) != nil, "\(comment)")
        }
        let blobs = Set(objects.keys.filter { $0.hasPrefix("davit-blob.") })
        #expect(blobs == archives, "\(comment)")
        #expect(await Set(world.configs.keys).isSubset(of: configs), "\(comment)")
        let live = try await ledger.record(of: newest).project
        #expect(images["shop_web"] == live.services["web"]?.image, "\(comment)")
    }
}
