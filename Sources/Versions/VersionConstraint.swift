package import Diagnostics

/// A range of versions: `^1.2`, `~1.2.0`, `>=1 <2 || 3.x`, `1.2 - 1.4`.
///
/// Comparisons in a group, separated by spaces or commas, must all hold; of the groups separated by `||`
/// one must. The rules are those of Masterminds/semver 3.5: pre-releases match only in a group that
/// mentions one, so `>=1.20-0` takes them in.
package struct VersionConstraint: Sendable, Hashable {
    /// The text it was read from.
    package let text: String
    let groups: [[VersionComparison]]

    /// Reads a constraint.
    ///
    /// - Throws: `.invalidInput` naming the text.
    package init(_ text: String) throws(Failure) {
        do throws(VersionError) {
            try self.init(reading: text)
        } catch {
            throw Failure(
                .invalidInput,
                "'\(text)' is not a range of versions",
                hint: "write it such as '^1.2', '~1.2.0', '>=1.2 <2' or '1.x || 3.x'"
            )
        }
    }

    /// Reads a constraint, for template functions.
    ///
    /// - Throws: `.invalidInput` with the text that Helm's `semverCompare` function gives.
    package init(likeGo text: String) throws(Failure) {
        do throws(VersionError) {
            try self.init(reading: text)
        } catch {
            throw Failure(.invalidInput, error.goText)
        }
    }

    private init(reading text: String) throws(VersionError) {
        self.text = text
        groups = try ConstraintReader.groups(text)
    }

    /// Whether `version` is in the range.
    ///
    /// - Parameters:
    ///   - version: The version.
    ///   - includingPrereleases: Whether pre-releases match as if every group mentioned one.
    /// - Returns: Whether one group holds.
    package func check(_ version: Version, includingPrereleases: Bool = false) -> Bool {
        groups.contains { group in
            let takesPrereleases = includingPrereleases || group.contains { !$0.version.prerelease.isEmpty }
            guard version.prerelease.isEmpty || takesPrereleases else { return false }
            return group.allSatisfy { $0.holds(for: version) }
        }
    }

    /// Whether a pre-release of a version can match.
    package var mentionsPrerelease: Bool {
        groups.contains { $0.contains { !$0.version.prerelease.isEmpty } }
    }
}

extension VersionConstraint: CustomStringConvertible {
    package var description: String { text }
}
