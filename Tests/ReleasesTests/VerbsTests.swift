import Compose
import Diagnostics
import OrderedCollections
import Testing
import Values

@testable import Releases

@Suite struct VerbsTests {
    let world = World()

    private func install(_ stack: Stack = Stack(), values: Value = .emptyObject) async throws {
        _ = try await Install(release: "shop", values: values, makeContent: stack.maker)
            .run(in: world.environment())
    }

    @discardableResult
    private func upgrade(
        _ stack: Stack,
        values: Value = .emptyObject,
        options: (inout OperationOptions) -> Void = { _ in }
    ) async throws -> OperationResult {
        var upgrade = Upgrade(release: "shop", values: values, makeContent: stack.maker)
        options(&upgrade.options)
        return try await upgrade.run(in: world.environment())
    }

    @Test func lifeOfARelease() async throws {
        let here = world.environment()
        let first = try await Install(release: "shop", makeContent: Stack("web:1", config: "a").maker)
            .run(in: here)
        #expect(first.outcome == .installed)
        #expect(first.record.revision == 1)
        #expect(try await world.statuses() == [1: .deployed])
        let second = try await upgrade(Stack("web:2", config: "b"))
        #expect(second.outcome == .upgraded)
        #expect(try await world.statuses() == [1: .superseded, 2: .deployed])
        #expect(await world.images == ["shop_web": "web:2"])
        // The old content stays, because revision 1 can be rolled back to.
        #expect(await Set(world.configs.keys) == ["shop_page_hash-of-a", "shop_page_hash-of-b"])
        let third = try await Rollback(release: "shop").run(in: here)
        #expect(third.outcome == .rolledBack)
        #expect(await world.images == ["shop_web": "web:1"])
        #expect(try await world.statuses() == [1: .superseded, 2: .superseded, 3: .deployed])
        let head = try #require(try await world.head())
        #expect(head.lease == nil)
        #expect(head.revision == 3)
        #expect(head.status == .deployed)
        #expect(head.description == "rolled back to revision 1")
        #expect(head.chart.label == "shop-1.0.0")
        _ = try await Uninstall(release: "shop").run(in: here)
        #expect(await world.objects.isEmpty)
        #expect(await world.images.isEmpty)
        #expect(await world.configs.isEmpty)
    }

    @Test func servicesThatAreDroppedGo() async throws {
        var two = Stack()
        two.services["worker"] = "worker:1"
        try await install(two)
        try await upgrade(Stack())
        #expect(await world.images == ["shop_web": "web:1"])
    }

    @Test func nothingToChangeWritesNothing() async throws {
        try await install(Stack(config: "a"), values: ["n": .double(3), "a": ["b": 1, "c": 2]])
        let before = await world.objects
        let result = try await upgrade(Stack(config: "a"), values: ["a": ["c": 2, "b": 1]])
        #expect(result.outcome == .unchanged)
        #expect(result.record.revision == 1)
        #expect(await world.objects == before)
        // The same content is a change when what is live has drifted.
        await world.set(service: "shop_web", to: nil)
        #expect(try await upgrade(Stack(config: "a")).outcome == .upgraded)
        #expect(await world.images == ["shop_web": "web:1"])
    }

    /// An operation that lost the engine after it had marked its revision left the former one marked too.
    @Test func nothingToChangeStillEndsWhatAFailureLeftOpen() async throws {
        try await install()
        try await upgrade(Stack("web:2"))
        let ledger = world.environment().ledger
        let former = try #require(try await ledger.state(of: "shop").revision(1))
        _ = try await ledger.set(.deployed, of: former, description: "", at: 1)
        #expect(try await upgrade(Stack("web:2")).outcome == .unchanged)
        #expect(try await world.statuses() == [1: .superseded, 2: .deployed])
        #expect(try await world.head()?.lease == nil)
    }

    @Test(arguments: ["values", "version", "archive", "labels"])
    func whatIsRecordedCountsAsAChange(what: String) async throws {
        try await install()
        var stack = Stack()
        var values = Value.emptyObject
        switch what {
        case "values": values = ["a": 1]
        case "version": stack.version = "1.0.1"
        case "archive": stack.archive = Array("other".utf8)
        default: break
        }
        let result = try await upgrade(stack, values: values) {
            if what == "labels" { $0.labels = ["team": "b"] }
        }
        #expect(result.outcome == .upgraded)
        #expect(try await world.statuses() == [1: .superseded, 2: .deployed])
    }

    @Test func aDryRunWritesNothing() async throws {
        var options = OperationOptions()
        options.dryRun = true
        let result = try await Install(release: "shop", options: options, makeContent: Stack().maker)
            .run(in: world.environment())
        #expect(result.outcome == .planned)
        #expect(result.changes.map(\.text) == ["create service shop_web"])
        #expect(await world.objects.isEmpty)
        try await install()
        let before = await world.objects
        let upgrade = try await upgrade(Stack("web:2")) { $0.dryRun = true }
        #expect(upgrade.changes.map(\.text) == ["update service shop_web"])
        #expect(upgrade.record.revision == 2)
        _ = try await Uninstall(release: "shop", options: options).run(in: world.environment())
        #expect(await world.objects == before)
        #expect(await world.images == ["shop_web": "web:1"])
    }

    @Test(arguments: [false, true])
    func aFailedUpgrade(rollsBack: Bool) async throws {
        try await install()
        let failure = await outcome(of: {
            try await upgrade(Stack("broken")) { $0.rollbackOnFailure = rollsBack }
        })
        #expect(failure?.message == "service 'web' does not start: no such image")
        #expect(failure?.notes.first == "last line")
        let head = try #require(try await world.head())
        #expect(head.lease == nil)
        if rollsBack {
            #expect(failure?.notes.last == "revision 1 is in force again, as revision 3")
            #expect(await world.images == ["shop_web": "web:1"])
            #expect(try await world.statuses() == [1: .superseded, 2: .failed, 3: .deployed])
            #expect(head.status == .deployed)
        } else {
            #expect(await world.images == ["shop_web": "broken"])
            #expect(try await world.statuses() == [1: .deployed, 2: .failed])
            #expect(head.status == .failed)
            #expect(head.description == "upgrade failed: service 'web' does not start: no such image")
        }
        #expect(try await upgrade(Stack("web:3")).outcome == .upgraded)
        #expect(await world.images == ["shop_web": "web:3"])
        #expect(try await world.statuses().values.count { $0 == .deployed } == 1)
    }

    @Test(arguments: [false, true])
    func aFailedInstall(removes: Bool) async throws {
        var options = OperationOptions()
        options.rollbackOnFailure = removes
        let failed = await outcome(of: {
            try await Install(release: "shop", options: options, makeContent: Stack("broken").maker)
                .run(in: world.environment())
        })
        #expect(failed?.message == "service 'web' does not start: no such image")
        if removes {
            #expect(await world.objects.isEmpty)
            #expect(await world.images.isEmpty)
        } else {
            #expect(try await world.statuses() == [1: .failed])
            let again = await outcome(of: { try await install() })
            #expect(again?.kind == .conflict)
            #expect(again?.hint?.contains("--replace") == true)
            _ = try await Install(release: "shop", replace: true, makeContent: Stack().maker)
                .run(in: world.environment())
            #expect(try await world.statuses() == [1: .failed, 2: .deployed])
        }
    }

    @Test(arguments: [false, true])
    func whatPreflightRefusesChangesNothing(exists: Bool) async throws {
        if exists { try await install() }
        let before = await Set(world.objects.keys)
        let revisions = try await world.statuses()
        var refused = Stack("unplaceable")
        refused.archive = Array("another archive".utf8)
        let failure = await outcome(of: { [refused] in
            var upgrade = Upgrade(release: "shop", makeContent: refused.maker)
            upgrade.install = true
            return try await upgrade.run(in: world.environment())
        })
        #expect(failure?.kind == .refused)
        #expect(await Set(world.objects.keys) == before)
        #expect(try await world.statuses() == revisions)
        #expect(try await world.head()?.lease == nil)
    }

    @Test func aNameInUse() async throws {
        try await install()
        for replace in [false, true] {
            let failure = await outcome(of: {
                try await Install(release: "shop", replace: replace, makeContent: Stack().maker)
                    .run(in: world.environment())
            })
            #expect(failure?.kind == .conflict)
            #expect(failure?.message == "a release named 'shop' exists already: revision 1, deployed")
            #expect(failure?.hint?.contains("davit upgrade shop") == true)
        }
    }

    @Test func whatIsNotThere() async throws {
        try await install()
        let here = world.environment()
        let failures = [
            await outcome(of: { try await Upgrade(release: "shpo", makeContent: Stack().maker).run(in: here) }
            ),
            await outcome(of: { try await Rollback(release: "shpo").run(in: here) }),
            await outcome(of: { try await Uninstall(release: "shpo").run(in: here) }),
            await outcome(of: { try await Status(release: "shpo").run(in: here) }),
            await outcome(of: { try await History(release: "shpo").run(in: here) }),
            await outcome(of: { try await GetRevision(release: "shpo").run(in: here) }),
            await outcome(of: { try await Unlock(release: "shpo").run(in: here) }),
        ]
        for failure in failures {
            #expect(failure?.kind == .notFound)
            #expect(failure?.message.contains("'shpo'") == true)
        }
        #expect(failures[1]?.hint == "did you mean 'shop'?")
        let revision = await outcome(of: { try await Rollback(release: "shop", revision: 9).run(in: here) })
        #expect(revision?.message == "release 'shop' has no revision 9 (kept: 1)")
        let former = await outcome(of: { try await Rollback(release: "shop").run(in: here) })
        #expect(former?.kind == .notFound)
        let before = try await Upgrade(release: "new", install: true, makeContent: Stack().maker).run(
            in: here
        )
        #expect(before.outcome == .installed)
    }

    @Test func historyIsPrunedButNeverTheLastDeployed() async throws {
        try await install(Stack(config: "1"))
        for number in 2...4 {
            try await upgrade(Stack("web:\(number)", config: "\(number)")) { $0.historyMax = 3 }
        }
        #expect(try await world.statuses().keys.sorted() == [2, 3, 4])
        #expect(
            await Set(world.configs.keys)
                == ["shop_page_hash-of-2", "shop_page_hash-of-3", "shop_page_hash-of-4"]
        )
        for _ in 5...8 {
            _ = await outcome(of: { try await upgrade(Stack("broken")) { $0.historyMax = 3 } })
        }
        #expect(try await world.statuses() == [4: .deployed, 7: .failed, 8: .failed])
        try await upgrade(Stack("web:9")) { $0.historyMax = 1 }
        #expect(try await world.statuses() == [9: .deployed])
        #expect(await world.objects.keys.count { $0.hasPrefix("davit-blob.") } == 1)
    }

    @Test func rollingBackAfterAFailureGoesToTheLastDeployed() async throws {
        try await install()
        try await upgrade(Stack("web:2"))
        _ = await outcome(of: { try await upgrade(Stack("broken")) })
        let result = try await Rollback(release: "shop").run(in: world.environment())
        #expect(result.record.options["rollback"] == 2)
        #expect(await world.images == ["shop_web": "web:2"])
        #expect(
            try await world.statuses() == [1: .superseded, 2: .superseded, 3: .failed, 4: .deployed]
        )
    }

    @Test func uninstallCanKeepHistoryAndObjects() async throws {
        var stack = Stack()
        stack.services["db"] = "db:1"
        stack.prepareProject = { $0.services["db"]?.directives.keep = true }
        try await install(stack)
        let here = world.environment()
        let result = try await Uninstall(release: "shop", keepHistory: true).run(in: here)
        #expect(result.leftovers.map(\.description) == ["service shop_db"])
        #expect(await world.images == ["shop_db": "db:1"])
        #expect(try await world.statuses() == [1: .uninstalled])
        let again = await outcome(of: {
            try await Uninstall(release: "shop", keepHistory: true).run(in: here)
        })
        #expect(again?.kind == .notFound)
        let upgrade = await outcome(of: { try await self.upgrade(Stack()) })
        #expect(upgrade?.hint?.contains("--install") == true)
        _ = try await Rollback(release: "shop").run(in: here)
        #expect(try await world.statuses() == [1: .uninstalled, 2: .deployed])
        _ = try await Uninstall(release: "shop").run(in: here)
        #expect(await world.objects.isEmpty)
    }

    @Test(arguments: [false, true])
    func beingCancelledEndsTheUpgrade(rollsBack: Bool) async throws {
        try await install()
        let task = Task {
            await outcome(of: { try await upgrade(Stack("slow")) { $0.rollbackOnFailure = rollsBack } })
        }
        while await world.waiting == 0 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        await world.open()
        let failure = await task.value
        #expect(failure?.kind == .interrupted)
        #expect(try await world.head()?.lease == nil)
        #expect(await world.images == ["shop_web": "web:1"])
        #expect(
            try await world.statuses()
                == (rollsBack ? [1: .superseded, 2: .failed, 3: .deployed] : [1: .deployed, 2: .failed])
        )
        #expect(try await upgrade(Stack("web:3")).outcome == .upgraded)
    }

    @Test func reading() async throws {
        for (name, image) in [("b", "web:1"), ("a", "web:2"), ("c", "broken")] {
            var options = OperationOptions()
            options.labels = ["image": image]
            options.description = name == "a" ? "by hand" : nil
            await world.advance(10)
            _ = await outcome(of: {
                try await Install(release: name, options: options, makeContent: Stack(image).maker)
                    .run(in: world.environment())
            })
        }
        let here = world.environment()
        #expect(try await List().run(in: here).map(\.release) == ["a", "b", "c"])
        #expect(try await List(order: .updated).run(in: here).map(\.release) == ["b", "a", "c"])
        #expect(try await List(isReversed: true, offset: 1, maximum: 1).run(in: here).map(\.release) == ["b"])
        #expect(try await List(statuses: [.failed]).run(in: here).map(\.release) == ["c"])
        #expect(try await List(labels: ["image": "web:2"]).run(in: here).map(\.release) == ["a"])
        #expect(try await List(nameFilter: { $0 != "a" }).run(in: here).map(\.release) == ["b", "c"])
        let report = try await Status(release: "a").run(in: here)
        #expect(report.live.services.map(\.image) == ["web:2"])
        #expect(report.status == .deployed)
        #expect(report.description == "by hand")
        let history = try await History(release: "a").run(in: here)
        #expect(history.map(\.revision) == [1])
        await world.advance(10)
        _ = try await Upgrade(release: "a", makeContent: Stack("web:3").maker).run(in: here)
        let longer = try await History(release: "a").run(in: here)
        #expect(longer.map(\.status) == [.superseded, .deployed])
        #expect(longer.first?.updated == history.first?.updated, "a revision keeps its own time")
        let recorded = try await GetRevision(release: "a", revision: 1).run(in: here)
        #expect(recorded.metadata["chart"] == "shop")
        #expect(recorded.manifest.first?["services"]?["web"]?["image"] == "web:2")
        #expect(recorded.notes == "look at it 1")
    }

    @Test func listReadsHeadsInOneRequest() async throws {
        for number in 1...5 {
            _ = try await Install(release: "shop-\(number)", makeContent: Stack().maker)
                .run(in: world.environment())
        }
        let process = FaultyProcess(world)
        let environment = ReleaseEnvironment(
            orchestrator: FakeOrchestrator(process: process),
            store: MemoryStore(process: process)
        )
        #expect(try await List().run(in: environment).count == 5)
        #expect(await process.calls == 1)
    }

    @Test func aTargetThatRunsNothingLeavesTheReleaseRendered() async throws {
        let process = FaultyProcess(world)
        let environment = ReleaseEnvironment(
            orchestrator: FakeOrchestrator(process: process, kind: .local, runs: false),
            store: MemoryStore(process: process)
        )
        let result = try await Install(release: "shop", makeContent: Stack().maker).run(in: environment)
        #expect(result.status == .rendered)
        #expect(result.advice == "run it yourself")
        let again = try await Upgrade(release: "shop", makeContent: Stack().maker).run(in: environment)
        #expect(again.outcome == .unchanged)
        _ = try await Upgrade(release: "shop", makeContent: Stack("web:2").maker).run(in: environment)
        #expect(try await world.statuses() == [1: .superseded, 2: .rendered])
    }
}

extension PlannedChange {
    fileprivate var text: String { "\(action.rawValue) \(object)" }
}
