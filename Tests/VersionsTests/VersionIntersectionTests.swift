import Testing
import Versions

@Suite struct VersionIntersectionTests {
    /// Ranges, versions in all of them, and versions that are not.
    static let cases: [(ranges: [String], inside: [String], outside: [String])] = [
        (["^1.2"], ["1.2.0", "1.9.0"], ["1.1.9", "2.0.0"]),
        (["^1.2", "<1.5"], ["1.2.0", "1.4.9"], ["1.1.0", "1.5.0"]),
        (["^1 || ^3", ">=1.5 <4"], ["1.5.0", "3.1.0"], ["1.4.0", "2.0.0", "4.0.0"]),
        (
            ["1.0 - 1.4 || 2.x", ">=1.2, <2.1 || 5"], ["1.2.0", "1.4.0", "2.0.5"],
            ["1.1.0", "2.1.0", "5.0.0"]
        ),
        (["^1", "^2"], [], ["1.0.0", "2.0.0"]),
        (["^1", "^1", "^1"], ["1.3.0"], ["2.0.0"]),
    ]

    @Test(arguments: cases)
    func intersects(ranges: [String], inside: [String], outside: [String]) throws {
        let all = try ranges.map { try VersionConstraint($0) }
        let both = try #require(try VersionConstraint.intersection(all))
        for version in inside { #expect(both.check(try Version(version)), "\(version) in \(both)") }
        for version in outside { #expect(!both.check(try Version(version)), "\(version) in \(both)") }
    }

    @Test func nothing() throws {
        #expect(try VersionConstraint.intersection([]) == nil)
    }
}
