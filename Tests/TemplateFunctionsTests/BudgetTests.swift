import GoTemplate
import TestSupport
import Testing

/// Calls that would take the machine's memory end with an error before they take it.
@Suite struct BudgetTests {
    @Test(arguments: [
        "{{ until 1000000000 }}",
        "{{ untilStep 0 9223372036854775807 1 }}",
        "{{ seq 1 1 999999999 }}",
        "{{ repeat 2000000000 \"ab\" }}",
        "{{ repeat 9223372036854775807 \"ab\" }}",
        "{{ indent 100000000 \"a\\nb\\nc\" }}",
        "{{ nindent 9223372036854775807 \"a\" }}",
        "{{ randAlphaNum 999999999999 }}",
        "{{ randBytes 999999999999 }}",
        "{{ replace \"\" (repeat 100000 \"x\") (repeat 100000 \"y\") }}",
        "{{ wrapWith 1 (repeat 100000 \"x\") (repeat 100000 \"y\") }}",
        "{{ range until 100 }}{{ $x := repeat 10000000 \"x\" }}{{ end }}",
        // Each map holds the one before it twice: forty steps make a text of 2^40 parts.
        "{{ $d := dict }}{{ range until 40 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ toJson $d }}",
        "{{ $d := dict }}{{ range until 40 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ toYaml $d }}",
        "{{ $d := dict }}{{ range until 40 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ toToml $d }}",
        "{{ $d := dict }}{{ range until 40 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ deepCopy $d }}",
    ])
    func hugeResultsAreRefused(template: String) throws {
        // A small budget ends the loops that spend it bit by bit sooner.
        let limits = ExecutionLimits(bytes: 1 << 22)
        let result = try CaseChart().render(template: template, values: .object([:]), limits: limits)
        let error = try #require(result.error)
        #expect(error.contains("rendering makes more than"))
    }

    /// Go's own text for a map in itself; the forms that swallow errors give nothing.
    @Test(arguments: [
        ("toJson", ""), ("toYaml", ""), ("toPrettyJson", ""), ("deepEqual $d", "true"),
        ("hasKey $d \"a\" | toString", "true"),
    ])
    func mapInItselfDoesNotLoop(call: String, expected: String) throws {
        let argument = call.contains("$d") ? "" : " $d"
        let last = call == "deepEqual $d" ? " $d" : ""
        let template = "{{ $d := dict }}{{ $_ := set $d \"a\" $d }}{{ \(call)\(argument)\(last) }}"
        let result = try CaseChart().render(template: template, values: .object([:]))
        #expect(result.output == expected, "\(result.error ?? "")")
    }
}
