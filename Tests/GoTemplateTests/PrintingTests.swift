import GoTemplate
import Testing

/// Expected texts are Go's, printed by Helm 4.2.3.
@Suite struct PrintingTests {
    @Test(
        arguments: [
            (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (123456, "123456"), (1_000_000, "1e+06"),
            (1234567, "1.234567e+06"),
            (9007199254740992, "9.007199254740992e+15"), (0.0001, "0.0001"), (0.00001, "1e-05"), (1.5, "1.5"),
            (1e21, "1e+21"), (1e100, "1e+100"), (5e-324, "5e-324"), (0.1, "0.1"), (.nan, "NaN"),
            (.infinity, "+Inf"),
            (-.infinity, "-Inf"), (123456.789, "123456.789"),
        ] as [(Double, String)]
    )
    func shortestFloat(_ value: Double, _ expected: String) {
        #expect(GoPrinter.printed(.float64(value)) == expected)
    }

    @Test func formats() {
        // Values belong to one thread, so they cannot be a parameterised test's arguments.
        let cases: [(String, [GoValue], String)] = [
            (
                "%5d|%-5d|%05d|%+d|% d", [.int(3), .int(3), .int(-3), .int(3), .int(3)],
                "    3|3    |-0003|+3| 3"
            ),
            (
                "%b %o %O %x %X %#x %#o",
                [.int(5), .int(8), .int(8), .int(255), .int(255), .int(-255), .int(8)],
                "101 10 0o10 ff FF -0xff 010"
            ),
            (
                "%c|%q|%U|%#U", [.int(65), .int(10), .int(0x1F600), .int(0x1F600)],
                "A|'\\n'|U+1F600|U+1F600 '😀'"
            ),
            (
                "%.2f|%8.3f|%-8.1f|%08.2f|%e|%G",
                [
                    .float64(3.14159), .float64(2.5), .float64(2.25), .float64(-1.5), .float64(100000),
                    .float64(1e-7),
                ], "3.14|   2.500|2.2     |-0001.50|1.000000e+05|1E-07"
            ),
            (
                "%x %X %#x %.3x", [.float64(1.5), .float64(-0.1), .float64(1.5), .float64(1)],
                "0x1.8p+00 -0X1.999999999999AP-04 0x1.8000p+00 0x1.000p+00"
            ),
            (
                "%s|%10s|%-6s|%.2s|%q|%+q|%#q|%x|% X",
                [
                    .text("abc"), .text("é"), .text("é"), .text("é✓x"), .text("a\"b\n"), .text("é"),
                    .text("a\tb"), .text("hé"), .text("abc"),
                ], "abc|         é|é     |é✓|\"a\\\"b\\n\"|\"\\u00e9\"|`a\tb`|68c3a9|61 62 63"
            ),
            ("%t %v %T %T", [.bool(true), .bool(false), .list([]), .nil], "true false []interface {} <nil>"),
            (
                "%v %d %q",
                [
                    .list([.int(1), .text("a"), .nil]), .list([.int(1), .text("a"), .nil]),
                    .strings(["a", "b"]),
                ], "[1 a <nil>] [1 %!d(string=a) <nil>] [\"a\" \"b\"]"
            ),
            (
                "%#v %#v", [.list([.int(1), .text("a"), .nil]), .map(GoMap(["a": .int(1)]))],
                "[]interface {}{1, \"a\", interface {}(nil)} map[string]interface {}{\"a\":1}"
            ),
            (
                "%v %s %x", [.bytes([104, 105]), .bytes([104, 105]), .bytes([104, 105])], "[104 105] hi 6869"
            ),
            ("%v %.1f", [.complex128(1, -2), .complex128(0, 1)], "(1-2i) (0.0+1.0i)"),
            ("%[2]d %[1]d", [.int(1), .int(2)], "2 1"),
            (
                "%*d|%-*d|%.*f", [.int(5), .int(1), .int(4), .int(1), .int(2), .float64(3.14159)],
                "    1|1   |3.14"
            ),
            ("100%%", [], "100%"),
        ]
        for (format, arguments, expected) in cases {
            let text = GoString(GoPrinter.formatted(GoString(format), arguments)).text
            #expect(text == expected, "\(format)")
        }
    }

    @Test func badFormats() {
        // Values belong to one thread, so they cannot be a parameterised test's arguments.
        let cases: [(String, [GoValue], String)] = [
            ("%d", [.text("x")], "%!d(string=x)"),
            ("%d", [], "%!d(MISSING)"),
            ("a", [.int(1), .nil], "a%!(EXTRA int=1, <nil>)"),
            ("%[3]d", [.int(1)], "%!d(BADINDEX)"),
            ("%*d", [.text("x"), .int(1)], "%!(BADWIDTH)1"),
            ("%.*d", [.text("x"), .int(1)], "%!(BADPREC)1"),
            ("%", [.int(1)], "%!(NOVERB)%!(EXTRA int=1)"),
            ("%z", [.int(1)], "%!z(int=1)"),
            ("%s", [.nil], "%!s(<nil>)"),
            ("%.", [.int(1)], "%!.(int=1)"),
            ("%w", [.list([.int(1)])], "%!w([]interface {}=[1])"),
        ]
        for (format, arguments, expected) in cases {
            let text = GoString(GoPrinter.formatted(GoString(format), arguments)).text
            #expect(text == expected, "\(format)")
        }
    }

    @Test func spacesStandBetweenOperandsThatAreNoStrings() {
        #expect(
            GoPrinter.joined([.int(1), .int(2), .text("a"), .text("b"), .int(3), .nil])
                == Array("1 2ab3 <nil>".utf8)
        )
        #expect(GoPrinter.joinedLine([.text("a"), .text("b")]) == Array("a b\n".utf8))
    }

    @Test(
        arguments: [
            ([0x61, 0x22, 0x5C], #""a\"\\""#), ([0xFF, 0x00, 0x7F], #""\xff\x00\x7f""#),
            ([0xE2, 0x80, 0xA8], #""\u2028""#), ([0xF0, 0x9F, 0x98, 0x80], "\"😀\""),
            ([0xED, 0xA0, 0x80], #""\xed\xa0\x80""#),
            ([0xEF, 0xBF, 0xBD], "\"\u{FFFD}\""), ([0x07, 0x0A], #""\a\n""#),
        ] as [([UInt8], String)]
    )
    func quotes(_ bytes: [UInt8], _ literal: String) {
        #expect(Quoting.quoted(bytes).text == literal)
        #expect(Quoting.unquoted(Array(literal.utf8)[...])?.bytes == bytes)
    }

    @Test(arguments: [
        #""\q""#, #""\ud800""#, #""\x4""#, #""\'""#, #""\400""#, "\"a", "x", "\"a\nb\"", "`a`b`",
    ])
    func refusesLiteral(_ literal: String) {
        #expect(Quoting.unquoted(Array(literal.utf8)[...]) == nil)
    }

    @Test(
        arguments: [
            ("010", 8), ("0x1F", 31), ("0b101", 5), ("0o17", 15), ("1_000", 1000),
            ("-9223372036854775808", .min),
            ("+5", 5), ("08", nil), ("1__0", nil), ("_1", nil), ("", nil), ("-", nil),
            ("9223372036854775808", nil),
            ("0x", nil), ("0_7", 7),
        ] as [(String, Int64?)]
    )
    func readsInteger(_ text: String, _ expected: Int64?) {
        #expect(NumberParsing.signed(Array(text.utf8)) == expected)
    }
}
