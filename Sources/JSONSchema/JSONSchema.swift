package import Diagnostics
import OrderedCollections
package import Values

/// A JSON Schema, compiled once to check any number of values.
///
/// Drafts 4, 6, 7, 2019-09 and 2020-12 are known, by `$schema`; without one it is 2020-12, as in Helm.
/// References stay within the document or lead to the metaschema of a draft: nothing is ever fetched. `format` and `content…` do not check.
package struct JSONSchema: Sendable {
    /// A version of the specification.
    package enum Draft: Int, Sendable, Hashable, CaseIterable, Comparable {
        case draft4 = 4
        case draft6 = 6
        case draft7 = 7
        case draft2019 = 2019
        case draft2020 = 2020

        package static func < (left: Draft, right: Draft) -> Bool { left.rawValue < right.rawValue }
    }

    /// Whether `text` contains a match of a regular expression.
    ///
    /// Throws for an expression that cannot be compiled; the error's message says why.
    package typealias Matcher = @Sendable (_ pattern: String, _ text: String) throws(Failure) -> Bool

    package let draft: Draft
    let nodes: [SchemaNode]
    let resources: [SchemaResource]
    let root: Int
    let matches: Matcher

    /// Compiles a schema.
    ///
    /// - Parameters:
    ///   - schema: The schema document.
    ///   - file: Its name for error messages.
    ///   - known: Other documents that it may refer to, by URI without a fragment.
    ///   - matches: The engine for `pattern` and `patternProperties`.
    /// - Throws: `.invalidInput` for an unknown `$schema`, a keyword with a value it cannot have, a reference
    ///   that leaves the document or leads nowhere, a pattern that cannot be compiled.
    package init(
        schema: Value,
        file: String,
        known: [String: Value] = [:],
        matches: @escaping Matcher
    ) throws(Failure) {
        draft = try Self.draft(of: schema, file: file, known)
        self.matches = matches
        let compiler = try SchemaCompiler(schema, draft: draft, file: file, known: known, matches: matches)
        if case .object(let vocabularies)? = known[schema["$schema"]?.stringValue ?? ""]?["$vocabulary"] {
            compiler.leavesOutValidation = !vocabularies.keys.contains { $0.hasSuffix("/vocab/validation") }
        }
        root = try compiler.compileRoot()
        nodes = compiler.finishedNodes
        resources = compiler.index.resources
    }

    /// The places where `value` breaks the schema; none when it is valid.
    ///
    /// - Parameters:
    ///   - value: The value to check.
    ///   - maximumSteps: How many schemas may be applied: schemas of schemas of schemas can multiply, a real
    ///     one takes thousands of steps.
    /// - Returns: Violations in the order of the schema's keywords.
    /// - Throws: `.invalidInput` when checking cannot end: a schema that only refers to itself, or one
    ///   that needs millions of steps.
    package func validate(_ value: Value, maximumSteps: Int = 1_000_000) throws(Failure) -> [Violation] {
        var validator = Validator(schema: self, maximumSteps: maximumSteps)
        return try validator.run(value)
    }

    private static func draft(
        of schema: Value,
        file: String,
        _ known: [String: Value]
    ) throws(Failure) -> Draft {
        guard let declared = schema["$schema"] else { return .draft2020 }
        let location = SourceLocation(file: file)
        guard let text = declared.stringValue else {
            throw Failure(
                .invalidInput,
                "'$schema' must be a string, found \(declared.kindName)",
                at: location
            )
        }
        var name = text[...]
        for scheme in ["http://", "https://"] where name.hasPrefix(scheme) { name.removeFirst(scheme.count) }
        if name.last == "#" { name.removeLast() }
        switch name {
        case "json-schema.org/draft-04/schema": return .draft4
        case "json-schema.org/draft-06/schema": return .draft6
        case "json-schema.org/draft-07/schema": return .draft7
        case "json-schema.org/draft/2019-09/schema": return .draft2019
        case "json-schema.org/draft/2020-12/schema", "json-schema.org/schema": return .draft2020
        default:
            if let metaschema = known[text] { return try draft(of: metaschema, file: file, [:]) }
            throw Failure(
                .invalidInput,
                "unknown '$schema' '\(text)'",
                at: location,
                hint: "use https://json-schema.org/draft/2020-12/schema"
            )
        }
    }
}
