import Diagnostics
import Testing

@testable import Releases

@Suite(.timeLimit(.minutes(15))) struct LeaseTests {
    let world = World()

    private func install() async throws {
        _ = try await Install(release: "shop", makeContent: Stack().maker).run(in: world.environment())
    }

    /// An upgrade by `bob` that hangs in the middle until the world's gate is opened.
    private func hangingUpgrade(
        settings: @escaping @Sendable (inout LeaseSettings) -> Void = { _ in }
    ) async throws -> Task<Failure?, Never> {
        let environment = world.environment(user: "bob", settings: settings)
        let task = Task {
            await outcome(of: {
                try await Upgrade(release: "shop", makeContent: Stack("slow").maker).run(in: environment)
            })
        }
        let deadline = ContinuousClock.now + .seconds(60)
        // The head is changed beside the first changes to the cluster.
        while ContinuousClock.now < deadline {
            let isMarked = try await world.head()?.status == .pendingUpgrade
            if await world.waiting > 0, isMarked { return task }
            try await Task.sleep(for: .milliseconds(1))
        }
        Issue.record("the upgrade does not hang where it should")
        return task
    }

    private func upgrade(
        to image: String = "web:2",
        lockTimeout: Double = 0,
        in environment: ReleaseEnvironment? = nil
    ) async throws -> OperationResult {
        var upgrade = Upgrade(release: "shop", makeContent: Stack(image).maker)
        upgrade.options.lockTimeout = lockTimeout
        return try await upgrade.run(in: environment ?? world.environment(user: "eve"))
    }

    @Test func aHeldLeaseKeepsOthersOutAndSaysWho() async throws {
        try await install()
        let hanging = try await hangingUpgrade()
        await world.advance(12)
        let before = await world.objects
        for attempt in [
            await outcome(of: { try await upgrade() }),
            await outcome(of: { try await Rollback(release: "shop").run(in: world.environment()) }),
            await outcome(of: { try await Uninstall(release: "shop").run(in: world.environment()) }),
            await outcome(of: { try await upgrade(lockTimeout: 0.02) }),
        ] {
            #expect(attempt?.kind == .conflict)
            #expect(attempt?.message == "release 'shop' is in use by 'bob@box:7': upgrade for 12 s")
            #expect(attempt?.hint?.contains("--lock-timeout") == true)
        }
        #expect(await world.objects == before)
        let report = try await Status(release: "shop").run(in: world.environment())
        #expect(report.status == .pendingUpgrade)
        #expect(report.operation?.holder.description == "bob@box:7")
        await world.open()
        #expect(await hanging.value == nil)
    }

    @Test func waitingForTheLease() async throws {
        try await install()
        let hanging = try await hangingUpgrade()
        let waiting = Task { try await upgrade(lockTimeout: 30) }
        try await Task.sleep(for: .milliseconds(20))
        await world.open()
        #expect(await hanging.value == nil)
        #expect(try await waiting.value.record.revision == 3)
        #expect(try await world.statuses() == [1: .superseded, 2: .superseded, 3: .deployed])
    }

    @Test func anExpiredLeaseIsTakenOverAndItsHolderStops() async throws {
        try await install()
        let hanging = try await hangingUpgrade()
        await world.advance(44)
        #expect(await outcome(of: { try await upgrade() })?.kind == .conflict)
        await world.advance(2)
        let report = try await Status(release: "shop").run(in: world.environment())
        #expect(report.status == .interrupted)
        #expect(report.operation == nil)
        #expect(try await upgrade().record.revision == 3)
        await world.open()
        let stopped = await hanging.value
        #expect(stopped?.kind == .conflict)
        #expect(await world.images == ["shop_web": "web:2"])
        #expect(try await world.statuses() == [1: .superseded, 2: .interrupted, 3: .deployed])
    }

    @Test func theLeaseOfADeadProcessOfThisMachineIsTakenOverAtOnce() async throws {
        try await install()
        let hanging = try await hangingUpgrade()
        let result = try await upgrade(in: world.environment(user: "eve", othersAreGone: true))
        #expect(result.record.revision == 3)
        await world.open()
        #expect(await hanging.value?.kind == .conflict)
    }

    @Test func unlockingEndsALease() async throws {
        try await install()
        #expect(try await Unlock(release: "shop").run(in: world.environment()) == nil)
        let hanging = try await hangingUpgrade()
        let ended = try await Unlock(release: "shop").run(in: world.environment())
        #expect(ended?.holder.user == "bob")
        #expect(try await world.statuses() == [1: .deployed, 2: .interrupted])
        #expect(try await world.head()?.status == .interrupted)
        await world.open()
        let stopped = await hanging.value
        #expect(stopped?.kind == .conflict)
        #expect(stopped?.message.contains("taken over") == true)
        #expect(await world.images == ["shop_web": "web:1"])
        #expect(try await upgrade().record.revision == 3)
    }

    @Test func aLeaseIsRenewedWhileItsHolderWorks() async throws {
        try await install()
        let hanging = try await hangingUpgrade { $0.renewEvery = .milliseconds(5) }
        for _ in 0..<4 {
            await world.advance(30)
            let now = await world.clock
            while try await world.head()?.lease?.renewed != now {
                try await Task.sleep(for: .milliseconds(1))
            }
            #expect(await outcome(of: { try await upgrade() })?.kind == .conflict)
        }
        let lease = try #require(try await world.head()?.lease)
        #expect(lease.renewed - lease.acquired == 120)
        await world.open()
        #expect(await hanging.value == nil)
        #expect(try await world.statuses() == [1: .superseded, 2: .deployed])
    }

    @Test func twentyUpgradesAtOnce() async throws {
        try await install()
        let outcomes = await withTaskGroup(of: (Int?, Failure?).self) { group in
            for number in 1...20 {
                group.addTask {
                    do {
                        let result = try await upgrade(
                            to: "web:at-once-\(number)",
                            in: world.environment(user: "user-\(number)")
                        )
                        return (result.record.revision, nil)
                    } catch {
                        return (nil, error as? Failure)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let made = outcomes.compactMap(\.0)
        let failures = outcomes.compactMap(\.1)
        #expect(made.count + failures.count == 20)
        #expect(!made.isEmpty)
        #expect(Set(made).count == made.count)
        for failure in failures {
            #expect(failure.kind == .conflict)
            #expect(failure.message.contains("is in use by 'user-"))
        }
        let history = try await History(release: "shop").run(in: world.environment())
        #expect(history.last?.revision == made.count + 1)
        #expect(history.count { $0.status == .deployed } == 1)
        #expect(history.last?.status == .deployed)
    }

    @Test func twentyUpgradesThatWaitAllGetTheirTurn() async throws {
        try await install()
        let made = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...20 {
                group.addTask {
                    var upgrade = Upgrade(release: "shop", makeContent: Stack("web:waiting-\(number)").maker)
                    upgrade.options.lockTimeout = 600
                    upgrade.options.historyMax = 0
                    return try await upgrade.run(in: world.environment(user: "user-\(number)")).record
                        .revision
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(made.sorted() == Array(2...21))
        #expect(try await world.statuses().count == 21)
    }

    @Test func twoFirstInstallsAtOnceMakeOneRelease() async throws {
        let failures = await withTaskGroup(of: Failure?.self) { group in
            for number in 1...2 {
                group.addTask {
                    await outcome(of: {
                        try await Install(release: "shop", makeContent: Stack("web:\(number)").maker)
                            .run(in: world.environment(user: "user-\(number)"))
                    })
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.compactMap(\.self).map(\.kind) == [.conflict])
        #expect(try await world.statuses() == [1: .deployed])
    }

    @Test func leasesSurviveTheirLabels() throws {
        let holder = LeaseHolder(
            user: "ann@corp",
            host: "box.example",
            processID: 42,
            machine: "boot/pid:[4]",
            started: "123",
            id: "f00"
        )
        let lease = Lease(holder: holder, operation: "upgrade", acquired: 1.5, renewed: 2_000_000_000)
        #expect(Lease(labels: lease.labels) == lease)
        #expect(Lease(labels: [:]) == nil)
    }

    @Test func processesOfThisMachine() throws {
        let current = LeaseHolder.current()
        #expect(!current.isGone)
        #expect(!current.user.isEmpty && !current.host.isEmpty)
        #if os(Linux)
            var reused = current
            reused.started = "1"
            #expect(reused.isGone)
            var missing = current
            // Above the largest process number that Linux gives (2^22).
            missing.processID = 1 << 23
            #expect(missing.isGone)
            var elsewhere = missing
            elsewhere.machine = "another/pid:[1]"
            #expect(!elsewhere.isGone)
        #endif
    }
}
