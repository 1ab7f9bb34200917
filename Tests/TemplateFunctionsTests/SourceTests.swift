import GoTemplate
import Synchronization
import TemplateFunctions
import TestSupport
import Testing

/// What functions reach outside the chart: the clock, random numbers, names and the cluster.
@Suite struct SourceTests {
    /// A clock that stands at 2024-02-29 12:30:00.5 UTC, and random bytes that count up from 0.
    private static func fixedOptions() -> FunctionOptions {
        var options = FunctionOptions()
        options.now = { (1_709_209_800, 500_000_000) }
        let next = Atomic<UInt8>(0)
        options.randomBytes = { count in
            (0..<count).map { _ in next.wrappingAdd(1, ordering: .relaxed).oldValue }
        }
        return options
    }

    private static func output(_ template: String, _ options: FunctionOptions) throws -> String {
        let result = try CaseChart(options: options).render(template: template, values: .object([:]))
        return try #require(result.output, "\(result.error ?? "")")
    }

    @Test(arguments: [
        ("{{ now | date \"2006-01-02 15:04:05\" }}", "2024-02-29 12:30:00"),
        ("{{ now | unixEpoch }}", "1709209800"),
        ("{{ now }}", "2024-02-29 12:30:00.5 +0000 UTC"),
        ("{{ ago (now | dateModify \"-90m\") }}", "1h30m0s"),
        ("{{ durationRound (now | dateModify \"-90m\") }}", "1h"),
        ("{{ dateInZone \"15:04 MST\" \"anything else\" \"Asia/Tokyo\" }}", "21:30 JST"),
    ])
    func clockIsTheGivenOne(template: String, expected: String) throws {
        #expect(try Self.output(template, Self.fixedOptions()) == expected)
    }

    @Test func localZoneIsTheGivenOne() throws {
        var options = Self.fixedOptions()
        #expect(try Self.output("{{ date \"15:04 MST\" 0 }}", options) == "00:00 UTC")
        options.localZone = "America/New_York"
        #expect(try Self.output("{{ date \"15:04 MST\" 0 }}", options) == "19:00 EST")
    }

    @Test func uuidHasVersionAndVariant() throws {
        // RFC 9562, section 5.4, with the bytes 0 to 15.
        #expect(
            try Self.output("{{ uuidv4 }}", Self.fixedOptions()) == "00010203-0405-4607-8809-0a0b0c0d0e0f"
        )
    }

    @Test(arguments: [
        ("randAlphaNum 50", "^[0-9A-Za-z]{50}$"), ("randAlpha 50", "^[A-Za-z]{50}$"),
        ("randNumeric 50", "^[0-9]{50}$"), ("randAscii 50", "^[ -~]{50}$"),
        ("randBytes 9", "^[0-9A-Za-z+/]{12}$"), ("randInt 5 9", "^[5-8]$"), ("randAlpha 0", "^$"),
    ])
    func randomTextsHaveTheirForm(call: String, pattern: String) throws {
        let template = "{{ regexMatch \"\(pattern)\" (\(call) | toString) }}"
        #expect(try Self.output(template, FunctionOptions()) == "true")
    }

    @Test func randomTextsDiffer() throws {
        let template = "{{ eq (randAlphaNum 20) (randAlphaNum 20) }} {{ eq uuidv4 uuidv4 }}"
        #expect(try Self.output(template, FunctionOptions()) == "false false")
    }

    @Test func shuffleKeepsTheCharacters() throws {
        let template = "{{ shuffle \"zyxé\" | splitList \"\" | sortAlpha | join \"\" }}"
        #expect(try Self.output(template, FunctionOptions()) == "xyzé")
    }

    @Test func clusterAndNamesAreSilentUnlessGiven() throws {
        var options = FunctionOptions()
        let template = "{{ lookup \"v1\" \"Secret\" \"ns\" \"s\" }}|{{ getHostByName \"localhost\" }}"
        #expect(try Self.output(template, options) == "map[]|")
        options.resolveHost = { "192.0.2.1 for \($0)" }
        options.lookup = { (query) throws(GoError) in
            .text("\(query.apiVersion) \(query.kind) \(query.namespace)/\(query.name)")
        }
        #expect(try Self.output(template, options) == "v1 Secret ns/s|192.0.2.1 for localhost")
    }
}
