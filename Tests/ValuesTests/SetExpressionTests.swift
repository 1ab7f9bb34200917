import Diagnostics
import OrderedCollections
import TestSupport
import Testing
import Values

@Suite("SetExpression")
struct SetExpressionTests {
    private static let kinds: [String: SetExpression.Kind] = [
        "set": .typed, "set-string": .string, "set-json": .json, "set-literal": .literal,
    ]

    /// What Helm 4.2.3 made of each input.
    @Test(arguments: [("set-cases", 94), ("set-random-cases", 500)])
    func matchesHelm(file: String, count: Int) throws {
        let lines = try Fixture.bytes("Conformance/\(file).jsonl").split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == count)
        for line in lines {
            let item = try JSON.decode(Array(line), file: file)
            let kind = try #require(Self.kinds[item["kind"]?.stringValue ?? ""])
            let input = item["input"]?.stringValue ?? ""
            var values = Value.emptyObject
            var message: String?
            do {
                try SetExpression(kind, input).apply(to: &values, mergesObject: false)
            } catch {
                message = error.message
            }
            #expect(message == item["error"]?.stringValue, "\(kind.option) \(input)")
            if let output = item["output"] {
                #expect(values.isEquivalent(to: output), "\(kind.option) \(input): \(values)")
            }
        }
    }

    @Test(
        arguments: [
            (
                .typed, "a.b=2,c[1].d=x", ["a": ["b": 1, "k": 0], "c": [["d": "o"], "s"]],
                ["a": ["b": 2, "k": 0], "c": [["d": "o"], ["d": "x"]]]
            ),
            (.typed, "a[0]=n", ["a": ["o", "p"]], ["a": ["n", "p"]]),
            (.typed, "a[1][0]=n", ["a": ["o"]], ["a": ["o", ["n"]]]),
            (.typed, #"a\.b/c=1"#, [:], ["a.b/c": 1]),
            (
                .typed, "a=NULL,b=True,c=-5,d=9223372036854775808", [:],
                ["a": nil, "b": true, "c": -5, "d": "9223372036854775808"]
            ),
            (.json, #"{"a":{"b":[1]}}"#, ["a": ["c": 2, "b": 3]], ["a": ["c": 2, "b": [1]]]),
            (.json, #"a=[1,{"b":null}] ,c="x""#, [:], ["a": [1, ["b": nil]], "c": "x"]),
            (.literal, #"a.b[1]=x,y=\z"#, [:], ["a": ["b": [nil, #"x,y=\z"#]]]),
        ] as [(SetExpression.Kind, String, Value, Value)]
    )
    func changesExistingValues(kind: SetExpression.Kind, text: String, before: Value, after: Value) throws {
        var values = before
        try SetExpression(kind, text).apply(to: &values)
        #expect(values == after)
    }

    @Test func readsFiles() throws {
        var values = Value.emptyObject
        try SetExpression(.file, "a=x.txt,b={y.txt,z\\,1.txt}").apply(to: &values) { path throws(Failure) in
            "<\(path)>"
        }
        #expect(values == ["a": "<x.txt>", "b": ["<y.txt>", "<z,1.txt>"]])
        let failure = #expect(throws: Failure.self) {
            try SetExpression(.file, "a=x.txt").apply(to: &values) { path throws(Failure) in
                throw Failure(.notFound, "no file '\(path)'")
            }
        }
        #expect(failure?.kind == .notFound)
    }

    @Test(
        arguments: [
            (.typed, "a[65537]=1", "index of 65537 is greater than maximum supported index of 65536"),
            (
                .typed, String(repeating: "a.", count: 31) + "b=1",
                "value name nested level is greater than maximum supported nested level of 30"
            ),
            (
                .typed, "a" + String(repeating: "[0]", count: 50) + "=1",
                "list indices nested deeper than 30 levels"
            ),
            (.typed, "a[x]=1", "error parsing index: strconv.Atoi: parsing \"x\": invalid syntax"),
            (.typed, "a[0]xy=1", "unexpected data at end of array index: ['x' 'y']"),
            (.typed, "s.b=1", "unable to parse key: 's' holds a string, not a mapping"),
            (.typed, "s[0]=1", "unable to parse key: 's' holds a string, not a list"),
            (.json, "a=x", "invalid character 'x' looking for beginning of value"),
            (.json, "a=[1", "unexpected EOF"),
        ] as [(SetExpression.Kind, String, String)]
    )
    func refuses(kind: SetExpression.Kind, text: String, message: String) {
        var values: Value = ["s": "text"]
        let failure = #expect(throws: Failure.self) {
            try SetExpression(kind, "k=1," + text).apply(to: &values)
        }
        #expect(failure?.message == message)
        #expect(failure?.kind == .usage)
        #expect(failure?.location?.file == kind.option)
        #expect(values == ["s": "text"], "values stay as they were")
    }

    @Test func refusesBrokenObjects() {
        var values = Value.emptyObject
        let failure = #expect(throws: Failure.self) {
            try SetExpression(.json, #" {"a":"#).apply(to: &values)
        }
        #expect(failure?.description == "--set-json:1:7: unexpected end of JSON input")
    }

    @Test func acceptsLimits() throws {
        var values = Value.emptyObject
        try SetExpression(.typed, "a[65536]=1").apply(to: &values)
        #expect(values["a"]?.arrayValue?.count == 65537)
        try SetExpression(.typed, String(repeating: "b.", count: 30) + "b=1").apply(to: &values)
    }
}
