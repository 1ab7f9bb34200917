import TestSupport
import Testing

/// Every case that real Helm rendered, whichever functions it uses.
@Suite struct ConformanceTests {
    /// `function-random-cases.jsonl` has calls with random arguments and what real Helm gave for them.
    @Test(arguments: ["template-cases.jsonl", "function-random-cases.jsonl"])
    func casesGiveWhatHelmGives(file: String) throws {
        let chart = try CaseChart()
        let cases = try ConformanceCase.all(in: file)
        #expect(cases.count > 1000)
        let mismatches = cases.compactMap { testCase -> String? in
            let result = chart.render(template: testCase.template, values: testCase.values)
            return testCase.mismatch(output: result.output, error: result.error)
        }
        #expect(
            mismatches.isEmpty,
            "\(mismatches.count) of \(cases.count)\n\(mismatches.joined(separator: "\n"))"
        )
    }
}
