import Diagnostics
import FoundationEssentials
import Local
import Releases
import TestSupport
import Testing

@Suite struct DirectoryStoreTests {
    private func outcome(_ body: () async throws -> some Any) async -> Failure.Kind? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? Failure)?.kind ?? .internal
        }
    }

    @Test func objectsAreKeptForOthers() async throws {
        try await withTemporaryFolder { folder in
            let store = DirectoryStore(folder: folder)
            #expect(try await store.objects(labels: [:], named: [], withData: true).isEmpty)
            #expect(try await store.object(named: "davit.a") == nil)
            let data: [UInt8] = [0, 255, 10]
            let made = try await store.create(
                name: "davit.a",
                labels: ["kind": "head", "text": "é \"\n"],
                data: data
            )
            _ = try await store.create(name: "davit.a.v1", labels: ["kind": "revision"], data: [])
            let other = DirectoryStore(folder: folder)
            #expect(try await other.object(named: "davit.a") == made)
            #expect(try await other.object(named: "davit.a.v1")?.data == [])
            let heads = try await other.objects(labels: ["kind": "head"], named: [], withData: false)
            #expect(heads.map(\.name) == ["davit.a"])
            #expect(heads.first?.data == nil)
            #expect(heads.first?.labels == made.labels)
            let all = try await other.objects(labels: [:], named: [], withData: true)
            #expect(all.map(\.data) == [data, []])
        }
    }

    @Test func whoeverIsLateLoses() async throws {
        try await withTemporaryFolder { folder in
            let store = DirectoryStore(folder: folder)
            let first = try await store.create(name: "a", labels: ["n": "1"], data: [1])
            #expect(await outcome { try await store.create(name: "a", labels: [:], data: []) } == .conflict)
            let second = try await store.update(first, labels: ["n": "2"])
            #expect(second.version != first.version)
            #expect(second.data == [1])
            #expect(await outcome { try await store.update(first, labels: ["n": "3"]) } == .conflict)
            #expect(try await store.object(named: "a")?.labels == ["n": "2"])
            try await store.delete(second)
            try await store.delete(second)
            #expect(await outcome { try await store.update(second, labels: [:]) } == .notFound)
            // Another object of that name is not the one that was read.
            let third = try await store.create(name: "a", labels: [:], data: [3])
            #expect(await outcome { try await store.update(first, labels: [:]) } == .notFound)
            try await store.delete(first)
            #expect(try await store.object(named: "a") == third)
        }
    }

    @Test func countingTogetherLosesNothing() async throws {
        try await withTemporaryFolder { folder in
            _ = try await DirectoryStore(folder: folder).create(name: "n", labels: ["n": "0"], data: [])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        let store = DirectoryStore(folder: folder)
                        var done = 0
                        while done < 10 {
                            guard let object = try await store.object(named: "n"),
                                let number = object.labels["n"].flatMap({ Int($0) })
                            else { continue }
                            do {
                                _ = try await store.update(object, labels: ["n": String(number + 1)])
                                done += 1
                            } catch let failure as Failure where failure.kind == .conflict {}
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await DirectoryStore(folder: folder).object(named: "n")?.labels == ["n": "100"])
        }
    }

    @Test func oneOfManyCreates() async throws {
        try await withTemporaryFolder { folder in
            let made = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let store = DirectoryStore(folder: folder)
                        return await outcome {
                            try await store.create(name: "a", labels: ["n": "\(number)"], data: [])
                        } == nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(made == 1)
        }
    }

    @Test func nobodyElseCanRead() async throws {
        try await withTemporaryFolder { folder in
            let store = DirectoryStore(folder: "\(folder)/new/davit")
            _ = try await store.create(name: "a", labels: [:], data: [])
            for path in ["new", "new/davit", "new/davit/store"] {
                #expect(try mode("\(folder)/\(path)") == 0o700)
            }
            for name in ["a.json", "a.data", "lock"] {
                #expect(try mode("\(folder)/new/davit/store/\(name)") == 0o600)
            }
        }
    }

    @Test func aDamagedFileIsNamed() async throws {
        try await withTemporaryFolder { folder in
            let store = DirectoryStore(folder: folder)
            _ = try await store.create(name: "a", labels: [:], data: [])
            try "{\"id\": 1}".write(toFile: "\(folder)/store/a.json", atomically: true, encoding: .utf8)
            #expect(await outcome { try await store.object(named: "a") } == .invalidInput)
        }
    }

    @Test func aFolderThatCannotBeMade() async throws {
        let store = DirectoryStore(folder: "/dev/null/davit")
        #expect(try await store.objects(labels: [:], named: [], withData: false).isEmpty)
        #expect(await outcome { try await store.create(name: "a", labels: [:], data: []) } == .unavailable)
    }
}
