import TestSupport
import Testing

/// Every case that real Helm rendered, whichever functions it uses.
@Suite struct ConformanceTests {
    /// `function-random-cases.jsonl` has calls with random arguments and what real Helm gave for them,
    /// `mixed-random-cases.jsonl` templates with random control flow, includes, dates, files, YAML, ….
    @Test(arguments: ["template-cases.jsonl", "function-random-cases.jsonl", "mixed-random-cases.jsonl"])
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

    /// Cases made elsewhere in the same way: `DAVIT_CASES` names their file.
    @Test func furtherCasesGiveWhatHelmGives() throws {
        guard let cases = try ConformanceCase.further() else { return }
        let chart = try CaseChart()
        let mismatches = cases.compactMap { testCase -> String? in
            let result = chart.render(template: testCase.template, values: testCase.values)
            return testCase.mismatch(output: result.output, error: result.error)
        }
        let count = mismatches.count
        #expect(count == 0, "of \(cases.count)")
        for mismatch in mismatches { print(mismatch.prefix(3000)) }
    }
}
