import Charts
import Diagnostics
import Testing
import Values

/// JSONPath templates, with the results of `kubectl -o jsonpath` and `helm show values --jsonpath`.
@Suite struct JSONPathTests {
    private static let values = #"""
        {"image": {"tag": "1.2", "pull.policy": "Always", "count": 2.0}, "empty": null, "on": true,
        "hosts": [{"host": "a", "port": 80.0}, {"host": "b", "port": 443.0, "tls": true}, {"host": "c"}],
        "list": [1.0, 2.0, 3.0, 4.0, 5.0], "html": {"a": "<b>"}}
        """#

    private static func text(_ template: String) throws -> String {
        let value = try JSON.decode(Array(values.utf8), file: "values")
        return try JSONPath(template).text(of: value)
    }

    @Test(arguments: [
        ("{.image.tag}", "1.2"), ("{$.image.tag}", "1.2"), ("{ .image.tag }", "1.2"),
        ("{.image['tag']}", "1.2"),
        (#"{.image.pull\.policy}"#, "Always"), ("{.image.count}", "2"), ("{.empty}", "null"),
        ("{.on}", "true"),
        ("tag: {.image.tag}!", "tag: 1.2!"), ("no path", "no path"), (#"{"a\n"}{'b'}"#, "a\nb"),
        ("{.list}", "[1,2,3,4,5]"), ("{.image}", #"{"count":2,"pull.policy":"Always","tag":"1.2"}"#),
        ("{.list[0]}", "1"), ("{.list[-1]}", "5"), ("{.list[1:3]}", "2 3"), ("{.list[:2]}", "1 2"),
        ("{.list[3:]}", "4 5"), ("{.list[-2:]}", "4 5"), ("{.list[::2]}", "1 3 5"), ("{.list[0,2]}", "1 3"),
        ("{.list[*]}", "1 2 3 4 5"), ("{.image.*}", "2 Always 1.2"), ("{.image['tag','count']}", "1.2 2"),
        ("{.hosts[*].host}", "a b c"), ("{.hosts[*].port}", "80 443"), ("{..host}", "a b c"),
        ("{.hosts[?(@.tls)].host}", "b"), ("{.hosts[?(@.host==\"c\")].host}", "c"),
        ("{.hosts[?(@.port>100)].host}", "b"), ("{.hosts[?(@.port<=80)].host}", "a"),
        ("{.hosts[?(@.port!=80)].host}", "b"), ("{.hosts[?(@.host=='a')].port}", "80"),
        ("{range .hosts[*]}{.host}:{end}", "a:b:c:"), ("{range .hosts[?(@.no)]}x{end}after", "after"),
        (#"{range .hosts[*]}[{.host}{range @}{.host}{end}]{end}{"\n"}"#, "[aa][bb][cc]\n"),
        ("{.html}", #"{"a":"\u003cb\u003e"}"#),
    ])
    func gives(template: String, expected: String) throws {
        #expect(try Self.text(template) == expected)
    }

    @Test(arguments: [
        ("{.image.no}", "no is not found"), ("{.list[9]}", "array index out of bounds: index 9, length 5"),
        ("{.list[3:1]}", "starting index 3 is greater than ending index 1"),
        ("{.list[0:2:0]}", "step must be > 0"), ("{.image[0]}", "a mapping is not array or slice"),
        ("{.image", "unclosed action"), ("{.list[a]}", "invalid array index a"),
        ("{.list[0}", "unterminated array"), ("{end}", "not in range, nothing to end"),
        ("{nonsense}", "unrecognized identifier nonsense"), ("{....a}", "invalid multiple recursive descent"),
        ("{.hosts[?(@.host=\"a\")]}", "unrecognized filter operator ="),
        ("{.hosts[?(@.host>1)]}", "incompatible types for comparison"),
        ("{.image[?(@.a)]}", "a mapping is not array or slice and cannot be filtered"),
        ("{.hosts[?(@.a]}", "unterminated filter"), ("{\"a}", "unterminated quoted string"),
    ])
    func refuses(template: String, message: String) {
        let failure = #expect(throws: Failure.self) { try Self.text(template) }
        #expect(failure?.message == message)
    }
}
