/// The difference of two texts, line by line, in groups with some lines around them.
package struct LineDifference: Sendable, Hashable {
    package enum Line: Sendable, Hashable {
        case same(String), removed(String), added(String)
    }

    /// A group of changed lines with their surroundings.
    package struct Hunk: Sendable, Hashable {
        /// The first line in the old text, counted from 1; 0 when there is none.
        package var oldStart: Int
        package var oldCount: Int
        package var newStart: Int
        package var newCount: Int
        package var lines: [Line]

        /// `@@ -1,3 +1,4 @@`.
        package var heading: String { "@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@" }
    }

    package var hunks: [Hunk]

    /// Beyond this product of numbers of lines the texts are shown as replaced, for telling more would take long.
    private static let limit = 16_000_000

    /// - Parameters:
    ///   - old: The old text.
    ///   - new: The new text.
    ///   - context: How many equal lines are shown around a change.
    package init(from old: String, to new: String, context: Int) {
        let (before, after) = (Self.lines(old), Self.lines(new))
        let lines = Self.compare(before, after)
        hunks = Self.group(lines, context: max(0, context))
    }

    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Every line of both texts, in order; what was removed stands before what was added.
    private static func compare(_ old: [Substring], _ new: [Substring]) -> [Line] {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }
            .count
        let before = old[head..<(old.count - tail)]
        let after = new[head..<(new.count - tail)]
        var removed = Set(before.indices)
        var added = Set(after.indices)
        if before.count * after.count <= limit {
            let difference = Array(after).difference(from: Array(before))
            removed = []
            added = []
            for change in difference {
                switch change {
                case .remove(let offset, _, _): removed.insert(offset + head)
                case .insert(let offset, _, _): added.insert(offset + head)
                }
            }
        }
        var result = old[..<head].map { Line.same(String($0)) }
        var (one, other) = (head, head)
        while one < before.endIndex || other < after.endIndex {
            if removed.contains(one) {
                result.append(.removed(String(old[one])))
                one += 1
            } else if added.contains(other) {
                result.append(.added(String(new[other])))
                other += 1
            } else {
                result.append(.same(String(old[one])))
                one += 1
                other += 1
            }
        }
        return result + old.suffix(tail).map { .same(String($0)) }
    }

    private static func group(_ lines: [Line], context: Int) -> [Hunk] {
        let changed = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
        var ranges: [Range<Int>] = []
        for index in changed {
            let range = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        var (old, new, position) = (0, 0, 0)
        func count(_ lines: ArraySlice<Line>) -> (old: Int, new: Int) {
            lines.reduce(into: (0, 0)) { counts, line in
                switch line {
                case .same: (counts.0, counts.1) = (counts.0 + 1, counts.1 + 1)
                case .removed: counts.0 += 1
                case .added: counts.1 += 1
                }
            }
        }
        return ranges.map { range in
            let skipped = count(lines[position..<range.lowerBound])
            let shown = count(lines[range])
            old += skipped.old
            new += skipped.new
            let hunk = Hunk(
                oldStart: shown.old == 0 ? old : old + 1,
                oldCount: shown.old,
                newStart: shown.new == 0 ? new : new + 1,
                newCount: shown.new,
                lines: Array(lines[range])
            )
            old += shown.old
            new += shown.new
            position = range.upperBound
            return hunk
        }
    }
}
