package import Diagnostics

/// A semantic version, compared by precedence: build metadata does not count.
///
/// Reading, comparing and incrementing follow Masterminds/semver 3.5, which Helm uses.
package struct Version: Sendable {
    package private(set) var major: UInt64
    package private(set) var minor: UInt64
    package private(set) var patch: UInt64
    /// The identifiers after `-`, without it; empty for a release.
    package private(set) var prerelease: String
    /// The identifiers after `+`, without it.
    package private(set) var metadata: String
    /// The text it was read from.
    package private(set) var original: String

    init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: String, metadata: String, original: String)
    {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
        self.original = original
    }

    /// Reads a version loosely: a leading `v`, missing parts and leading zeros are accepted.
    ///
    /// - Throws: `.invalidInput` naming the text and the reason.
    package init(_ text: String) throws(Failure) {
        do throws(VersionError) {
            self = try VersionReader.loose(text)
        } catch {
            throw Failure(
                .invalidInput,
                "'\(text)' is not a semantic version",
                notes: error.note,
                hint: "write it as MAJOR.MINOR.PATCH, such as 1.4.0"
            )
        }
    }

    /// Reads a version by the letter of semver 2.0: three numbers, no `v`, no leading zeros.
    ///
    /// - Throws: `.invalidInput` naming the text and the reason.
    package init(strict text: String) throws(Failure) {
        do throws(VersionError) {
            self = try VersionReader.strict(text)
        } catch {
            throw Failure(
                .invalidInput,
                "'\(text)' is not a semantic version by semver 2.0",
                notes: error.note,
                hint: "write it as MAJOR.MINOR.PATCH, such as 1.4.0"
            )
        }
    }

    /// Reads a version loosely, for template functions.
    ///
    /// - Throws: `.invalidInput` with the text that Helm's `semver` function gives.
    package init(likeGo text: String) throws(Failure) {
        do throws(VersionError) {
            self = try VersionReader.loose(text)
        } catch {
            throw Failure(.invalidInput, error.goText)
        }
    }

    // MARK: Increments

    /// The next patch release; of a pre-release, its own release.
    package var nextPatch: Version {
        with { version in
            if version.prerelease.isEmpty { version.patch &+= 1 }
        }
    }

    package var nextMinor: Version {
        with { version in
            version.minor &+= 1
            version.patch = 0
        }
    }

    package var nextMajor: Version {
        with { version in
            version.major &+= 1
            version.minor = 0
            version.patch = 0
        }
    }

    /// A release with changed numbers; `v` is kept in `original`.
    private func with(_ change: (inout Version) -> Void) -> Version {
        var version = self
        change(&version)
        version.prerelease = ""
        version.metadata = ""
        version.refreshOriginal()
        return version
    }

    private mutating func refreshOriginal() {
        original = (original.hasPrefix("v") ? "v" : "") + description
    }

    /// The version with another pre-release; empty for none.
    ///
    /// - Throws: `.invalidInput` with semver's text when the identifiers are not valid.
    package func settingPrerelease(_ prerelease: String) throws(Failure) -> Version {
        if !prerelease.isEmpty, let error = VersionReader.prereleaseError(prerelease) {
            throw Failure(.invalidInput, error.goText)
        }
        var version = self
        version.prerelease = prerelease
        version.refreshOriginal()
        return version
    }

    /// The version with other build metadata; empty for none.
    ///
    /// - Throws: `.invalidInput` with semver's text when the identifiers are not valid.
    package func settingMetadata(_ metadata: String) throws(Failure) -> Version {
        if !metadata.isEmpty, let error = VersionReader.metadataError(metadata) {
            throw Failure(.invalidInput, error.goText)
        }
        var version = self
        version.metadata = metadata
        version.refreshOriginal()
        return version
    }
}

extension Version: CustomStringConvertible {
    /// `MAJOR.MINOR.PATCH`, then the pre-release and metadata if there are any.
    package var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-\(prerelease)")
            + (metadata.isEmpty ? "" : "+\(metadata)")
    }
}

extension Version: Comparable, Hashable {
    package static func == (left: Version, right: Version) -> Bool {
        left.major == right.major && left.minor == right.minor && left.patch == right.patch
            && left.prerelease == right.prerelease
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(major)
        hasher.combine(minor)
        hasher.combine(patch)
        hasher.combine(prerelease)
    }

    package static func < (left: Version, right: Version) -> Bool {
        if left.major != right.major { return left.major < right.major }
        if left.minor != right.minor { return left.minor < right.minor }
        if left.patch != right.patch { return left.patch < right.patch }
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            // A pre-release comes before its release.
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        return prerelease(left.prerelease, precedes: right.prerelease)
    }

    /// Identifiers are compared one by one: numbers as numbers, before words; a shorter list comes first.
    static func prerelease(_ left: String, precedes right: String) -> Bool {
        let dot = UInt8(ascii: ".")
        var (left, right) = (Array(left.utf8)[...], Array(right.utf8)[...])
        var common = 0
        while common < min(left.count, right.count), left[common] == right[common] { common += 1 }
        // The identifiers in which they differ begin behind the last dot of what is common.
        let start = left[..<common].lastIndex(of: dot).map { $0 + 1 } ?? 0
        (left, right) = (left[start...], right[start...])
        let (leftPart, rightPart) = (left.prefix { $0 != dot }, right.prefix { $0 != dot })
        if leftPart == rightPart { return left.count < right.count }
        switch (
            UInt64(String(decoding: leftPart, as: UTF8.self)),
            UInt64(String(decoding: rightPart, as: UTF8.self))
        ) {
        case (let left?, let right?): return left < right
        case (_?, nil): return true
        case (nil, _?): return false
        case (nil, nil): return leftPart.lexicographicallyPrecedes(rightPart)
        }
    }
}
