package import Diagnostics

extension VersionConstraint {
    /// The range of what is in all of the ranges: `^1.2` and `<1.5 || 2.x` give `^1.2, <1.5 || ^1.2, 2.x`.
    ///
    /// - Parameter ranges: The ranges; none is every version.
    /// - Returns: The range, or nil for no ranges.
    /// - Throws: `.invalidInput` when there are so many alternatives that nobody can have meant them.
    package static func intersection(_ ranges: [VersionConstraint]) throws(Failure) -> VersionConstraint? {
        var seen: Set<String> = []
        let texts = ranges.map(\.text).filter { seen.insert($0).inserted }
        guard var result = texts.first else { return nil }
        for text in texts.dropFirst() {
            let left = result.split(separator: "||").map(Self.trimmed)
            let right = text.split(separator: "||").map(Self.trimmed)
            guard left.count * right.count <= Self.maximumAlternatives else {
                throw Failure(.invalidInput, "the ranges of versions have too many alternatives: \(texts)")
            }
            result = left.flatMap { a in right.map { b in "\(a), \(b)" } }.joined(separator: " || ")
        }
        return try VersionConstraint(result)
    }

    private static let maximumAlternatives = 100

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
