import Compose
import Diagnostics
import OrderedCollections
import Testing

@testable import Releases

/// The order of hooks in the life of a release, what failing ones do, and what is left of them.
@Suite struct HookTests {
    let world = World()

    /// A stack with hooks: `event[,event] name[:image][@weight]`.
    static func stack(_ image: String, _ hooks: [String], config: String? = nil) -> Stack {
        var stack = Stack(image, config: config)
        stack.prepareProject = { project in
            for text in hooks {
                let parts = text.split(separator: " ").map(String.init)
                let name = parts[1].split { $0 == ":" || $0 == "@" }.map(String.init)
                let weight = parts[1].split(separator: "@").dropFirst().first.flatMap { Int($0) } ?? 0
                let image = parts[1].contains(":") ? name[1] : "job:1"
                var hook = Service(name: name[0], image: image)
                hook.directives.hooks = parts[0].split(separator: ",").compactMap {
                    Directives.Hook(rawValue: String($0))
                }
                hook.directives.hookWeight = weight
                if config != nil { hook.configs = [FileReference(source: "page", target: "/page")] }
                project.services[hook.name] = hook
            }
        }
        return stack
    }

    private func install(_ stack: Stack, _ options: OperationOptions = .init()) async throws {
        _ = try await Install(release: "shop", options: options, makeContent: stack.maker)
            .run(in: world.environment())
    }

    private func upgrade(_ stack: Stack, _ options: OperationOptions = .init()) async throws {
        _ = try await Upgrade(release: "shop", options: options, makeContent: stack.maker)
            .run(in: world.environment())
    }

    static let all = [
        "pre-install,pre-upgrade,pre-rollback c@1", "pre-install,pre-upgrade b@-1", "pre-install a@1",
        "post-install,post-upgrade,post-rollback d", "pre-delete e", "post-delete f", "test t",
    ]

    @Test("run around their operation, by weight, then by name; with a config of the release at hand")
    func order() async throws {
        try await install(Self.stack("web:1", Self.all, config: "one"))
        #expect(await world.ran == ["pre-install b", "pre-install a", "pre-install c", "post-install d"])
        #expect(await world.images == ["shop_web": "web:1"])
        try await upgrade(Self.stack("web:2", Self.all, config: "two"))
        _ = try await Rollback(release: "shop").run(in: world.environment())
        _ = try await Uninstall(release: "shop").run(in: world.environment())
        #expect(
            await world.ran.dropFirst(4) == [
                "pre-upgrade b", "pre-upgrade c", "post-upgrade d", "pre-rollback c", "post-rollback d",
                "pre-delete e", "post-delete f",
            ]
        )
        #expect(await world.hooks.isEmpty)
        #expect(await world.configs.isEmpty)
        #expect(await world.objects.isEmpty)
    }

    @Test("of other revisions are removed, those of the last one stay to be looked at")
    func leftovers() async throws {
        try await install(Self.stack("web:1", ["pre-install once", "post-install,post-upgrade d"]))
        #expect(await Set(world.hooks.keys) == ["shop_once", "shop_d"])
        try await upgrade(Self.stack("web:2", ["post-upgrade d"]))
        #expect(await world.hooks.mapValues(\.revision) == ["shop_d": 2])
    }

    @Test(
        "that fail end the operation",
        arguments: [("pre-upgrade", "web:1"), ("post-upgrade", "web:2")]
    )
    func failing(event: String, image: String) async throws {
        try await install(Stack("web:1"))
        let failure = await outcome(of: {
            try await upgrade(Self.stack("web:2", ["\(event) a:broken", "\(event) b"]))
        })
        #expect(failure?.message == "the hook 'a' (\(event)) failed: exit code 3")
        #expect(failure?.notes == ["last words"])
        #expect(await world.ran == ["\(event) a"])
        #expect(await world.images == ["shop_web": image])
        #expect(try await world.statuses() == [1: .deployed, 2: .failed])
        #expect(try await world.head()?.lease == nil)
        // The next operation clears away what is left.
        try await upgrade(Stack("web:3"))
        #expect(await world.hooks.isEmpty)
    }

    @Test("of a deletion keep the release when they fail, and --no-hooks does without")
    func failingDelete() async throws {
        try await install(Self.stack("web:1", ["pre-delete a:broken", "pre-install b"]))
        let failure = await outcome(of: { try await Uninstall(release: "shop").run(in: world.environment()) })
        #expect(failure?.message == "the hook 'a' (pre-delete) failed: exit code 3")
        #expect(await world.images == ["shop_web": "web:1"])
        var options = OperationOptions()
        options.noHooks = true
        _ = try await Uninstall(release: "shop", options: options).run(in: world.environment())
        #expect(await world.objects.isEmpty)
        #expect(await world.hooks.isEmpty)
        try await install(Self.stack("web:1", ["pre-install b"]), options)
        #expect(await world.ran == ["pre-install b", "pre-delete a"])
    }

    @Test("that are tests run all, and the result is kept with the revision")
    func tests() async throws {
        try await install(Self.stack("web:1", ["test a", "test b:broken", "test c"]))
        let report = try await Releases.Test(release: "shop").run(in: world.environment())
        #expect(await world.ran == ["test a", "test b", "test c"])
        #expect(!report.succeeded)
        #expect(report.tests.map { $0.failure == nil } == [true, false, true])
        #expect(try await Status(release: "shop").run(in: world.environment()).test?.succeeded == false)
        #expect(try await world.statuses() == [1: .deployed])
        #expect(try await world.head()?.lease == nil)
        let some = try await Releases.Test(release: "shop", without: ["b"]).run(in: world.environment())
        #expect(some.succeeded && some.tests.map(\.name) == ["a", "c"])
        #expect(try await Status(release: "shop").run(in: world.environment()).test?.succeeded == true)
        let unknown = await outcome(of: {
            try await Releases.Test(release: "shop", names: ["bb"]).run(in: world.environment())
        })
        #expect(unknown?.hint == "did you mean 'b'?")
        // The next revision is an untested one.
        try await upgrade(Stack("web:2"))
        #expect(try await Status(release: "shop").run(in: world.environment()).test == nil)
        #expect(try await Releases.Test(release: "shop").run(in: world.environment()).tests.isEmpty)
        #expect(await world.hooks.isEmpty)
    }

    @Test("images are known by what they were, until they are asked for anew")
    func images() async throws {
        func recorded(_ revision: Int) async throws -> [String: String] {
            try await GetRevision(release: "shop", revision: revision).run(in: world.environment()).record
                .images
        }
        try await install(Stack("web:1"))
        #expect(try await recorded(1) == ["web:1": "web:1@of-1"])
        try await upgrade(Stack("web:1", config: "two"))
        #expect(try await recorded(2) == ["web:1": "web:1@of-1"])
        var always = OperationOptions()
        always.imagePolicy.resolution = .always
        try await upgrade(Stack("web:1", config: "three"), always)
        #expect(try await recorded(3) == ["web:1": "web:1@of-3"])
        _ = try await Rollback(release: "shop", revision: 1, options: always).run(in: world.environment())
        #expect(try await recorded(4) == ["web:1": "web:1@of-1"])
    }

    @Test("wherever an operation breaks, the next one leaves no hook behind", arguments: [0, 1, 2, 3])
    func crashes(verb: Int) async throws {
        func run(_ image: String, in environment: ReleaseEnvironment) async throws {
            let maker = Self.stack(image, Self.all, config: image).maker
            switch verb {
            case 0: _ = try await Upgrade(release: "shop", makeContent: maker).run(in: environment)
            case 1: _ = try await Rollback(release: "shop").run(in: environment)
            case 2: _ = try await Uninstall(release: "shop").run(in: environment)
            default: _ = try await Releases.Test(release: "shop").run(in: environment)
            }
        }
        var call = 0
        while true {
            var isOver = false
            for death in [FaultyProcess.Death.before(call), .after(call)] {
                let world = World()
                for image in ["web:1", "web:2"] {
                    _ = try await Upgrade(
                        release: "shop",
                        install: true,
                        makeContent: Self.stack(image, Self.all, config: image).maker
                    ).run(in: world.environment())
                }
                let process = FaultyProcess(world, death: death)
                try? await run("web:3", in: world.environment(of: process, user: "bob"))
                isOver = await !process.isDead
                if isOver { break }
                let next = world.environment(user: "eve", othersAreGone: true)
                if verb == 2 {
                    let failure = await outcome(of: { try await run("", in: next) })
                    #expect(
                        failure == nil || failure?.kind == .notFound,
                        "\(death): \(String(describing: failure))"
                    )
                    #expect(await world.objects.isEmpty, "\(death)")
                    #expect(await world.configs.isEmpty, "\(death)")
                    #expect(await world.hooks.isEmpty, "\(death)")
                } else {
                    _ = try await Upgrade(release: "shop", makeContent: Stack("web:4").maker).run(in: next)
                    #expect(await world.hooks.isEmpty, "\(death)")
                    #expect(await world.images == ["shop_web": "web:4"], "\(death)")
                    #expect(try await world.head()?.lease == nil, "\(death)")
                }
            }
            if isOver { break }
            call += 1
            try #require(call < 500)
        }
        #expect(call > 5)
    }
}
