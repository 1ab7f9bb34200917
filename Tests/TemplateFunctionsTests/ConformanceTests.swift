import FoundationEssentials
import TestSupport
import Testing

@testable import TemplateFunctions

/// Every case that real Helm rendered, whichever functions it uses.
@Suite struct ConformanceTests {
    @Test func casesGiveWhatHelmGives() throws {
        let chart = try CaseChart()
        let cases = try ConformanceCase.all()
        #expect(cases.count > 6000)
        var mismatches: [String] = []
        for testCase in cases {
            let result = chart.render(template: testCase.template, values: testCase.values)
            if let mismatch = testCase.mismatch(output: result.output, error: result.error) {
                mismatches.append(mismatch)
            }
        }
        if let path = ProcessInfo.processInfo.environment["DAVIT_REPORT"] {
            try Data(mismatches.joined(separator: "\n\u{1}\n").utf8).write(to: URL(fileURLWithPath: path))
        }
        #expect(mismatches.isEmpty, "\(mismatches.count) of \(cases.count)")
    }
}
