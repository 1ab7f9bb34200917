import Diagnostics
import TestSupport
import Testing
import Values
import Versions

@Suite("VersionConstraint")
struct VersionConstraintTests {
    /// Every combination that Helm 4.2.3's `semverCompare` was asked.
    @Test(arguments: [("semver-cases", 296), ("semver-random-cases", 300)])
    func matchesHelm(file: String, count: Int) throws {
        let lines = try Fixture.bytes("Conformance/\(file).jsonl").split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == count)
        for line in lines {
            let item = try JSON.decode(Array(line), file: file)
            let constraint = item["constraint"]?.stringValue ?? ""
            let version = item["version"]?.stringValue ?? ""
            #expect(
                Self.compare(constraint, version) == item["result"] ?? item["error"],
                "\(constraint) \(version)"
            )
        }
    }

    /// The result, or the error's text.
    private static func compare(_ constraint: String, _ version: String) -> Value {
        do {
            return .bool(try VersionConstraint(likeGo: constraint).check(Version(likeGo: version)))
        } catch {
            return .string(error.message)
        }
    }

    /// What the documentation of Masterminds/semver and Helm's best practices say of each form.
    @Test(arguments: [
        (">=0.11.0 <1", ["0.11.0", "0.99.3"], ["0.10.9", "1.0.0", "0.12.0-rc.1"]),
        (">=1 <2 || 3.x", ["1.0.0", "1.9.9", "3.0.0", "3.7.1"], ["0.9.0", "2.0.0", "4.0.0"]),
        ("^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0"]),
        ("^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0", "0.2.2"]),
        ("^0.0.3", ["0.0.3"], ["0.0.4", "0.1.0"]), ("^0.0", ["0.0.9"], ["0.1.0"]),
        ("^0", ["0.9.9"], ["1.0.0"]),
        ("~1.2.3", ["1.2.3", "1.2.9"], ["1.3.0"]), ("~1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
        ("~1", ["1.9.0"], ["2.0.0"]),
        ("1.2 - 1.4.5", ["1.2.0", "1.4.5"], ["1.1.9", "1.4.6"]), ("1.2.x", ["1.2.0", "1.2.7"], ["1.3.0"]),
        ("*", ["0.0.1", "9.9.9"], ["1.0.0-a"]), ("!=1.2.x", ["1.3.0", "1.1.0"], ["1.2.3"]),
        (">1.2", ["1.3.0", "2.0.0"], ["1.2.9"]), ("<=1.2", ["1.2.9", "0.1.0"], ["1.3.0"]),
        (">=1.2-0", ["1.2.0-a", "1.3.0-b"], []),
        ("1.2.3 || 2.0.0-rc.1 - 2.1.0", ["1.2.3", "2.0.0-rc.2", "2.1.0"], ["2.2.0"]),
    ])
    func matches(text: String, inside: [String], outside: [String]) throws {
        let constraint = try VersionConstraint(text)
        for version in inside { #expect(constraint.check(try Version(version)), "\(version)") }
        for version in outside { #expect(!constraint.check(try Version(version)), "\(version)") }
    }

    @Test func includesPrereleasesWhenAsked() throws {
        let version = try Version("1.3.0-rc.1")
        #expect(!(try VersionConstraint("^1.2").check(version)))
        #expect(try VersionConstraint("^1.2").check(version, includingPrereleases: true))
        #expect(try VersionConstraint(">=1.2-0").mentionsPrerelease)
    }

    @Test(arguments: [
        "", "bad", ">=", "1.2<3", "1.2,", ">=1.2.3.4", "1.2 ||", "latest", "1.2 | 3", "1x", "1.2.3-01",
    ])
    func refuses(text: String) {
        let failure = #expect(throws: Failure.self) { try VersionConstraint(text) }
        #expect(failure?.message == "'\(text)' is not a range of versions")
    }
}
