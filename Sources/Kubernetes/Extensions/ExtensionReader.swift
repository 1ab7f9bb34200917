import Diagnostics
import OrderedCollections
import Values

/// Reads a mapping of `x-kubernetes` and gathers what is wrong with it: unknown keys and values of another
/// type.
struct ExtensionReader {
    private let members: Value.Object
    /// The path of the mapping: `services.web.x-kubernetes`.
    private let path: String
    private let place: (String) -> SourceLocation?
    private var asked: [String] = []
    private(set) var collector = DiagnosticCollector()

    /// - Parameters:
    ///   - value: The mapping; nil for none.
    ///   - path: Where it stands.
    ///   - place: Where a key is written, by its path.
    init(_ value: Value?, path: String, place: @escaping (String) -> SourceLocation?) {
        self.path = path
        self.place = place
        members = value?.objectValue ?? [:]
        if let value, !value.isNull, value.objectValue == nil {
            collector.error("'\(path)' must be a mapping, found \(value.kindName)", at: place(path))
        }
    }

    private mutating func member<Result>(
        _ key: String,
        _ wanted: String,
        _ read: (Value) -> Result?
    ) -> Result? {
        asked.append(key)
        guard let value = members[key], !value.isNull else { return nil }
        if let result = read(value) { return result }
        collector.error(
            "'\(path).\(key)' must be \(wanted), found \(Self.shown(value))",
            at: place("\(path).\(key)")
        )
        return nil
    }

    private static func shown(_ value: Value) -> String {
        switch value {
        case .string(let text): "\"\(text)\""
        case .int(let number): "\(number)"
        default: value.kindName
        }
    }

    /// Whether the key is written at all.
    func has(_ key: String) -> Bool { members[key].map { !$0.isNull } ?? false }

    mutating func text(_ key: String) -> String? {
        member(key, "text") { value in
            switch value {
            case .string(let text): text
            case .int(let number): "\(number)"
            default: nil
            }
        }
    }

    mutating func flag(_ key: String) -> Bool? {
        member(key, "true or false") { $0.boolValue }
    }

    mutating func whole(_ key: String, in range: ClosedRange<Int64> = 0...Int64(Int32.max)) -> Int64? {
        member(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
            value.intValue.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    mutating func port(_ key: String) -> Int64? { whole(key, in: 1...65535) }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) -> Choice?
    where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        return member(key, "one of \(words.joined(separator: ", "))") { value in
            value.stringValue.flatMap { text in
                Choice.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
            }
        }
    }

    /// A text or a list of texts.
    mutating func texts(_ key: String) -> [String] {
        member(key, "text or a list of texts") { value in
            if let text = value.stringValue { return [text] }
            guard let list = value.arrayValue else { return nil }
            let texts = list.compactMap(\.stringValue)
            return texts.count == list.count ? texts : nil
        } ?? []
    }

    /// A whole number or a percentage such as `25%`.
    mutating func share(_ key: String) -> Value? {
        member(key, "a whole number or a percentage such as '25%'") { value in
            if let number = value.intValue { return number >= 0 ? .int(number) : nil }
            guard let text = value.stringValue, text.hasSuffix("%"), Int(text.dropLast()) != nil else {
                return nil
            }
            return .string(text)
        }
    }

    mutating func mapping(_ key: String) -> Value.Object? {
        member(key, "a mapping") { $0.objectValue }
    }

    mutating func list(_ key: String) -> [Value]? {
        member(key, "a list") { $0.arrayValue }
    }

    /// The items of a list, each read as a mapping.
    mutating func items<Result>(_ key: String, _ read: (inout ExtensionReader) -> Result?) -> [Result] {
        var results: [Result] = []
        for (index, item) in (list(key) ?? []).enumerated() {
            if let result = nested(item, "\(key)[\(index)]", read) { results.append(result) }
        }
        return results
    }

    /// A mapping below a key.
    mutating func section<Result>(_ key: String, _ read: (inout ExtensionReader) -> Result?) -> Result? {
        mapping(key).flatMap { nested(.object($0), key, read) }
    }

    private mutating func nested<Result>(
        _ value: Value,
        _ name: String,
        _ read: (inout ExtensionReader) -> Result?
    ) -> Result? {
        var reader = ExtensionReader(value, path: "\(path).\(name)", place: place)
        let result = read(&reader)
        reader.finish()
        for diagnostic in reader.collector.diagnostics { collector.emit(diagnostic) }
        return result
    }

    /// Says that a key is needed.
    mutating func missing(_ key: String) {
        collector.error("'\(path)' has no '\(key)'", at: place(path), hint: "add '\(key)'")
    }

    /// Says which keys nobody asked for.
    mutating func finish() {
        for key in members.keys where !asked.contains(key) {
            collector.error(
                "'\(key)' is not a key of '\(path)'",
                at: place("\(path).\(key)"),
                hint: suggestion(for: key, among: asked).map { "did you mean '\($0)'?" }
                    ?? "its keys are \(asked.sorted().joined(separator: ", "))"
            )
        }
    }
}
