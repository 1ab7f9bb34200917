/// The grammar of constraints.
enum ConstraintReader {
    static func groups(_ text: String) throws(VersionError) -> [[VersionComparison]] {
        var groups: [[VersionComparison]] = []
        for group in split(rewritingRanges(text)) {
            groups.append(try comparisons(group))
        }
        return groups
    }

    /// The texts between `||`.
    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        var bytes = text.utf8[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "|"), bytes.first == byte {
                bytes.removeFirst()
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
            } else {
                part.append(byte)
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }

    /// The text with every `A - B` written as `>= A, <= B`.
    private static func rewritingRanges(_ text: String) -> String {
        var scan = VersionScan(text)
        var output: [UInt8] = []
        var copied = 0
        while !scan.isAtEnd {
            let start = scan.index
            if let low = operand(&scan), scan.skipSpace(), scan.skip(UInt8(ascii: "-")), scan.skipSpace(),
                let high = operand(&scan)
            {
                // The space before a range goes with it.
                var end = start
                while end > copied, VersionScan.isSpace(scan.bytes[end - 1]) { end -= 1 }
                output += scan.bytes[copied..<end]
                output += Array(">= \(low.text), <= \(high.text) ".utf8)
                scan.skipSpace()
                copied = scan.index
            } else {
                scan.index = start + 1
            }
        }
        return String(decoding: output + scan.bytes[copied...], as: UTF8.self)
    }

    private static func comparisons(_ text: String) throws(VersionError) -> [VersionComparison] {
        let improper = VersionError(goText: "improper constraint: \(quoted(text))")
        var scan = VersionScan(text)
        var found: [(VersionComparison.Operation, Operand)] = []
        scan.skipSpace()
        while true {
            guard let operation = operation(&scan) else { throw improper }
            scan.skipSpace()
            guard let operand = operand(&scan) else { throw improper }
            found.append((operation, operand))
            let hasSpace = scan.skipSpace()
            if scan.isAtEnd { break }
            guard scan.skip(UInt8(ascii: ",")) || hasSpace else { throw improper }
            scan.skipSpace()
        }
        // The versions themselves are looked at when the form of all is right.
        var comparisons: [VersionComparison] = []
        for (operation, operand) in found { comparisons.append(try comparison(operation, operand)) }
        return comparisons
    }

    private static let operations: [(String, VersionComparison.Operation)] = [
        (">=", .greaterOrEqual), ("=>", .greaterOrEqual), ("<=", .lessOrEqual), ("=<", .lessOrEqual),
        ("!=", .notEqual), ("~>", .tilde), (">", .greater), ("<", .less), ("=", .equal), ("~", .tilde),
        ("^", .caret), ("", .equal),
    ]

    private static func operation(_ scan: inout VersionScan) -> VersionComparison.Operation? {
        let rest = scan.bytes[scan.index...]
        for (text, operation) in operations where rest.starts(with: text.utf8) {
            scan.index += text.utf8.count
            return operation
        }
        return nil
    }

    /// The version in a comparison: parts may be missing or placeholders.
    private struct Operand {
        var text: String
        var parts: [String]
        var prerelease: String?
    }

    private static func operand(_ scan: inout VersionScan) -> Operand? {
        let start = scan.index
        scan.skip(UInt8(ascii: "v"))
        guard let major = scan.run(isPart) else {
            scan.index = start
            return nil
        }
        var parts = [major]
        while parts.count < 3, let part = scan.run(after: UInt8(ascii: "."), isPart) { parts.append(part) }
        let prerelease = scan.identifiers(after: UInt8(ascii: "-"))
        _ = scan.identifiers(after: UInt8(ascii: "+"))
        let text = String(decoding: scan.bytes[start..<scan.index], as: UTF8.self)
        return Operand(text: text, parts: parts, prerelease: prerelease)
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        VersionReader.isDigit(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "|")
            || byte | 0x20 == UInt8(ascii: "x")
    }

    private static func comparison(
        _ operation: VersionComparison.Operation,
        _ operand: Operand
    ) throws(VersionError) -> VersionComparison {
        let given = operand.parts.prefix { !["x", "X", "*"].contains($0) }
        let suffix = operand.prerelease.map { "-\($0)" } ?? ""
        let filled = Array(given) + Array(repeating: "0", count: 3 - given.count)
        do throws(VersionError) {
            let version = try VersionReader.loose(
                given.count == 3 ? operand.text : filled.joined(separator: ".") + suffix
            )
            return VersionComparison(operation: operation, version: version, parts: given.count)
        } catch {
            throw VersionError(goText: "constraint parser error")
        }
    }

    /// A text as Go's `%q` shows it, as far as constraints need it.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case "\n": "\\n"
            case "\t": "\\t"
            case "\r": "\\r"
            default: "\(scalar)"
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
