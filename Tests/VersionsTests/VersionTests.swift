import Diagnostics
import Testing
import Versions

@Suite("Version")
struct VersionTests {
    /// Expected values are those of Masterminds/semver as Helm 4.2.3 prints them.
    @Test(arguments: [
        ("1.20.0", "1.20.0", "1.20.1", "1.21.0", "2.0.0"),
        ("v1.20.0", "1.20.0", "1.20.1", "1.21.0", "2.0.0"),
        ("1.20", "1.20.0", "1.20.1", "1.21.0", "2.0.0"),
        ("1", "1.0.0", "1.0.1", "1.1.0", "2.0.0"),
        ("01.2.3", "1.2.3", "1.2.4", "1.3.0", "2.0.0"),
        ("1.21.3-eks-abc", "1.21.3-eks-abc", "1.21.3", "1.22.0", "2.0.0"),
        ("2.0.0-rc.1", "2.0.0-rc.1", "2.0.0", "2.1.0", "3.0.0"),
        ("1.2-beta", "1.2.0-beta", "1.2.0", "1.3.0", "2.0.0"),
        ("v1.25.4+k3s1", "1.25.4+k3s1", "1.25.5", "1.26.0", "2.0.0"),
    ])
    func readsAndIncrements(text: String, whole: String, patch: String, minor: String, major: String) throws {
        let version = try Version(text)
        #expect(version.description == whole)
        #expect(version.original == text)
        #expect(version.nextPatch.description == patch)
        #expect(version.nextMinor.description == minor)
        #expect(version.nextMajor.description == major)
        #expect(version.nextPatch.original == (text.hasPrefix("v") ? "v" : "") + patch)
    }

    @Test(arguments: [
        ("bad", "invalid semantic version"), ("", "invalid semantic version"),
        ("v", "invalid semantic version"),
        ("1.2.3-", "invalid semantic version"), ("1.2.3+", "invalid semantic version"),
        ("1.2.3-a..b", "invalid semantic version"), (" 1.2.3", "invalid semantic version"),
        ("1.2.3.4", "invalid semantic version"),
        ("1.2.3-01", "version segment starts with 0"),
        (
            "99999999999999999999.1.1",
            "error parsing version segment: strconv.ParseUint: parsing \"99999999999999999999\": value out of range"
        ),
    ])
    func refusesAsGo(text: String, message: String) {
        let failure = #expect(throws: Failure.self) { try Version(likeGo: text) }
        #expect(failure?.message == message)
        #expect(throws: Failure.self) { try Version(text) }
    }

    @Test(arguments: ["1.2", "v1.2.3", "01.2.3", "1.2.3-01", "1.2.3-", "1.2.3+", "1.2.x", "", "1.2.3.4"])
    func strictRefuses(text: String) {
        #expect(throws: Failure.self) { try Version(strict: text) }
    }

    @Test(arguments: ["1.2.3", "0.0.0", "1.2.3-rc.1", "1.2.3-0a.b-c+build.01", "1.2.3+5"])
    func strictAccepts(text: String) throws {
        #expect(try Version(strict: text).description == text)
    }

    /// The order given in semver.org's item 11, with neighbours.
    @Test func orders() throws {
        let ordered = try [
            "0.9.9", "1.0.0-0", "1.0.0-9", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-a", "1.0.1", "1.2.0", "1.10.0",
            "2.0.0",
        ].map { try Version($0) }
        #expect(ordered.shuffled().sorted() == ordered)
        #expect(zip(ordered, ordered.dropFirst()).allSatisfy { $0 < $1 && !($1 < $0) && $0 != $1 })
    }

    @Test func equalityIgnoresMetadataAndForm() throws {
        #expect(try Version("v1.2+a") == Version("1.2.0+b"))
        #expect(try Set([Version("1.2+a"), Version("v1.2.0")]).count == 1)
    }

    @Test func setsParts() throws {
        let version = try Version("1.2.3")
        #expect(try version.settingPrerelease("rc.1").description == "1.2.3-rc.1")
        #expect(try version.settingMetadata("x").description == "1.2.3+x")
        #expect(throws: Failure.self) { try version.settingPrerelease("a..b") }
        #expect(throws: Failure.self) { try version.settingMetadata("a_b") }
    }
}
