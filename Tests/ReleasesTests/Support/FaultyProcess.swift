import Diagnostics
import Releases

/// A process that works on the world, and may die at a given call.
///
/// Dying before a call, the call is not made; dying after it, its answer is not seen. After that no call
/// of the process does anything.
actor FaultyProcess {
    enum Death: Sendable, Hashable {
        case never
        case before(Int)
        case after(Int)
    }

    struct Dead: Error {}

    nonisolated let world: World
    private let death: Death
    private(set) var calls = 0
    private(set) var isDead = false

    init(_ world: World, death: Death = .never) {
        self.world = world
        self.death = death
    }

    func call<Answer: Sendable>(_ body: @Sendable (World) async throws -> Answer) async throws -> Answer {
        await Task.yield()
        guard !isDead else { throw Dead() }
        try Task.checkCancellation()
        let number = calls
        calls += 1
        if case .before(number) = death {
            isDead = true
            throw Dead()
        }
        let answer = try await body(world)
        if case .after(number) = death {
            isDead = true
            throw Dead()
        }
        return answer
    }
}

/// The world's objects as a release store.
struct MemoryStore: ReleaseStore {
    let process: FaultyProcess
    var maximumDataSize = 500 * 1024

    func objects(
        labels: [String: String],
        named prefixes: [String],
        withData: Bool
    ) async throws -> [StoredObject] {
        try await process.call { world in
            await world.matching(labels, withData: withData).filter { object in
                prefixes.isEmpty || prefixes.contains { object.name.hasPrefix($0) }
            }
        }
    }

    func object(named name: String) async throws -> StoredObject? {
        try await process.call { await $0.objects[name] }
    }

    func create(name: String, labels: [String: String], data: [UInt8]) async throws -> StoredObject {
        try await process.call { try await $0.create(name, labels, data) }
    }

    func update(_ object: StoredObject, labels: [String: String]) async throws -> StoredObject {
        try await process.call { try await $0.update(object, labels) }
    }

    func delete(_ object: StoredObject) async throws {
        try await process.call { await $0.delete(object) }
    }

    func now() async throws -> Double {
        try await process.call { await $0.clock }
    }
}
