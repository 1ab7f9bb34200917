import Compose
import Diagnostics
import Testing

/// What is allowed and still worth a word.
@Suite struct WarningTests {
    @Test(arguments: [
        (
            "  a: {image: x, configs: [{source: c, mode: 444}]}\nconfigs: {c: {content: c}}",
            "2:45: 'mode' is the decimal number 444, which is 0674 in octal"
        ),
        (
            "  a: {image: x, x-davit: {hook: pre-install}, depends_on: [b]}\n  b: {image: x}",
            "2:60: the hook 'a' cannot wait for 'b': it runs at 'pre-install'"
        ),
        (
            "  a: {image: x, x-davit: {hook: test}, depends_on: [b]}\n  b: {image: x, x-davit: {hook: test}}",
            "2:53: 'a' and 'b' are hooks, for which 'depends_on' has no effect"
        ),
        (
            "  a: {image: x, ports: [{target: 1, x-a: b}]}",
            "2:25: the 'x-' keys of an item of a list are not kept"
        ),
    ])
    func warns(_ services: String, _ warning: String) throws {
        let loaded = try Loading().load(["c.yaml": "services:\n\(services)\n"])
        let texts = loaded.diagnostics.map { "\($0.location.map { "\($0)" } ?? "?"): \($0.message)" }
        #expect(texts == ["c.yaml:\(warning)"])
    }

    /// Decimal numbers that a template makes of octal ones.
    @Test(arguments: ["288", "256", "420", "0444", "'444'", "493"])
    func modesThatAreMeant(_ mode: String) throws {
        let text =
            "services: {a: {image: x, configs: [{source: c, mode: \(mode)}]}}\nconfigs: {c: {content: c}}"
        #expect(try Loading().load(text).diagnostics.isEmpty)
    }

    @Test func aHookMayNeedWhatRunsBeforeIt() throws {
        let text = "services: {a: {image: x, x-davit: {hook: post-install}, depends_on: [b]}, b: {image: x}}"
        #expect(try Loading().load(text).diagnostics.isEmpty)
    }
}
