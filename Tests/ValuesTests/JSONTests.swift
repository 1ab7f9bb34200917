import Diagnostics
import Testing
import Values

@Suite("JSON")
struct JSONTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-12", -12),
            ("9223372036854775807", 9_223_372_036_854_775_807),
            ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("-0", .double(-0.0)), ("1.0", .double(1)), ("1e3", .double(1000)), ("2.5E-1", .double(0.25)),
            (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u00e9\ud83d\ude00""#, "é😀"),
            (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ude00""#, "\u{FFFD}"),
            ("[]", []), ("[1, [2], {}]", [1, [2], [:]]), ("{}", [:]),
            (#"{"b":1,"a":{"c":[null]}}"#, ["b": 1, "a": ["c": [nil]]]),
            (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]),
        ] as [(String, Value)]
    )
    func decodes(text: String, value: Value) throws {
        #expect(try JSON.decode(Array(text.utf8), file: "x.json") == value)
    }

    @Test(arguments: [
        ("", "x:1:1: unexpected end of JSON input"),
        ("[1,", "x:1:4: unexpected end of JSON input"),
        ("[1,]", "x:1:4: invalid character ']' looking for beginning of value"),
        ("[1 2]", "x:1:4: invalid character '2' after array element"),
        ("{a:1}", "x:1:2: invalid character 'a' looking for beginning of object key string"),
        ("{\"a\" 1}", "x:1:6: invalid character '1' after object key"),
        ("{\"a\":1\n\"b\"}", "x:2:1: invalid character '\"' after object key:value pair"),
        ("01", "x:1:2: invalid character '1' after top-level value"),
        ("-x", "x:1:2: invalid character 'x' in numeric literal"),
        ("1.", "x:1:3: unexpected end of JSON input"),
        ("1.e", "x:1:3: invalid character 'e' after decimal point in numeric literal"),
        ("1e]", "x:1:3: invalid character ']' in exponent of numeric literal"),
        ("trux", "x:1:4: invalid character 'x' in literal true (expecting 'e')"),
        ("\"a\nb\"", "x:1:3: invalid character '\\n' in string literal"),
        (#""\x""#, "x:1:3: invalid character 'x' in string escape code"),
        (#""\u12g""#, "x:1:6: invalid character 'g' in \\u hexadecimal character escape"),
        ("'a'", "x:1:1: invalid character '\\'' looking for beginning of value"),
        ("é", "x:1:1: invalid character 'Ã' looking for beginning of value"),
        ("1e999", "x:1:1: json: cannot unmarshal number 1e999 into Go value of type float64"),
    ])
    func refuses(text: String, message: String) throws {
        let failure = #expect(throws: Failure.self) { try JSON.decode(Array(text.utf8), file: "x") }
        #expect(failure?.description == message)
    }

    @Test func boundsDepth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(repeating: UInt8(ascii: "["), count: depth)
                + Array(repeating: UInt8(ascii: "]"), count: depth)
        }
        _ = try JSON.decode(nested(JSON.maximumDepth), file: "x")
        let failure = #expect(throws: Failure.self) {
            try JSON.decode(nested(JSON.maximumDepth + 1), file: "x")
        }
        #expect(failure?.message == "exceeded max depth")
    }

    @Test func repairsTextByteForByte() throws {
        let bytes: [UInt8] = [0x22, 0x61, 0xE2, 0x82, 0x62, 0xFF, 0xC3, 0xA9, 0x22]
        #expect(try JSON.decode(bytes, file: "x") == "a\u{FFFD}\u{FFFD}b\u{FFFD}é")
    }

    @Test(
        arguments: [
            (.double(1_000_000), "1000000"), (.double(1e20), "100000000000000000000"),
            (.double(1e21), "1e+21"),
            (.double(0.000001), "0.000001"), (.double(0.0000001), "1e-7"), (.double(-1.5), "-1.5"),
            (.double(0.1), "0.1"), (.double(123456.789), "123456.789"), (.double(-0.0), "-0"),
            (.double(0), "0"),
            (.double(1.7976931348623157e308), "1.7976931348623157e+308"), (.double(5e-324), "5e-324"),
            (.double(9_007_199_254_740_993), "9007199254740992"), (.int(.min), "-9223372036854775808"),
            ("<a & \"b\">\u{1}\u{2028}\u{2027}\u{7F}", "\"<a & \\\"b\\\">\\u0001\\u2028\u{2027}\u{7F}\""),
            (["b": [1, nil], "a": [:], "c": []], #"{"b":[1,null],"a":{},"c":[]}"#),
        ] as [(Value, String)]
    )
    func encodes(value: Value, text: String) {
        #expect(String(decoding: JSON.encode(value), as: UTF8.self) == text)
    }

    @Test func encodesWithOptions() {
        let value: Value = ["b": ["<&>", [:]], "a": []]
        #expect(
            String(decoding: JSON.encode(value, pretty: true), as: UTF8.self)
                == "{\n  \"b\": [\n    \"<&>\",\n    {}\n  ],\n  \"a\": []\n}"
        )
        #expect(
            String(decoding: JSON.encode(value, escapeHTML: true, sortKeys: true), as: UTF8.self)
                == #"{"a":[],"b":["\u003c\u0026\u003e",{}]}"#
        )
    }
}
