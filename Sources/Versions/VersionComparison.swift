/// One comparison of a constraint.
struct VersionComparison: Sendable, Hashable {
    enum Operation: Sendable, Hashable {
        case equal, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret
    }

    var operation: Operation
    /// The version with zeros for parts that were left out or written as `x`, `X` or `*`.
    var version: Version
    /// How many of the parts were given: 3 for a whole version, 0 for `*`.
    var parts: Int

    /// Whether the comparison holds; pre-releases are taken as they are.
    func holds(for other: Version) -> Bool {
        switch operation {
        case .equal: return parts == 3 ? other == version : isNear(other)
        case .notEqual: return isDifferent(other)
        case .greater: return isGreater(other)
        case .less: return other < version
        case .greaterOrEqual: return other >= version
        case .lessOrEqual: return isLessOrEqual(other)
        case .tilde: return isNear(other)
        case .caret: return isCompatible(other)
        }
    }

    private func isDifferent(_ other: Version) -> Bool {
        if parts == 3 { return other != version }
        if other.major != version.major { return true }
        // Without a major number only the other parts tell: `!=x` differs from 0.0.0 alone.
        if parts == 0 { return other.minor != 0 || other.patch != 0 || other != version }
        if parts == 1 { return false }
        if other.minor != version.minor { return true }
        // `!=1.2` means every 1.2; a pre-release is another version than the release.
        return other.prerelease != version.prerelease
    }

    private func isGreater(_ other: Version) -> Bool {
        if parts == 3 || parts == 0 && other.major == version.major { return other > version }
        if other.major != version.major { return other.major > version.major }
        return parts == 2 && other.minor > version.minor
    }

    private func isLessOrEqual(_ other: Version) -> Bool {
        if parts == 3 { return other <= version }
        if other.major != version.major { return other.major < version.major }
        return parts == 1 || other.minor <= version.minor
    }

    /// `~1.2.3`: at least that, with the same major and minor number as far as given.
    private func isNear(_ other: Version) -> Bool {
        if other < version { return false }
        if parts == 0 || parts == 3 && isZero { return true }
        return other.major == version.major && (parts == 1 || other.minor == version.minor)
    }

    private var isZero: Bool { version.major == 0 && version.minor == 0 && version.patch == 0 }

    /// `^1.2.3`: at least that, with the same leftmost number that is not zero.
    private func isCompatible(_ other: Version) -> Bool {
        if other < version || other.major != version.major { return false }
        if version.major > 0 || parts == 1 { return true }
        if version.minor > 0 || parts == 2 { return other.minor == version.minor }
        return other.minor == 0 && other.patch == version.patch
    }
}
