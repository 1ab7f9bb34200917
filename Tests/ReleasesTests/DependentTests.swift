import Diagnostics
import Releases
import Testing

@Suite struct DependentTests {
    /// root and other → store → operator.
    private static func world() async throws -> World {
        let world = World()
        for release in ["root", "other"] {
            _ = try await shelf.install(release, needs: "store ^1", in: world.environment())
        }
        return world
    }

    private static var shelf: Shelf {
        var shelf = Shelf()
        shelf.add("store", "1.0.0", needs: "operator")
        shelf.add("operator")
        return shelf
    }

    private func uninstall(
        _ release: String,
        in world: World,
        ignoring: Bool = false
    ) async throws -> UninstallResult {
        var options = OperationOptions()
        options.ignoreDependents = ignoring
        return try await Uninstall(release: release, options: options).run(in: world.environment())
    }

    @Test(
        "what others need is not removed, and they are named",
        arguments: [("store", "'root', 'other'"), ("operator", "'store'")]
    )
    func refusal(release: String, names: String) async throws {
        let world = try await Self.world()
        let before = await world.objects
        let failure = await outcome { try await uninstall(release, in: world) }
        #expect(failure?.kind == .refused)
        #expect(failure?.message == "'\(release)' is needed by \(names)")
        #expect(await world.objects == before)
        _ = try await uninstall(release, in: world, ignoring: true)
        #expect(await world.images["\(release)_main"] == nil)
    }

    @Test("when the last one is gone it may be removed, and so may what it needs")
    func autoremove() async throws {
        let world = try await Self.world()
        let environment = world.environment()
        let first = try await uninstall("root", in: world)
        #expect(first.unneeded.isEmpty)
        #expect(try await Autoremove().candidates(in: environment).isEmpty)
        let last = try await uninstall("other", in: world)
        #expect(last.unneeded.map(\.release) == ["store"])
        let candidates = try await Autoremove().candidates(in: environment)
        #expect(candidates.map(\.release) == ["store", "operator"])
        for head in candidates { _ = try await Autoremove().remove(head, in: environment) }
        #expect(await world.objects.isEmpty)
        #expect(await world.images.isEmpty)
    }

    @Test("what somebody asked for by name stays")
    func manual() async throws {
        let world = World()
        let environment = world.environment()
        _ = try await Install(release: "shop", makeContent: Stack("web:1").maker).run(in: environment)
        _ = try await Shelf().install("root", needs: "shop ^1", in: environment)
        #expect(try await world.head("shop")?.requiredBy.map(\.release) == ["root"])
        let result = try await uninstall("root", in: world)
        #expect(result.unneeded.isEmpty)
        #expect(try await Autoremove().candidates(in: environment).isEmpty)
        #expect(try await world.statuses("shop") == [1: .deployed])
    }

    @Test("a release of another chart is no prerequisite")
    func otherChart() async throws {
        let world = World()
        let environment = world.environment()
        _ = try await Install(release: "store", makeContent: Stack("web:1").maker).run(in: environment)
        let failure = await outcome { try await Self.shelf.install(needs: "store", in: environment) }
        #expect(failure?.kind == .conflict)
        #expect(failure?.message.contains("a release of the chart 'shop-1.0.0'") == true)
    }

    @Test("a dependent that ended without a word is forgotten after a while")
    func forgotten() async throws {
        let world = try await Self.world()
        // As if both had been removed by a Davit that knows nothing of prerequisites.
        for release in ["root", "other"] {
            for object in await world.objects.values where object.labels["davit.release"] == release {
                await world.delete(object)
            }
        }
        let failure = await outcome { try await uninstall("store", in: world) }
        #expect(failure?.kind == .refused)
        await world.advance(1000)
        #expect(
            try await Autoremove().candidates(in: world.environment()).map(\.release) == [
                "store", "operator",
            ]
        )
        _ = try await uninstall("store", in: world)
    }

    @Test("a dependent that is there is needed for, however long ago that was")
    func lasting() async throws {
        let world = try await Self.world()
        await world.advance(100_000)
        let failure = await outcome { try await uninstall("store", in: world) }
        #expect(failure?.message == "'store' is needed by 'root', 'other'")
        #expect(try await Autoremove().candidates(in: world.environment()).isEmpty)
    }

    @Test("a dependent's history alone needs nothing")
    func history() async throws {
        let world = try await Self.world()
        for release in ["root", "other"] {
            _ = try await Uninstall(release: release, keepHistory: true).run(in: world.environment())
        }
        _ = try await uninstall("store", in: world)
    }

    @Test("no version comes into force that a dependent cannot use")
    func upgrade() async throws {
        let world = try await Self.world()
        var stack = Stack("store:2")
        stack.version = "2.0.0"
        var upgrade = Upgrade(release: "store", makeContent: stack.maker)
        let failure = await outcome { try await upgrade.run(in: world.environment()) }
        #expect(failure?.kind == .refused)
        #expect(failure?.message.contains("'root', 'other' in another version than 2.0.0: ^1") == true)
        #expect(try await world.statuses("store") == [1: .deployed])
        stack.version = "1.5.0"
        upgrade.makeContent = stack.maker
        #expect(try await upgrade.run(in: world.environment()).outcome == .upgraded)
        stack.version = "2.0.0"
        upgrade.makeContent = stack.maker
        upgrade.options.ignoreDependents = true
        #expect(try await upgrade.run(in: world.environment()).outcome == .upgraded)
    }

    @Test("an installed version out of the range is told with what to do")
    func installedVersion() async throws {
        let world = try await Self.world()
        var shelf = Self.shelf
        shelf.add("store", "2.1.0")
        let failure = await outcome {
            try await shelf.install("late", needs: "store ^2", in: world.environment())
        }
        #expect(failure?.kind == .conflict)
        #expect(
            failure?.message
                == "the prerequisite 'store' is installed in version 1.0.0, but 'late' needs store ^2"
        )
        #expect(failure?.hint == "davit upgrade store CHART --version '^2'")
        #expect(try await world.statuses("late").isEmpty)
    }

    @Test("marks outlive every change of the head")
    func marks() async throws {
        let world = try await Self.world()
        _ = try await Upgrade(release: "store", makeContent: Stack("store:3").maker).run(
            in: world.environment()
        )
        _ = try await Rollback(release: "store", revision: 1).run(in: world.environment())
        let head = try #require(try await world.head("store"))
        #expect(head.isAutomatic)
        #expect(head.requiredBy.map(\.release) == ["root", "other"])
    }
}
