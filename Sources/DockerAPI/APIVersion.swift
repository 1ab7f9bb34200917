/// A version of the Engine API: `1.41`.
package struct APIVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    /// The lowest version that Davit works with: the first with jobs and service status (engine 20.10).
    package static let minimum = APIVersion(1, 41)
    /// The highest version that Davit speaks; with a newer engine it goes on speaking this one.
    package static let maximum = APIVersion(1, 52)

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// The version written as `1.41` or `v1.41`; nil when the text is neither.
    package init?(_ text: String) {
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]) else { return nil }
        self.init(major, minor)
    }

    package var description: String { "\(major).\(minor)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
