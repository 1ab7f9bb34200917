/// Why a text is not a version or constraint.
struct VersionError: Error {
    /// The text that Masterminds/semver gives.
    var goText: String

    static let invalid = VersionError(goText: "invalid semantic version")
    static let empty = VersionError(goText: "version string empty")
    static let invalidCharacters = VersionError(goText: "invalid characters in version")
    static let startsWithZero = VersionError(goText: "version segment starts with 0")
    static let invalidPrerelease = VersionError(goText: "invalid prerelease string")
    static let invalidMetadata = VersionError(goText: "invalid metadata string")

    /// The reason as a note, where it says more than that the text is invalid.
    var note: [String] { goText == Self.invalid.goText ? [] : [goText] }
}
