import GoTemplate
import TestSupport
import Testing

/// Every case of the oracle that needs no function but Go's own.
@Suite struct ConformanceTests {
    @Test func casesOfTheLanguageGiveWhatHelmGives() throws {
        let chart = try CaseChart()
        let cases = try ConformanceCase.all().filter(chart.canRender)
        #expect(cases.count > 1200)
        let mismatches = cases.compactMap { testCase -> String? in
            let result = chart.render(testCase)
            return testCase.mismatch(output: result.output, error: result.error)
        }
        #expect(
            mismatches.isEmpty,
            "\(mismatches.count) of \(cases.count)\n\(mismatches.joined(separator: "\n"))"
        )
    }
}
