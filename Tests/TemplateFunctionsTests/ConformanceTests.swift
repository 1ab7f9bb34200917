import TestSupport
import Testing

/// Every case that real Helm rendered, whichever functions it uses.
@Suite struct ConformanceTests {
    /// Cases that need more of the language than the functions can give: an argument of an unsigned type,
    /// and a struct printed by the method of its pointer.
    private static let beyondFunctions: Set<String> = [
        "str-906237533d", "str-3ded6fd3dc", "str-c341665b54", "str-3d4e182d69", "argtype-af32f272c7",
        "flow-e2d95fb2c7",
    ]

    /// `function-random-cases.jsonl` has calls with random arguments and what real Helm gave for them.
    @Test(arguments: ["template-cases.jsonl", "function-random-cases.jsonl"])
    func casesGiveWhatHelmGives(file: String) throws {
        let chart = try CaseChart()
        let cases = try ConformanceCase.all(in: file).filter { !Self.beyondFunctions.contains($0.id) }
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
