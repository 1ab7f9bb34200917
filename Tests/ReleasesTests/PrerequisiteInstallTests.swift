import Charts
import Diagnostics
import Releases
import Synchronization
import Testing
import Values

@Suite struct PrerequisiteInstallTests {
    /// root → store → operator.
    private static var chain: Shelf {
        var shelf = Shelf()
        shelf.add("store", "1.2.0", needs: "operator ^2")
        shelf.add("operator", "2.0.0")
        return shelf
    }

    @Test("each is a release of its own, recorded with who needs it")
    func chain() async throws {
        let world = World()
        let result = try await Self.chain.install(needs: "store >=1 <2", in: world.environment())
        #expect(result.outcome == .installed)
        let images = await world.images
        #expect(
            images == [
                "operator_main": "operator:2.0.0", "store_main": "store:1.2.0", "root_web": "web:1",
            ]
        )
        let store = try #require(try await world.head("store"))
        #expect(store.isAutomatic)
        #expect(store.requiredBy.map(\.release) == ["root"])
        #expect(store.requiredBy.map(\.version) == [">=1 <2"])
        #expect(try await world.head("operator")?.requiredBy.map(\.release) == ["store"])
        let root = try #require(try await world.head("root"))
        #expect(!root.isAutomatic)
        #expect(root.requiredBy.isEmpty)
        let recorded = try await GetRevision(release: "root").run(in: world.environment()).record
            .prerequisites
        #expect(recorded.map { $0["release"]?.stringValue } == ["store"])
        #expect(recorded.first?["version"] == "1.2.0")
    }

    @Test("a second run changes nothing")
    func again() async throws {
        let world = World()
        _ = try await Self.chain.install(needs: "store", in: world.environment())
        let result = try await Upgrade(
            release: "root",
            prerequisites: Self.chain.prerequisites(needs: "store"),
            makeContent: Stack("web:1").maker
        ).run(in: world.environment())
        #expect(result.outcome == .unchanged)
        for release in ["root", "store", "operator"] {
            #expect(try await world.statuses(release) == [1: .deployed])
        }
    }

    @Test("a dry run shows them and changes nothing")
    func dryRun() async throws {
        let world = World()
        let result = try await Self.chain.install(needs: "store", in: world.environment()) {
            $0.dryRun = true
        }
        #expect(result.prerequisites.map(\.key.release) == ["operator", "store"])
        #expect(await world.images.isEmpty)
        #expect(await world.objects.isEmpty)
    }

    @Test("what is wrong with the release itself is found before anything is done")
    func trial() async throws {
        let world = World()
        let failure = await outcome {
            try await Install(
                release: "root",
                prerequisites: Self.chain.prerequisites(needs: "store"),
                makeContent: { _ in throw Failure(.invalidInput, "the values are wrong") }
            ).run(in: world.environment())
        }
        #expect(failure?.message == "the values are wrong")
        #expect(await world.objects.isEmpty)
    }

    @Test("a chart for another target is told before its prerequisites are looked for")
    func otherTarget() async throws {
        let world = World()
        let fields = "targets: [kubernetes]\nprerequisites:\n  - {name: nowhere}\n"
        let failure = await outcome { try await Shelf().install(fields: fields, in: world.environment()) }
        #expect(failure?.message == "'root' is made for kubernetes, not for swarm")
    }

    @Test("a name in use is found before anything is done")
    func nameInUse() async throws {
        let world = World()
        _ = try await Shelf().install(in: world.environment())
        let failure = await outcome { try await Self.chain.install(needs: "store", in: world.environment()) }
        #expect(failure?.kind == .conflict)
        #expect(await world.images == ["root_web": "web:1"])
    }

    @Test("a failure applies nothing later, and a second run goes on from there")
    func resumption() async throws {
        let world = World()
        var shelf = Self.chain
        shelf.add("store", "1.2.0", needs: "operator ^2", image: "broken")
        let failure = try #require(
            await outcome { try await shelf.install(needs: "store", in: world.environment()) }
        )
        #expect(failure.message.contains("the prerequisite 'store' of 'root' is not in place"))
        #expect(failure.message.contains("does not start"))
        #expect(try await world.statuses("operator") == [1: .deployed])
        #expect(try await world.statuses("store") == [1: .failed])
        #expect(try await world.statuses("root").isEmpty)
        // Nothing is left that says that a release which has not come about needs something.
        #expect(try await world.head("store")?.requiredBy.isEmpty == true)

        _ = try await Self.chain.install(needs: "store", in: world.environment())
        #expect(try await world.statuses("operator") == [1: .deployed])
        #expect(try await world.statuses("store") == [1: .failed, 2: .deployed])
        #expect(try await world.statuses("root") == [1: .deployed])
        #expect(try await world.head("store")?.isAutomatic == true)
    }

    @Test("--no-prerequisites leaves them alone and says so")
    func skipped() async throws {
        let world = World()
        var prerequisites = try Self.chain.prerequisites(needs: "store")
        prerequisites.isSkipped = true
        let told = Told()
        var options = OperationOptions()
        options.report = { event in
            if case .diagnostic(let diagnostic) = event { told.add(diagnostic.message) }
        }
        _ = try await Install(
            release: "root",
            options: options,
            prerequisites: prerequisites,
            makeContent: Stack("web:1").maker
        ).run(in: world.environment())
        #expect(await world.images == ["root_web": "web:1"])
        #expect(told.all.contains { $0.contains("'store'") })
    }

    @Test("two that need the same one at a time: one installs it, the other waits for that")
    func race() async throws {
        let world = World()
        var shelf = Shelf()
        shelf.add("store", image: "slow")
        let one = Task { [shelf] in
            try await shelf.install("one", needs: "store", in: world.environment(user: "ann"))
        }
        let other = Task { [shelf] in
            try await shelf.install("other", needs: "store", in: world.environment(user: "bob"))
        }
        while await world.waiting == 0 { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(50))
        await world.open()
        #expect(try await one.value.outcome == .installed)
        #expect(try await other.value.outcome == .installed)
        #expect(try await world.statuses("store") == [1: .deployed])
        #expect(try await world.head("store").map { Set($0.requiredBy.map(\.release)) } == ["one", "other"])
    }

    // MARK: What provides

    static let provisions: [(provision: Provision, isInstalled: Bool?)] = [
        (.absent, true), (.unattended("nobody"), true), (.healthy, false), (.unhealthy("it is down"), nil),
    ]

    @Test(
        "skipped when what it provides is served and healthy, an error when it is not healthy",
        arguments: provisions
    )
    func provided(provision: Provision, isInstalled: Bool?) async throws {
        let world = World()
        var shelf = Shelf()
        shelf.add("store", needs: "operator")
        shelf.add("operator")
        let fields = "prerequisites:\n  - {name: store, provides: [db/v1/Store], timeout: 1s}\n"
        await world.set(provision: "db/v1/Store", to: provision)
        // What is to come into being does so when its release runs.
        let watch = Task {
            while !Task.isCancelled {
                if await world.images["store_main"] != nil {
                    await world.set(provision: "db/v1/Store", to: .healthy)
                }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        defer { watch.cancel() }
        let failure = await outcome { try await shelf.install(fields: fields, in: world.environment()) }
        let images = await world.images
        if let isInstalled {
            #expect(failure == nil, "\(failure?.description ?? "")")
            #expect((images["store_main"] != nil) == isInstalled)
            #expect((images["operator_main"] != nil) == isInstalled)
        } else {
            #expect(failure?.kind == .refused)
            #expect(failure?.message.contains("it is down") == true)
            #expect(images.isEmpty)
        }
    }

    @Test("what is never served ends in a time-out that names it")
    func neverServed() async throws {
        let world = World()
        var shelf = Shelf()
        shelf.add("store")
        let fields = "prerequisites:\n  - {name: store, provides: [db/v1/Store], timeout: 1s}\n"
        let failure = await outcome { try await shelf.install(fields: fields, in: world.environment()) }
        #expect(failure?.kind == .timeout)
        #expect(failure?.message.contains("'db/v1/Store' is not served yet") == true)
        #expect(try await world.statuses("root").isEmpty)
    }

    @Test("a rule that does not hold is waited for")
    func ready() async throws {
        let world = World()
        var shelf = Shelf()
        shelf.add("store")
        let fields = """
            prerequisites:
              - name: store
                timeout: 1s
                ready:
                  - {object: stores/main, condition: Available}
                  - {jsonpath: "{.status.phase}", value: Running}

            """
        let waiting = await outcome { try await shelf.install(fields: fields, in: world.environment()) }
        #expect(
            waiting?.message.contains("stores/main is not there yet") == true,
            "\(waiting?.message ?? "")"
        )
        func object(_ phase: String) -> Value {
            ["status": ["phase": .string(phase), "conditions": [["type": "Available", "status": "True"]]]]
        }
        await world.set(lookup: "stores/main", to: object("Creating"))
        let creating = await outcome { try await shelf.install(fields: fields, in: world.environment()) }
        #expect(creating?.message.contains("{.status.phase} is 'Creating', not 'Running'") == true)
        await world.set(lookup: "stores/main", to: object("Running"))
        #expect(try await shelf.install(fields: fields, in: world.environment()).outcome == .installed)
        #expect(try await world.statuses("store") == [1: .deployed])
    }
}

/// What was told, from any task.
private final class Told: Sendable {
    private let texts = Mutex<[String]>([])

    func add(_ text: String) { texts.withLock { $0.append(text) } }
    var all: [String] { texts.withLock { $0 } }
}
