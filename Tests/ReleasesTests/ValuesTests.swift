import Diagnostics
import Testing
import Values

@testable import Releases

@Suite struct RecordedValuesTests {
    @Test(
        arguments: [
            (.reset, ["a": 1], ["b": 2], ["b": 2]),
            (.resetThenReuse, ["a": 1], ["b": 2], ["a": 1, "b": 2]),
            (.resetThenReuse, ["a": ["x": 1, "y": 2]], ["a": ["y": 3]], ["a": ["x": 1, "y": 3]]),
            (.resetThenReuse, ["a": [1, 2]], ["a": [3]], ["a": [3]]),
            (.resetThenReuse, ["a": ["x": 1]], ["a": 5], ["a": 5]),
            (.resetThenReuse, ["a": 5], ["a": ["x": 1]], ["a": ["x": 1]]),
            (.resetThenReuse, ["a": 1, "b": 2], ["a": nil], ["a": nil, "b": 2]),
            (.reuse, ["a": ["x": 1]], ["a": ["y": 2]], ["a": ["x": 1, "y": 2]]),
        ] as [(ValueReuse, Value, Value, Value)]
    )
    func reuse(policy: ValueReuse, recorded: Value, given: Value, expected: Value) {
        #expect(policy.userValues(recorded: recorded, given: given) == expected)
    }

    @Test(
        arguments: [
            (
                [["db", "password"]], ["db": ["password": "x", "user": "u"]], ["db": ["user": "u"]],
                ["db.password"]
            ),
            ([["db", "password"]], ["db": ["user": "u"]], ["db": ["user": "u"]], []),
            ([["db", "password"]], ["db": ["password": nil]], ["db": ["password": nil]], []),
            ([["db"]], ["db": ["password": "x"], "a": 1], ["a": 1], ["db"]),
            (
                [["users", "*", "token"]],
                ["users": [["name": "a", "token": "x"], ["name": "b"], ["token": "y"]]],
                ["users": [["name": "a"], ["name": "b"], [:]]],
                ["users.0.token", "users.2.token"]
            ),
            ([["tokens", "*"]], ["tokens": ["x", "y"]], ["tokens": [nil, nil]], ["tokens.0", "tokens.1"]),
            (
                [["m", "*", "key"]], ["m": ["a": ["key": 1], "b": 2]], ["m": ["a": [:], "b": 2]], ["m.a.key"]
            ),
        ] as [([[String]], Value, Value, [String])]
    )
    func secretsAreLeftOut(paths: [[String]], values: Value, expected: Value, leftOut: [String]) {
        let result = SecretValues.leaveOut(paths, of: values)
        #expect(result.values == expected)
        #expect(result.leftOut.map { $0.joined(separator: ".") } == leftOut)
        let masked = SecretValues.masked(result.values, at: result.leftOut)
        for path in leftOut {
            let found = path.split(separator: ".").reduce(masked as Value?) { value, key in
                value?[String(key)] ?? Int(key).flatMap { value?.arrayValue?[$0] }
            }
            #expect(found == "••••")
        }
    }

    @Test func secretsAreNeverStoredAndMustBeGivenAgain() async throws {
        let world = World()
        var stack = Stack()
        stack.secretPaths = [["db", "password"]]
        let here = world.environment()
        _ = try await Install(
            release: "shop",
            values: ["db": ["password": "hunter2", "user": "u"]],
            makeContent: stack.maker
        ).run(in: here)
        let recorded = try await GetRevision(release: "shop").run(in: here)
        #expect(recorded.record.userValues == ["db": ["user": "u"]])
        #expect(recorded.record.mergedValues == ["db": ["user": "u"]])
        #expect(recorded.values(all: false) == ["db": ["user": "u", "password": "••••"]])
        #expect(recorded.values(all: true) == ["db": ["user": "u", "password": "••••"]])
        let text = JSON.encode(recorded.record.value)
        #expect(!String(decoding: text, as: UTF8.self).contains("hunter2"))
        stack.services["web"] = "web:2"
        for reuse in [ValueReuse.resetThenReuse, .reuse] {
            let missing = await outcome(of: {
                try await Upgrade(release: "shop", reuse: reuse, makeContent: stack.maker).run(in: here)
            })
            #expect(missing?.kind == .usage)
            #expect(missing?.message.contains("'db.password'") == true)
            #expect(missing?.hint?.contains("--set-file db.password=FILE") == true)
        }
        let given = try await Upgrade(
            release: "shop",
            values: ["db": ["password": "swordfish"]],
            makeContent: stack.maker
        ).run(in: here)
        #expect(given.record.userValues == ["db": ["user": "u"]])
        // The engine has the old secrets; going back needs none of the values.
        #expect(try await Rollback(release: "shop").run(in: here).record.revision == 3)
        let reset = try await Upgrade(release: "shop", reuse: .reset, makeContent: stack.maker).run(in: here)
        #expect(reset.record.userValues == [:])
    }

    @Test func theChartOfTheRecordIsAtHand() async throws {
        let world = World()
        let here = world.environment()
        _ = try await Install(release: "shop", values: ["a": 1, "b": ["c": 2]], makeContent: Stack().maker)
            .run(in: here)
        let result = try await Upgrade(release: "shop", values: ["b": ["d": 3]]) { request in
            let previous = try #require(request.previous)
            #expect(request.isUpgrade && !request.isInstall && request.revision == 2)
            #expect(previous.record.chart.label == "shop-1.0.0")
            var stack = Stack("web:2")
            stack.archive = try await previous.archive()
            #expect(String(decoding: stack.archive, as: UTF8.self) == "archive 1.0.0")
            return try stack.content(request)
        }.run(in: here)
        #expect(result.record.userValues == ["a": 1, "b": ["c": 2, "d": 3]])
    }

    @Test func reusingAllValuesReplacesTheDefaults() async throws {
        let world = World()
        let here = world.environment()
        _ = try await Install(release: "shop") { request in
            var content = try Stack().content(request)
            content.mergedValues = ["fromOldChart": true]
            return content
        }.run(in: here)
        let expectations: [(ValueReuse, Value?)] = [
            (.reuse, .some(["fromOldChart": true])), (.resetThenReuse, Value?.none),
        ]
        for (reuse, expected) in expectations {
            var options = OperationOptions()
            options.dryRun = true
            _ = try await Upgrade(release: "shop", reuse: reuse, options: options) { request in
                #expect(request.defaults == expected)
                return try Stack("web:2").content(request)
            }.run(in: here)
        }
    }
}
