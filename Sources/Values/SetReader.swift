import Diagnostics
import OrderedCollections

/// Reads a set expression and assigns as it goes.
struct SetReader {
    /// Whether more may follow or the text has ended; at the end a path without a value is let go, as
    /// Helm does.
    enum Progress {
        case more, ended
    }

    private let expression: SetExpression
    private let bytes: [UInt8]
    private var index = 0
    /// Nested list indices; Helm has no bound, but has a stack that grows.
    private var indexNesting = 0

    private var kind: SetExpression.Kind { expression.kind }

    init(_ expression: SetExpression) {
        self.expression = expression
        bytes = Array(expression.text.utf8)
    }

    mutating func assignments(
        to members: inout Value.Object,
        readFile: SetExpression.FileReader
    ) throws(Failure) {
        while try assignment(to: &members, nesting: 0, readFile: readFile) == .more {}
    }

    private func failure(_ message: String, hint: String? = nil) -> Failure {
        Failure(.usage, message, at: SourceLocation(file: kind.option), hint: hint)
    }

    // MARK: Paths

    private mutating func assignment(
        to members: inout Value.Object,
        nesting: Int,
        readFile: SetExpression.FileReader
    ) throws(Failure) -> Progress {
        let (key, stop) = word(until: kind == .literal ? "=[." : "=[,.")
        guard let stop else {
            if key.isEmpty { return .ended }
            throw failure("key \(Self.quoted(key)) has no value", hint: "write \(kind.option) '\(key)=VALUE'")
        }
        switch stop {
        case UInt8(ascii: "["): return try list(key, in: &members, nesting: nesting, readFile: readFile)
        case UInt8(ascii: "="):
            let (value, progress) = try value(readFile: readFile)
            Self.set(value, for: key, in: &members)
            return progress
        case UInt8(ascii: "."): return try mapping(key, in: &members, nesting: nesting, readFile: readFile)
        default:
            throw failure(
                "key \(Self.quoted(key)) has no value (cannot end with ,)",
                hint: "put a backslash before a comma that is part of a value"
            )
        }
    }

    private static func set(_ value: Value, for key: String, in members: inout Value.Object) {
        if !key.isEmpty { members[key] = value }
    }

    private mutating func mapping(
        _ key: String,
        in members: inout Value.Object,
        nesting: Int,
        readFile: SetExpression.FileReader
    ) throws(Failure) -> Progress {
        if nesting + 1 > SetExpression.maximumNesting {
            throw failure(
                "value name nested level is greater than maximum supported nested level of "
                    + "\(SetExpression.maximumNesting)"
            )
        }
        var inner: Value.Object = [:]
        if let existing = members[key] {
            guard case .object(let found) = existing else {
                throw conflict(key, existing, isNot: "a mapping")
            }
            inner = found
        }
        let progress = try assignment(to: &inner, nesting: nesting + 1, readFile: readFile)
        if inner.isEmpty {
            if progress == .more { throw failure("key map \(Self.quoted(key)) has no value") }
        } else {
            Self.set(.object(inner), for: key, in: &members)
        }
        return progress
    }

    private mutating func list(
        _ key: String,
        in members: inout Value.Object,
        nesting: Int,
        readFile: SetExpression.FileReader
    ) throws(Failure) -> Progress {
        guard let position = try position() else { return .ended }
        var elements: [Value] = []
        if let existing = members[key] {
            guard case .array(let found) = existing else { throw conflict(key, existing, isNot: "a list") }
            elements = found
        }
        let progress = try element(position, of: &elements, nesting: nesting, readFile: readFile)
        Self.set(.array(elements), for: key, in: &members)
        return progress
    }

    private func conflict(_ key: String, _ value: Value, isNot wanted: String) -> Failure {
        failure("unable to parse key: '\(key)' holds \(value.kindName), not \(wanted)")
    }

    /// The number up to `]`; nil when the text ends before it.
    private mutating func position() throws(Failure) -> Int? {
        let (text, stop) = word(until: "]")
        if stop == nil { return nil }
        guard let position = Int(text) else {
            let isNumber = !text.isEmpty && text.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
            throw failure(
                "error parsing index: strconv.Atoi: parsing \(Self.quoted(text)): "
                    + (isNumber ? "value out of range" : "invalid syntax")
            )
        }
        return position
    }

    private mutating func element(
        _ position: Int,
        of elements: inout [Value],
        nesting: Int,
        readFile: SetExpression.FileReader
    ) throws(Failure) -> Progress {
        if position < 0 { throw failure("negative \(position) index not allowed") }
        let (rest, stop) = word(until: "[.=")
        if !rest.isEmpty {
            let characters = rest.unicodeScalars.map { "'" == $0 || "\\" == $0 ? "'\\\($0)'" : "'\($0)'" }
                .joined(separator: " ")
            throw failure("unexpected data at end of array index: [\(characters)]")
        }
        let existing: Value? = elements.indices.contains(position) ? elements[position] : .none
        switch stop {
        case UInt8(ascii: "="):
            let (value, progress) = try value(readFile: readFile)
            try place(value, at: position, in: &elements)
            return progress
        case UInt8(ascii: "["):
            guard let inner = try self.position() else { return .ended }
            indexNesting += 1
            defer { indexNesting -= 1 }
            if indexNesting > SetExpression.maximumNesting {
                throw failure("list indices nested deeper than \(SetExpression.maximumNesting) levels")
            }
            var list: [Value] = []
            if let existing, existing != .null {
                guard case .array(let found) = existing else {
                    throw conflict("[\(position)]", existing, isNot: "a list")
                }
                list = found
            }
            let progress = try element(inner, of: &list, nesting: nesting, readFile: readFile)
            if progress == .more || existing?.arrayValue != nil {
                try place(.array(list), at: position, in: &elements)
            }
            return progress
        case UInt8(ascii: "."):
            var members = existing?.objectValue ?? [:]
            if existing != nil { elements[position] = .object(members) }
            let progress = try assignment(to: &members, nesting: nesting, readFile: readFile)
            // Helm loses the last assignment of an expression here when its value is empty.
            if progress == .more || existing != nil {
                try place(.object(members), at: position, in: &elements)
            }
            return progress
        default: return .ended
        }
    }

    private func place(_ value: Value, at position: Int, in elements: inout [Value]) throws(Failure) {
        if position > SetExpression.maximumIndex {
            throw failure(
                "index of \(position) is greater than maximum supported index of \(SetExpression.maximumIndex)"
            )
        }
        if elements.count <= position {
            elements += repeatElement(.null, count: position + 1 - elements.count)
        }
        elements[position] = value
    }

    // MARK: Values

    private mutating func value(
        readFile: SetExpression.FileReader
    ) throws(Failure) -> (value: Value, progress: Progress) {
        switch kind {
        case .literal:
            let rest = String(decoding: bytes[index...], as: UTF8.self)
            index = bytes.count
            return (.string(rest), .more)
        case .json: return (try json(), .more)
        case .typed, .string, .file:
            guard index < bytes.count else { return (.string(""), .ended) }
            guard bytes[index] == UInt8(ascii: "{") else {
                return (try scalar(word(until: ",").text, readFile: readFile), .more)
            }
            index += 1
            return (try braces(readFile: readFile), .more)
        }
    }

    private mutating func braces(readFile: SetExpression.FileReader) throws(Failure) -> Value {
        var elements: [Value] = []
        while true {
            let (text, stop) = word(until: ",}")
            guard let stop else {
                throw failure("list must terminate with '}'", hint: "write KEY={A,B,C} within single quotes")
            }
            elements.append(try scalar(text, readFile: readFile))
            if stop == UInt8(ascii: "}") {
                if index < bytes.count, bytes[index] == UInt8(ascii: ",") { index += 1 }
                return .array(elements)
            }
        }
    }

    private func scalar(_ text: String, readFile: SetExpression.FileReader) throws(Failure) -> Value {
        switch kind {
        case .file: return .string(try readFile(text))
        case .typed: return Self.typed(text)
        default: return .string(text)
        }
    }

    /// Booleans and null in any case, whole numbers without leading zeros, else a string.
    private static func typed(_ text: String) -> Value {
        switch text.utf8.count {
        case 4 where text.lowercased() == "true": return true
        case 5 where text.lowercased() == "false": return false
        case 4 where text.lowercased() == "null": return .null
        default: break
        }
        if text == "0" { return 0 }
        if text.utf8.first != UInt8(ascii: "0"), let number = Int64(text) { return .int(number) }
        return .string(text)
    }

    private mutating func json() throws(Failure) -> Value {
        if skipBlanks() { return .null }
        let value: Value
        do throws(Failure) {
            (value, index) = try JSON.decodePrefix(bytes, from: index, file: kind.option)
        } catch {
            let isCut = error.message == "unexpected end of JSON input"
            throw failure(
                isCut ? "unexpected EOF" : error.message,
                hint: "the value must be JSON: text needs quotes"
            )
        }
        _ = skipBlanks()
        return value
    }

    /// Skips white space and one comma after it.
    ///
    /// - Returns: Whether nothing but those stood before the comma or the end.
    private mutating func skipBlanks() -> Bool {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: ","):
                index += 1
                return true
            case 0x20, 0x09...0x0D: index += 1
            default: return false
            }
        }
        return true
    }

    // MARK: Characters

    /// The text up to one of `stops`, which is consumed, without the backslashes that escape characters.
    ///
    /// - Parameter stops: ASCII characters.
    /// - Returns: The text and the stop; nil for the stop when the expression ends first.
    private mutating func word(until stops: StaticString) -> (text: String, stop: UInt8?) {
        let stops = stops.description.utf8
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if stops.contains(byte) { return (String(decoding: text, as: UTF8.self), byte) }
            if byte == UInt8(ascii: "\\"), kind != .literal {
                guard index < bytes.count else { break }
                text.append(bytes[index])
                index += 1
            } else {
                text.append(byte)
            }
        }
        return (String(decoding: text, as: UTF8.self), nil)
    }

    private static func quoted(_ text: String) -> String {
        String(decoding: JSON.encode(.string(text)), as: UTF8.self)
    }
}
