import FoundationEssentials

/// Reads the system's time zone files (TZif, RFC 9636).
struct ZoneFile {
    private static let folders = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"]

    /// The zone of an IANA name; nil when there is none.
    static func load(_ name: String) -> ZoneRules? {
        let isPath = name.hasPrefix("/") || name.utf8.contains(UInt8(ascii: "\\"))
        if isPath || name.split(separator: "/").contains("..") { return nil }
        for folder in folders {
            if let data = try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")) {
                return parse([UInt8](data), name: name)
            }
        }
        return nil
    }

    /// Counts of the header, in file order.
    private struct Header {
        var utcFlags, standardFlags, leapSeconds, transitions, types, characters: Int

        init(_ bytes: ArraySlice<UInt8>) {
            func count(_ index: Int) -> Int {
                bytes.dropFirst(20 + 4 * index).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            }
            (utcFlags, standardFlags, leapSeconds) = (count(0), count(1), count(2))
            (transitions, types, characters) = (count(3), count(4), count(5))
        }

        /// The size of the data after the header, with times of `width` bytes.
        func size(width: Int) -> Int {
            transitions * (width + 1) + types * 6 + characters + leapSeconds * (width + 4) + standardFlags
                + utcFlags
        }
    }

    static func parse(_ bytes: [UInt8], name: String) -> ZoneRules? {
        var rest = bytes[...]
        guard rest.count >= 44, rest.starts(with: [UInt8](text: "TZif")) else { return nil }
        var header = Header(rest)
        var width = 4
        if bytes[4] != 0 {
            // From version 2 on the file holds everything again, with times of 64 bits.
            rest = rest.dropFirst(44 + header.size(width: 4))
            guard rest.count >= 44 else { return nil }
            header = Header(rest)
            width = 8
        }
        rest = rest.dropFirst(44)
        guard rest.count >= header.size(width: width), header.types > 0 else { return nil }
        func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let times = take(header.transitions * width)
        let indexes = take(header.transitions)
        let types = take(header.types * 6)
        let characters = take(header.characters)
        rest = rest.dropFirst(header.leapSeconds * (width + 4) + header.standardFlags + header.utcFlags)
        let offsets = (0..<header.types).map { index in
            let type = types[(index * 6)..<(index * 6 + 6)]
            let seconds = type.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let start = min(Int(type[index * 6 + 5]), characters.count)
            return ZoneRules.Offset(
                seconds: Int(Int32(bitPattern: seconds)),
                abbreviation: String(decoding: characters[start...].prefix { $0 != 0 }, as: UTF8.self),
                isDaylight: type[index * 6 + 4] != 0
            )
        }
        let transitions = (0..<header.transitions).map { index in
            let raw = times[(index * width)..<((index + 1) * width)].reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            let start = width == 8 ? Int64(bitPattern: raw) : Int64(Int32(truncatingIfNeeded: raw))
            return (start: start, offset: min(Int(indexes[index]), offsets.count - 1))
        }
        let footer = width == 8 ? rest.dropFirst().prefix { $0 != UInt8(ascii: "\n") } : []
        return ZoneRules(
            name: name,
            offsets: offsets,
            transitions: transitions,
            rule: DaylightRule(Array(footer))
        )
    }
}
