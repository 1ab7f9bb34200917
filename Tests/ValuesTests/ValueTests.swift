import OrderedCollections
import Testing
import Values

@Suite("Value")
struct ValueTests {
    @Test(
        arguments: [
            (["a": 1], ["a": 2, "b": 3], .replaces, ["a": 1, "b": 3]),
            (["m": ["x": 1]], ["m": ["y": 2]], .replaces, ["m": ["y": 2, "x": 1]]),
            (["m": [1]], ["m": [2, 3]], .replaces, ["m": [1]]),
            (["m": "s"], ["m": ["y": 2]], .replaces, ["m": "s"]),
            (["m": ["y": 2]], ["m": "s"], .replaces, ["m": ["y": 2]]),
            (["a": nil, "n": nil], ["a": 1, "b": 2], .replaces, ["a": nil, "b": 2, "n": nil]),
            (["a": nil, "n": nil], ["a": 1, "b": 2], .removes, ["b": 2, "n": nil]),
            (["m": ["a": nil]], ["m": ["a": ["k": 1], "b": 2]], .removes, ["m": ["b": 2]]),
        ] as [(Value, Value, Value.NullRule, Value)]
    )
    func merges(over: Value, base: Value, rule: Value.NullRule, result: Value) {
        #expect(over.merged(over: base, nulls: rule) == result)
    }

    @Test func finds() {
        let value: Value = ["web": ["ports": [["name": "http"]], "a.b": 1]]
        let path = ValuePath([.key("web"), .key("ports"), .index(0), .key("name")])
        #expect(value[path] == "http")
        #expect(path.description == "web.ports[0].name")
        #expect(value[["web", "a.b"]] == 1)
        #expect(ValuePath(arrayLiteral: "web", "a.b").description == #"web.a\.b"#)
        #expect(value[["web", "none", "x"]] == nil)
        #expect(value[ValuePath([.key("web"), .key("ports"), .index(1)])] == nil)
    }

    @Test func changesAtPaths() {
        var value: Value = ["a": 1, "m": ["x": 1, "y": 2]]
        value.set("n", at: ["m", "z", "w"])
        value.set(2, at: ["a", "b"])
        #expect(value == ["a": ["b": 2], "m": ["x": 1, "y": 2, "z": ["w": "n"]]])
        #expect(value.remove(at: ["m", "x"]) == 1)
        #expect(value.remove(at: ["m", "nope", "x"]) == nil)
        #expect(value == ["a": ["b": 2], "m": ["y": 2, "z": ["w": "n"]]])
    }

    @Test(
        arguments: [
            (1, .double(1), true), (.double(1.5), 1, false),
            (["a": 1, "b": [2]], ["b": [.double(2)], "a": 1], true),
            ([1, 2], [2, 1], false), (["a": nil], [:], false), ("1", 1, false), (false, 0, false),
        ] as [(Value, Value, Bool)]
    )
    func comparesAsData(left: Value, right: Value, same: Bool) {
        #expect(left.isEquivalent(to: right) == same)
        #expect(right.isEquivalent(to: left) == same)
        #expect(left.difference(to: right).isEmpty == same)
    }

    @Test func differs() {
        let old: Value = ["image": "a:1", "gone": ["x": 1], "list": [1, ["k": "v"], 3], "same": 1]
        let new: Value = ["same": .double(1), "list": [1, ["k": "w"]], "image": "a:2", "new": nil]
        let changes = old.difference(to: new).map { "\($0.path) \(Self.text($0.old)) \(Self.text($0.new))" }
        #expect(
            changes == [
                #"image "a:1" "a:2""#, #"gone {"x":1} -"#, #"list[1].k "v" "w""#, "list[2] 3 -", "new - null",
            ]
        )
        #expect(old.difference(to: ["x"]).map(\.path.isRoot) == [true])
    }

    private static func text(_ value: Value?) -> String {
        value.map { String(decoding: JSON.encode($0), as: UTF8.self) } ?? "-"
    }

    @Test func convertsNumbersAndNulls() {
        let value: Value = ["a": 1, "b": [2, nil], "c": ["d": nil]]
        #expect(value.withFloatingNumbers == ["a": .double(1), "b": [.double(2), nil], "c": ["d": nil]])
        #expect(value.withoutNulls == ["a": 1, "b": [2, nil], "c": [:]])
    }
}
