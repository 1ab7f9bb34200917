package import Diagnostics
import OrderedCollections

/// An expression of `--set` or one of its siblings: `web.replicas=3,web.ports[0].name=http`.
///
/// Grammar, limits, types and error texts are those of Helm 4.2's strvals.
package struct SetExpression: Sendable {
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// `--set`: `true`, `false`, `null` and whole numbers are typed, the rest are strings.
        case typed
        /// `--set-string`: every value is a string.
        case string
        /// `--set-file`: every value names a file whose text is the value.
        case file
        /// `--set-json`: every value is JSON.
        case json
        /// `--set-literal`: one path, and everything after its `=` is the value.
        case literal

        /// The option that takes such an expression.
        package var option: String {
            switch self {
            case .typed: "--set"
            case .string: "--set-string"
            case .file: "--set-file"
            case .json: "--set-json"
            case .literal: "--set-literal"
            }
        }
    }

    /// The highest index of a list that can be set.
    package static let maximumIndex = 65536
    /// The most names of one path.
    package static let maximumNesting = 30

    /// Gives the text of a file named in a `--set-file` expression.
    package typealias FileReader = (_ path: String) throws(Failure) -> String

    package let kind: Kind
    package let text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    /// Carries out the assignments on `values`, which stay as they are when one fails.
    ///
    /// - Parameters:
    ///   - values: A mapping; anything else is replaced by one.
    ///   - mergesObject: Whether a `--set-json` text that is a JSON object is merged, as Helm's command does.
    ///   - readFile: Reads files for `.file`.
    /// - Throws: `.usage` for a text that is not right, and what `readFile` throws.
    package func apply(
        to values: inout Value,
        mergesObject: Bool = true,
        readFile: FileReader = { path throws(Failure) in
            throw Failure(.internal, "no reader for the file '\(path)'")
        }
    ) throws(Failure) {
        if kind == .json, mergesObject, let first = text.utf8.first(where: { $0 > 0x20 }),
            first == UInt8(ascii: "{")
        {
            values = try object().merged(over: values.objectValue == nil ? .emptyObject : values)
            return
        }
        var members = values.objectValue ?? [:]
        var reader = SetReader(self)
        try reader.assignments(to: &members, readFile: readFile)
        values = .object(members)
    }

    private func object() throws(Failure) -> Value {
        do throws(Failure) {
            return try JSON.decode(Array(text.utf8), file: kind.option)
        } catch {
            throw Failure(.usage, error.message, at: error.location, hint: "give a JSON object, or PATH=JSON")
        }
    }
}
