/// The grammars of versions.
enum VersionReader {
    /// Up to three numbers with an optional `v`, then a pre-release and metadata.
    static func loose(_ text: String) throws(VersionError) -> Version {
        var scan = VersionScan(text)
        scan.skip(UInt8(ascii: "v"))
        guard let major = scan.run(isDigit) else { throw .invalid }
        let minor = scan.run(after: UInt8(ascii: "."), isDigit)
        let patch = minor == nil ? nil : scan.run(after: UInt8(ascii: "."), isDigit)
        let prerelease = scan.identifiers(after: UInt8(ascii: "-"))
        let metadata = scan.identifiers(after: UInt8(ascii: "+"))
        guard scan.isAtEnd else { throw .invalid }
        let version = Version(
            major: try number(major, "error parsing version segment: "),
            minor: try number(minor ?? "0", "error parsing version segment: "),
            patch: try number(patch ?? "0", "error parsing version segment: "),
            prerelease: prerelease ?? "",
            metadata: metadata ?? "",
            original: text
        )
        if let prerelease, let error = prereleaseError(prerelease) { throw error }
        return version
    }

    /// Exactly three numbers without leading zeros.
    static func strict(_ text: String) throws(VersionError) -> Version {
        if text.isEmpty { throw .empty }
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .invalid }
        var last = parts[2]
        var metadata = ""
        var prerelease = ""
        if let plus = last.firstIndex(of: "+") {
            metadata = String(last[last.index(after: plus)...])
            last = last[..<plus]
            if let error = metadataError(metadata) { throw error }
        }
        if let hyphen = last.firstIndex(of: "-") {
            prerelease = String(last[last.index(after: hyphen)...])
            last = last[..<hyphen]
            if let error = prereleaseError(prerelease) { throw error }
        }
        for part in [parts[0], parts[1], last] {
            guard part.utf8.allSatisfy(isDigit) else { throw .invalidCharacters }
            if part.utf8.count > 1, part.utf8.first == UInt8(ascii: "0") { throw .startsWithZero }
        }
        return Version(
            major: try number(String(parts[0]), ""),
            minor: try number(String(parts[1]), ""),
            patch: try number(String(last), ""),
            prerelease: prerelease,
            metadata: metadata,
            original: text
        )
    }

    private static func number(_ digits: String, _ prefix: String) throws(VersionError) -> UInt64 {
        if let value = UInt64(digits) { return value }
        let reason = digits.isEmpty ? "invalid syntax" : "value out of range"
        throw VersionError(goText: "\(prefix)strconv.ParseUint: parsing \"\(digits)\": \(reason)")
    }

    static func prereleaseError(_ text: String) -> VersionError? {
        firstError(ofParts: Array(text.utf8)) { part in
            if part.isEmpty || !part.allSatisfy(isIdentifier) { return .invalidPrerelease }
            let startsWithZero = part.count > 1 && part.first == UInt8(ascii: "0")
            return startsWithZero && part.allSatisfy(isDigit) ? .startsWithZero : nil
        }
    }

    static func metadataError(_ text: String) -> VersionError? {
        firstError(ofParts: Array(text.utf8)) { part in
            part.isEmpty || !part.allSatisfy(isIdentifier) ? .invalidMetadata : nil
        }
    }

    /// The first error of what stands between dots.
    private static func firstError(
        ofParts bytes: [UInt8],
        _ check: (ArraySlice<UInt8>) -> VersionError?
    ) -> VersionError? {
        var start = 0
        for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: ".") {
            if let error = check(bytes[start..<index]) { return error }
            start = index + 1
        }
        return nil
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isIdentifier(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "-")
    }
}

/// A position in a version's or constraint's text.
struct VersionScan {
    let bytes: [UInt8]
    var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { index == bytes.count }
    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    @discardableResult
    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    /// The bytes that satisfy `predicate` from here on; nil when there are none.
    mutating func run(_ predicate: (UInt8) -> Bool) -> String? {
        let start = index
        return skip(predicate) ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    /// Skips the bytes that satisfy `predicate`; returns whether there were any.
    private mutating func skip(_ predicate: (UInt8) -> Bool) -> Bool {
        let start = index
        while let byte = next, predicate(byte) { index += 1 }
        return index > start
    }

    /// A run that follows `mark`; without one, the mark is not consumed.
    mutating func run(after mark: UInt8, _ predicate: (UInt8) -> Bool) -> String? {
        let start = index
        guard skip(mark), let text = run(predicate) else {
            index = start
            return nil
        }
        return text
    }

    /// Identifiers separated by dots that follow `mark`.
    mutating func identifiers(after mark: UInt8) -> String? {
        let start = index
        guard skip(mark), skip(VersionReader.isIdentifier) else {
            index = start
            return nil
        }
        var end = index
        while skip(UInt8(ascii: ".")), skip(VersionReader.isIdentifier) { end = index }
        index = end
        return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    }

    /// Skips white space; returns whether there was any.
    @discardableResult
    mutating func skipSpace() -> Bool {
        let start = index
        while let byte = next, Self.isSpace(byte) { index += 1 }
        return index > start
    }

    /// What `\s` means in Go's regular expressions: no vertical tab.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B
    }
}
