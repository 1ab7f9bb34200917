package import Diagnostics
import OrderedCollections
package import Values

/// One of `dependencies` in `Chart.yaml`: a chart that becomes part of the release.
package struct ChartDependency: Sendable, Hashable {
    package var name: String
    /// A range of versions.
    package var version: String
    package var repository: String
    /// Comma-separated paths into the values; the first that is a boolean decides.
    package var condition: String
    package var tags: [String]
    package var alias: String
    /// Strings, or objects with `child` and `parent`.
    package var importValues: [Value]
    /// Whether conditions and tags leave it in.
    package var isEnabled = true

    /// The name that values and other charts know it by.
    package var effectiveName: String { alias.isEmpty ? name : alias }

    init(reader: FieldReader) throws(Failure) {
        name = try reader.string("name")
        version = try reader.string("version")
        repository = try reader.string("repository")
        condition = try reader.string("condition")
        tags = try reader.strings("tags")
        alias = try reader.string("alias")
        importValues = try reader.list("import-values")
        for value in importValues {
            if value.stringValue != nil { continue }
            guard value["child"]?.stringValue != nil, value["parent"]?.stringValue != nil else {
                throw Failure(
                    .invalidInput,
                    "'import-values' of dependency '\(name)' holds \(value.kindName)",
                    at: SourceLocation(file: reader.file),
                    hint: "give a name, or a mapping with the strings 'child' and 'parent'"
                )
            }
        }
    }

    /// Letters, digits, `_` and `-`: what an alias may be made of (CVE-2020-15184).
    static func isAlias(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
    }
}
