import Diagnostics
import Testing

@testable import Releases

@Suite struct SmokeTests {
    @Test func lifecycle() async throws {
        let world = World()
        let here = world.environment()
        let first = try await Install(release: "shop", makeContent: Stack().maker).run(in: here)
        #expect(first.outcome == .installed)
        #expect(try await world.statuses() == [1: .deployed])
        _ = try await Upgrade(release: "shop", makeContent: Stack("web:2").maker).run(in: here)
        #expect(try await world.statuses() == [1: .superseded, 2: .deployed])
        _ = try await Rollback(release: "shop").run(in: here)
        #expect(await world.images == ["shop_web": "web:1"])
        #expect(try await world.statuses() == [1: .superseded, 2: .superseded, 3: .deployed])
        #expect(try await world.head()?.lease == nil)
        _ = try await Uninstall(release: "shop").run(in: here)
        #expect(await world.objects.isEmpty)
        #expect(await world.services.isEmpty)
    }
}
