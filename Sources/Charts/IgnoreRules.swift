package import Diagnostics

/// The rules of a `.helmignore` file: which files of a folder do not belong to the chart.
///
/// Semantics as in Helm (`internal/ignore`): shell patterns a line, a leading `/` anchors to the root,
/// a pattern without `/` matches the base name, a trailing `/` matches folders only, the first match
/// decides, and a rule with `!` ignores every path that does *not* match it.
package struct IgnoreRules: Sendable {
    fileprivate struct Rule: Sendable {
        var pattern: [UInt8]
        var isNegated: Bool
        var onlyFolders: Bool
        var matchesBaseName: Bool
        /// Where the bytes of the pattern that have a meaning are; most have none, or one star in front.
        let kind: Kind

        enum Kind {
            case literal
            /// A star, and what has to follow it.
            case suffix
            case pattern
        }

        init(pattern: [UInt8], isNegated: Bool, onlyFolders: Bool, matchesBaseName: Bool) {
            self.pattern = pattern
            self.isNegated = isNegated
            self.onlyFolders = onlyFolders
            self.matchesBaseName = matchesBaseName
            let special = pattern.firstIndex(where: Self.isSpecial)
            if special == nil {
                kind = .literal
            } else if special == 0, pattern[0] == UInt8(ascii: "*"),
                !pattern.dropFirst().contains(where: Self.isSpecial)
            {
                kind = .suffix
            } else {
                kind = .pattern
            }
        }

        private static func isSpecial(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "\\"): true
            default: false
            }
        }
    }

    private var rules: [Rule] = []

    /// The rules every chart has: hidden files below `templates/` are left out.
    package init() {
        rules.append(
            Rule(
                pattern: Array("templates/.?*".utf8),
                isNegated: false,
                onlyFolders: false,
                matchesBaseName: false
            )
        )
    }

    /// Adds the rules of a file's text.
    ///
    /// - Throws: `.invalidInput` for `**`, which this syntax does not have, and for a malformed pattern.
    package mutating func add(_ text: [UInt8], file: String) throws(Failure) {
        var number = 0
        var own: [Rule] = []
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let trimmed = Self.trimmed(line)
            guard let first = trimmed.first, first != UInt8(ascii: "#") else { continue }
            let place = SourceLocation(file: file, line: number)
            var pattern = Array(trimmed)
            if zip(pattern, pattern.dropFirst()).contains(where: { $0 == UInt8(ascii: "*") && $1 == $0 }) {
                throw Failure(
                    .invalidInput,
                    "the pattern '\(String(decoding: pattern, as: UTF8.self))' has '**'",
                    at: place,
                    hint: "name the folder, as in 'folder/', or use one '*' for each level"
                )
            }
            guard ShellPattern.isWellFormed(pattern) else {
                throw Failure(
                    .invalidInput,
                    "the pattern '\(String(decoding: pattern, as: UTF8.self))' is malformed",
                    at: place
                )
            }
            let isNegated = pattern.first == UInt8(ascii: "!")
            if isNegated { pattern.removeFirst() }
            let onlyFolders = pattern.last == UInt8(ascii: "/")
            if onlyFolders { pattern.removeLast() }
            let isAnchored = pattern.first == UInt8(ascii: "/")
            if isAnchored { pattern.removeFirst() }
            own.append(
                Rule(
                    pattern: pattern,
                    isNegated: isNegated,
                    onlyFolders: onlyFolders,
                    matchesBaseName: !isAnchored && !pattern.contains(UInt8(ascii: "/"))
                )
            )
        }
        rules = own + rules
    }

    /// Whether a path below the chart's root is left out.
    package func ignores(_ path: String, isFolder: Bool) -> Bool {
        let path = Array(path.utf8)
        let baseName = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        for rule in rules {
            let isMatch = rule.matches(path, baseName: baseName)
            if rule.isNegated {
                if !isMatch || (rule.onlyFolders && !isFolder) { return true }
            } else if isMatch, isFolder || !rule.onlyFolders {
                return true
            }
        }
        return false
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let rest = line.drop(while: isSpace)
        guard let last = rest.lastIndex(where: { !isSpace($0) }) else { return [] }
        return rest[...last]
    }
}

extension IgnoreRules.Rule {
    /// - Parameter baseName: Where the last part of the path begins.
    fileprivate func matches(_ path: [UInt8], baseName: Int) -> Bool {
        let start = matchesBaseName ? baseName : 0
        switch kind {
        case .literal:
            return path.count - start == pattern.count && ends(path, withPatternFrom: 0)
        case .suffix:
            let length = pattern.count - 1
            guard path.count - start >= length, ends(path, withPatternFrom: 1) else { return false }
            // A star takes no slash.
            return start >= baseName || !path[start..<path.count - length].contains(UInt8(ascii: "/"))
        case .pattern:
            return ShellPattern.matches(pattern, path[start...])
        }
    }

    /// Whether a path that is long enough ends with what the pattern has from `first` on.
    private func ends(_ path: [UInt8], withPatternFrom first: Int) -> Bool {
        var (place, index) = (path.count, pattern.count)
        while index > first {
            place -= 1
            index -= 1
            if path[place] != pattern[index] { return false }
        }
        return true
    }
}
