package import Diagnostics

/// The rules for names of releases.
package enum ReleaseName {
    /// Leaves room for a service's name in the 63 characters that engines allow.
    package static let maximumLength = 40

    /// Checks that `name` has at most 40 characters of `a-z`, `0-9` and `-`, and starts with a letter.
    ///
    /// - Throws: `.usage` with a name that would do, where one can be made of it.
    package static func validate(_ name: String) throws(Failure) {
        let problem: String
        if name.isEmpty {
            throw Failure(.usage, "the release name is empty", hint: "give one, such as 'web'")
        } else if name.utf8.count > maximumLength {
            problem = "has \(name.utf8.count) characters, \(maximumLength) are allowed"
        } else if let bad = name.unicodeScalars.first(where: { !isAllowed($0) }) {
            problem = "has '\(bad)', only a-z, 0-9 and '-' are allowed"
        } else if let first = name.unicodeScalars.first, !isLetter(first) {
            problem = "starts with '\(first)', not with a letter"
        } else {
            return
        }
        let better = repaired(name)
        throw Failure(
            .usage,
            "the release name '\(name)' \(problem)",
            hint: better.isEmpty ? "use a name such as 'web-1'" : "use '\(better)'"
        )
    }

    private static func repaired(_ name: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in name.lowercased().unicodeScalars {
            scalars.append(isAllowed(scalar) ? scalar : "-")
        }
        return String(String.UnicodeScalarView(scalars.drop { !isLetter($0) }.prefix(maximumLength)))
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        isLetter(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
    }
}
