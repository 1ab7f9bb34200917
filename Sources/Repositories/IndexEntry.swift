package import Archives
internal import Diagnostics
internal import OrderedCollections
package import Values
package import Versions

/// One version of a chart as an index lists it.
package struct IndexEntry: Sendable, Hashable {
    package let name: String
    package let version: Version
    /// The version as the index writes it.
    package let versionText: String
    /// Where the archive is: URLs, whole or relative to the repository's.
    package let urls: [String]
    /// The digest of the archive as the index writes it; empty when it gives none.
    package let digestText: String
    /// All fields of the entry: the chart's metadata, and `urls`, `created`, `digest`, `removed`.
    package let document: Value.Object

    /// The digest that the archive must have; nil when the index gives none, or one that is no SHA-256.
    package var digest: SHA256Digest? { SHA256Digest(digestText) }
    package var appVersion: String { document["appVersion"]?.stringValue ?? "" }
    package var description: String { document["description"]?.stringValue ?? "" }
    package var keywords: [String] { document["keywords"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    /// When the archive was published, as the index writes it.
    package var created: String? { document["created"]?.stringValue }
    package var isDeprecated: Bool { document["deprecated"]?.boolValue ?? false }

    /// Reads an entry listed under `key`.
    ///
    /// Control characters are taken out of every text: they could make a terminal show anything
    /// (CVE-2021-21303).
    /// - Throws: `.invalidInput` with the reason why the entry cannot be used.
    init(_ value: Value, key: String) throws(Failure) {
        guard case .object(let object) = value else {
            throw Failure(.invalidInput, "is \(value.kindName) and not a mapping")
        }
        let document = Self.printable(object)
        guard let name = document["name"]?.stringValue else {
            throw Failure(.invalidInput, "has no 'name'")
        }
        guard name == key else { throw Failure(.invalidInput, "has the other name '\(name)'") }
        guard Self.isName(name) else { throw Failure(.invalidInput, "has a name that is no file name") }
        guard let text = document["version"]?.stringValue else {
            throw Failure(.invalidInput, "has no 'version', or one that is not a string")
        }
        guard let version = try? Version(text) else {
            throw Failure(.invalidInput, "has the version '\(text)', which is not a semantic version")
        }
        self.name = name
        self.version = version
        versionText = text
        urls = document["urls"]?.arrayValue?.compactMap(\.stringValue) ?? []
        // Digits alone are a number to YAML; they are a wrong digest then, and not a missing one.
        digestText =
            switch document["digest"] {
            case nil, .null: ""
            case .string(let text): text
            case .some(let other): String(decoding: JSON.encode(other), as: UTF8.self)
            }
        self.document = document
    }

    /// Whether `name` can stand in a file name as it is (CVE-2024-25620).
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".."
            && !name.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") || $0 == 0x5C }
    }

    private static func printable(_ object: Value.Object) -> Value.Object {
        Value.Object(
            uniqueKeysWithValues: object.map { key, value in
                (key, printable(value, keepsLines: key == "annotations"))
            }
        )
    }

    /// `value` with other white space turned into blanks and unprintable characters left out; annotations
    /// may hold whole documents, so they keep line feeds and tabs.
    private static func printable(_ value: Value, keepsLines: Bool) -> Value {
        switch value {
        case .string(let text): return .string(printable(text, keepsLines: keepsLines))
        case .array(let elements): return .array(elements.map { printable($0, keepsLines: keepsLines) })
        case .object(let object): return .object(object.mapValues { printable($0, keepsLines: keepsLines) })
        case .null, .bool, .int, .double: return value
        }
    }

    /// `text` as it may be shown on a terminal.
    static func printable(_ text: String, keepsLines: Bool = false) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where keepsLines && (scalar == "\n" || scalar == "\t"): result.append(scalar)
            case .control where scalar.properties.isWhitespace: result.append(" ")
            case .lineSeparator, .paragraphSeparator: result.append(" ")
            case .control, .format, .surrogate, .privateUse, .unassigned: continue
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
