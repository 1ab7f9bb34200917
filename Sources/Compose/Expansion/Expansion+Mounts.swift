internal import Diagnostics
internal import OrderedCollections

/// Volumes of a service: `[SOURCE:]TARGET[:OPTIONS]`.
extension Expansion {
    /// The long form of one entry; none when it cannot be read.
    mutating func mount(_ tree: Tree) -> [Tree] {
        guard let text = tree.text else {
            return [
                rewriteMembers(of: tree) { expansion, section, value in
                    guard section == "volume" else { return value }
                    return expansion.rewriteMembers(of: value) { expansion, key, value in
                        key == "labels" ? expansion.pairs(value) : value
                    }
                }
            ]
        }
        var parts = Self.parts(of: text)
        guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
            collector.error(
                "a volume must be 'TARGET', 'SOURCE:TARGET' or 'SOURCE:TARGET:OPTIONS', found \(tree.found)",
                at: tree.location
            )
            return []
        }
        let options = parts.count == 3 ? parts.removeLast() : nil
        let source = parts.count == 2 ? parts[0] : nil
        let isBind = source.map(Self.isPath) ?? false
        let long = Self.mapping(
            [
                ("type", isBind ? "bind" : "volume"), ("source", source), ("target", parts[parts.count - 1]),
            ],
            like: tree
        )
        guard case .mapping(var members) = long.content else { return [] }
        if let options {
            apply(options: options, to: &members, isBind: isBind, entry: tree)
        }
        return [Tree(.mapping(members), tag: tree.tag, at: tree.location)]
    }

    private mutating func apply(options: String, to members: inout Tree.Members, isBind: Bool, entry: Tree) {
        func set(_ key: String, _ value: Tree) {
            members[key] = Tree.Member(keyLocation: entry.location, value: value)
        }
        var bind: [(key: String, text: String?)] = []
        for option in options.split(separator: ",", omittingEmptySubsequences: false) {
            switch option {
            case "rw": set("read_only", .text("false", at: entry.location))
            case "ro": set("read_only", .text("true", at: entry.location))
            case "z", "Z": bind.append(("selinux", String(option)))
            case "nocopy": set("volume", Self.mapping([("nocopy", "true")], like: entry))
            case "cached", "delegated", "consistent":
                set("consistency", .text(String(option), at: entry.location))
            case "shared", "rshared", "slave", "rslave", "private", "rprivate":
                bind.append(("propagation", String(option)))
            default:
                collector.error(
                    "'\(option)' is not an option of a volume",
                    at: entry.location,
                    hint: "the options are ro, rw, nocopy, z, Z, shared, slave, private (and r…), cached, "
                        + "delegated and consistent"
                )
            }
        }
        // On a named volume the security label has nothing to do; engines take it there all the same.
        if !bind.isEmpty { set("bind", Self.mapping(bind, like: entry)) }
    }

    /// The parts between colons; the colon of a Windows drive (`C:\data`) parts nothing.
    private static func parts(of text: String) -> [String] {
        var parts: [String] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            if let last = parts.last, last.utf8.count == 1, last.utf8.first?.isLetter == true,
                part.utf8.first == UInt8(ascii: "\\")
            {
                parts[parts.count - 1] = "\(last):\(part)"
            } else {
                parts.append(String(part))
            }
        }
        return parts
    }

    /// Whether a source is a path and not the name of a volume.
    private static func isPath(_ source: String) -> Bool {
        guard let first = source.utf8.first else { return false }
        if first == UInt8(ascii: "/") || first == UInt8(ascii: ".") || first == UInt8(ascii: "~") {
            return true
        }
        return source.utf8.contains(UInt8(ascii: "/")) || source.utf8.contains(UInt8(ascii: "\\"))
    }
}
