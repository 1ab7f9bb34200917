import GoTemplate

/// Slash-separated paths.
///
/// The `os…` forms are the same, as Davit runs where paths have slashes.
enum PathFunctions {
    static var all: [GoFunction] {
        let functions: [GoFunction] = [
            .text("base", base),
            .text("dir", directory),
            .text("clean", clean),
            .text("ext", fileExtension),
            GoFunction("isAbs", [.string]) { arguments, _ in
                .bool(arguments[0].stringBytes.first == slash)
            },
        ]
        return functions
            + functions.map { $0.named("os" + $0.name.prefix(1).uppercased() + $0.name.dropFirst()) }
    }

    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// The last element; `.` for an empty path and `/` for slashes only.
    static func base(_ path: [UInt8]) -> [UInt8] {
        if path.isEmpty { return [dot] }
        guard let end = path.lastIndex(where: { $0 != slash }) else { return [slash] }
        let start = path[...end].lastIndex(of: slash).map { $0 + 1 } ?? 0
        return Array(path[start...end])
    }

    private static func directory(_ path: [UInt8]) -> [UInt8] {
        clean(Array(path[..<(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)]))
    }

    private static func fileExtension(_ path: [UInt8]) -> [UInt8] {
        for index in path.indices.reversed() {
            if path[index] == slash { break }
            if path[index] == dot { return Array(path[index...]) }
        }
        return []
    }

    /// The shortest path that means the same, without `.`, inner `..` and double slashes.
    static func clean(_ path: [UInt8]) -> [UInt8] {
        let isRooted = path.first == slash
        var kept: [ArraySlice<UInt8>] = []
        for element in path.split(separator: slash) {
            if element.elementsEqual([dot]) { continue }
            if element.elementsEqual([dot, dot]) {
                if let last = kept.last, !last.elementsEqual([dot, dot]) {
                    kept.removeLast()
                    continue
                }
                if isRooted { continue }
            }
            kept.append(element)
        }
        let joined = Array(kept.joined(separator: [slash]))
        if isRooted { return [slash] + joined }
        return joined.isEmpty ? [dot] : joined
    }
}
