import Diagnostics
import Testing
import Values

@testable import Releases

/// Secret values in records when there is a key (`DAVIT_KEY_FILE`).
@Suite struct SealedValuesTests {
    private static func key(_ byte: UInt8) throws -> RecordKey {
        // 32 bytes as base64, by hand.
        let text = String(repeating: byte == 0 ? "A" : "8", count: 43)
        return try RecordKey(file: Array("\(text)=\n".utf8), name: "key")
    }

    private static func stack(_ image: String = "web:1") -> Stack {
        var stack = Stack(image)
        stack.secretPaths = [["db", "password"], ["tokens", "*"]]
        return stack
    }

    private static let secrets: Value = [
        "db": ["user": "u", "password": "hunter2"], "tokens": ["first-token", "second-token"],
    ]

    /// A release whose values were sealed with the key.
    private static func installed(_ key: RecordKey?) async throws -> ReleaseEnvironment {
        var here = World().environment()
        here.key = key
        _ = try await Install(release: "shop", values: secrets, makeContent: stack().maker).run(in: here)
        return here
    }

    @Test func sealedValuesNeedNotBeGivenAgain() async throws {
        let here = try await Self.installed(try Self.key(0))
        let recorded = try await GetRevision(release: "shop").run(in: here)
        let text = String(decoding: JSON.encode(recorded.record.value), as: UTF8.self)
        #expect(!text.contains("hunter2") && !text.contains("-token"))
        #expect(
            recorded.values(all: true)
                == ["db": ["user": "u", "password": "••••"], "tokens": ["••••", "••••"]]
        )
        for (image, reuse) in [("web:2", ValueReuse.resetThenReuse), ("web:3", .reuse)] {
            let upgrade = Upgrade(release: "shop", reuse: reuse) { request in
                #expect(request.userValues == Self.secrets)
                return try Self.stack(image).content(request)
            }
            let result = try await upgrade.run(in: here)
            #expect(result.outcome == .upgraded)
            #expect(result.record.userValues == ["db": ["user": "u"], "tokens": [nil, nil]])
        }
        #expect(try await Rollback(release: "shop", revision: 1).run(in: here).record.sealed != nil)
    }

    @Test func theSameValuesMakeNoRevisionAndOthersDo() async throws {
        let here = try await Self.installed(try Self.key(0))
        let same = Upgrade(release: "shop", makeContent: Self.stack().maker)
        #expect(try await same.run(in: here).outcome == .unchanged)
        let other = Upgrade(
            release: "shop",
            values: ["db": ["password": "swordfish"]],
            makeContent: Self.stack().maker
        )
        #expect(try await other.run(in: here).outcome == .upgraded)
        #expect(try await other.run(in: here).outcome == .unchanged)
    }

    @Test(arguments: [true, false])
    func withoutTheRightKeyTheyMustBeGiven(hasOtherKey: Bool) async throws {
        var here = try await Self.installed(try Self.key(0))
        here.key = hasOtherKey ? try Self.key(1) : nil
        let environment = here
        let failure = await outcome(of: {
            try await Upgrade(release: "shop", makeContent: Self.stack("web:2").maker).run(in: environment)
        })
        #expect(failure?.kind == .usage)
        #expect(failure?.message.contains("'db.password'") == true)
        #expect(failure?.notes.first?.contains(try Self.key(0).id) == true)
        let given = try await Upgrade(
            release: "shop",
            values: Self.secrets,
            makeContent: Self.stack("web:2").maker
        ).run(in: environment)
        #expect(given.record.sealed?.key == environment.key?.id)
    }

    @Test func whatIsSealedBelongsToItsRelease() async throws {
        let key = try Self.key(0)
        let sealed = try key.seal(Self.secrets, of: "shop")
        let opened = JSON.encode(try key.open(sealed, of: "shop"), sortKeys: true)
        #expect(opened == JSON.encode(Self.secrets, sortKeys: true))
        #expect(throws: Failure.self) { try key.open(sealed, of: "other") }
        var changed = sealed
        changed.data = "AAAA" + changed.data.dropFirst(4)
        #expect(throws: Failure.self) { try key.open(changed, of: "shop") }
    }

    @Test(arguments: ["", "short", "AAAA", String(repeating: "A", count: 44) + "AAAA"])
    func refusesWhatIsNoKey(text: String) {
        let failure = #expect(throws: Failure.self) { try RecordKey(file: Array(text.utf8), name: "key") }
        #expect(failure?.location?.file == "key")
        #expect(failure?.hint?.contains("openssl rand -base64 32") == true)
    }
}
