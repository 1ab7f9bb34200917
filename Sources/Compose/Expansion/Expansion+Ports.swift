internal import Diagnostics
internal import OrderedCollections

/// Ports: `[[IP:]PUBLISHED:]TARGET[/PROTOCOL]`, where both may be ranges.
extension Expansion {
    /// The long forms of one entry, one for each port of a range.
    mutating func port(_ tree: Tree) -> [Tree] {
        if let text = tree.text {
            guard let short = PortText(text) else {
                collector.error(
                    "a port must be text such as '8080:80', '127.0.0.1:8080:80' or '53:53/udp', found \(tree.found)",
                    at: tree.location
                )
                return []
            }
            let members = [
                ("target", short.target), ("published", short.published), ("host_ip", short.hostIP),
                ("protocol", short.protocol),
            ]
            return ranges(Self.mapping(members, like: tree))
        }
        return ranges(tree)
    }

    /// An entry for each port of the ranges in `target` and `published`.
    private mutating func ranges(_ tree: Tree) -> [Tree] {
        guard case .mapping(let members) = tree.content, let target = tree["target"] else { return [tree] }
        let published = tree["published"]
        guard let targets = Self.range(target), let publisheds = published.map(Self.range) ?? targets else {
            // Not a port: validation says so.
            return [tree]
        }
        if targets.count == 1, publisheds.count == 1 { return [tree] }
        guard targets.count == publisheds.count || targets.count == 1 else {
            collector.error(
                "the range \(target.found) of 'target' has \(targets.count) ports, the range of 'published' "
                    + "\(published?.found ?? "") has \(publisheds.count)",
                at: tree.location,
                hint: "write ranges of the same length"
            )
            return []
        }
        return publisheds.enumerated().map { index, port in
            var copy = members
            copy["target"]?.value = .text(
                String(targets.count == 1 ? targets.lowerBound : targets.lowerBound + index),
                at: target.location
            )
            if let published { copy["published"]?.value = .text(String(port), at: published.location) }
            return Tree(.mapping(copy), tag: tree.tag, at: tree.location)
        }
    }

    /// `80` or `80-90`.
    private static func range(_ tree: Tree) -> ClosedRange<Int>? {
        guard let text = tree.text else { return nil }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
            (0...65535).contains(first), (first...65535).contains(last)
        else { return nil }
        return first...last
    }
}

/// The parts of a port's short syntax.
private struct PortText {
    var hostIP: String?
    var published: String?
    var target: String
    var `protocol`: String?

    init?(_ text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 2 {
            guard !halves[1].isEmpty else { return nil }
            self.protocol = halves[1].lowercased()
        }
        var parts = halves[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        target = parts.removeLast()
        guard Self.isRange(target) else { return nil }
        guard let last = parts.popLast() else { return }
        if !last.isEmpty {
            guard Self.isRange(last) else { return nil }
            published = last
        }
        guard !parts.isEmpty else {
            if last.isEmpty { return nil }
            return
        }
        // What is left is an address; one with colons may stand in brackets.
        var address = parts.joined(separator: ":")
        if address.hasPrefix("["), address.hasSuffix("]") {
            address = String(address.dropFirst().dropLast())
        }
        guard !address.isEmpty else { return nil }
        hostIP = address
    }

    private static func isRange(_ text: String) -> Bool {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        return ends.count <= 2 && ends.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }
    }
}
