package import Diagnostics
import GoTemplate
import OrderedCollections
import TemplateFunctions
package import Values

/// A JSONPath template of kubectl and of `helm show values --jsonpath`: text with paths in braces.
///
/// Fields, elements, slices, wildcards, recursive descent, filters, unions, and `range` with `end`; as in
/// `k8s.io/client-go/util/jsonpath`, but the members of a mapping come sorted by key.
package struct JSONPath {
    private let nodes: [JSONPathNode]

    /// Reads a template.
    ///
    /// - Throws: `.usage` for what is no template.
    package init(_ template: String) throws(Failure) {
        nodes = try JSONPathParser.parse(template)
    }

    /// What the template makes of a value.
    ///
    /// - Returns: The text; lists and mappings are in it as JSON.
    /// - Throws: `.notFound` for a path that leads nowhere, `.invalidInput` for one that the value does not fit.
    package func text(of value: Value) throws(Failure) -> String {
        var position = 0
        return try run(&position, on: [value], inRange: false)
    }

    /// Runs the nodes from a position to the end of the range that is open there.
    private func run(
        _ position: inout Int,
        on values: [Value],
        inRange: Bool
    ) throws(Failure) -> String {
        var output = ""
        while position < nodes.count {
            let node = nodes[position]
            position += 1
            switch node {
            case .list(let steps):
                if case .word("end")? = steps.first {
                    guard inRange else { throw Failure(.usage, "not in range, nothing to end") }
                    return output
                }
                guard case .word("range")? = steps.first else {
                    output += Self.printed(try Self.walk(values, steps))
                    continue
                }
                output += try loop(&position, over: try Self.walk(values, Array(steps.dropFirst())))
            default: output += Self.printed(try Self.walk(values, [node]))
            }
        }
        return output
    }

    /// Runs the body of a range for each of its values, and goes on behind its end.
    private func loop(_ position: inout Int, over values: [Value]) throws(Failure) -> String {
        let start = position
        var output = ""
        for value in values {
            position = start
            output += try run(&position, on: [value], inRange: true)
        }
        // Without a value nothing has found the end.
        if values.isEmpty { position = end(from: start) }
        return output
    }

    private func end(from start: Int) -> Int {
        var depth = 0
        for index in start..<nodes.count {
            guard case .list(let steps) = nodes[index], case .word(let word)? = steps.first else { continue }
            if word == "range" { depth += 1 }
            if word == "end" {
                if depth == 0 { return index + 1 }
                depth -= 1
            }
        }
        return nodes.count
    }

    // MARK: Steps

    private static func walk(_ input: [Value], _ steps: [JSONPathNode]) throws(Failure) -> [Value] {
        var values = input
        for step in steps { values = try walk(values, step) }
        return values
    }

    private static func walk(_ input: [Value], _ step: JSONPathNode) throws(Failure) -> [Value] {
        switch step {
        case .text(let text): return [.string(text)]
        case .integer(let number): return input.map { _ in .int(number) }
        case .number(let number): return input.map { _ in .double(number) }
        case .bool(let flag): return input.map { _ in .bool(flag) }
        case .word(let word): throw Failure(.usage, "unrecognized identifier \(word)")
        case .field(let name):
            let found = input.compactMap { $0.objectValue?[name] }
            if found.isEmpty, !input.isEmpty { throw Failure(.notFound, "\(name) is not found") }
            return found
        case .elements(let slice):
            var result: [Value] = []
            for value in input where !value.isNull { result += try elements(slice, of: value) }
            return result
        case .filter(let left, let comparison, let right):
            var result: [Value] = []
            for value in input {
                guard case .array(let elements) = value else {
                    throw Failure(
                        .invalidInput,
                        "\(value.kindName) is not array or slice and cannot be filtered"
                    )
                }
                for element in elements where try passes(element, left, comparison, right) {
                    result.append(element)
                }
            }
            return result
        case .wildcard: return input.flatMap(members)
        case .recursive: return input.flatMap(descendants)
        case .union(let alternatives):
            var result: [Value] = []
            for alternative in alternatives { result += try walk(input, alternative) }
            return result
        case .list(let steps): return try walk(input, steps)
        }
    }

    private static func members(_ value: Value) -> [Value] {
        switch value {
        case .array(let elements): elements
        case .object(let members): members.keys.sorted().compactMap { members[$0] }
        default: []
        }
    }

    /// The value and all that is in it, without scalars and what is empty.
    private static func descendants(_ value: Value) -> [Value] {
        let inner = members(value)
        return inner.isEmpty ? [] : [value] + inner.flatMap(descendants)
    }

    private static func elements(
        _ slice: JSONPathNode.Slice,
        of value: Value
    ) throws(Failure) -> [Value] {
        guard case .array(let elements) = value else {
            throw Failure(.invalidInput, "\(value.kindName) is not array or slice")
        }
        let count = elements.count
        var start = slice.start ?? 0
        if start < 0 { start += count }
        var end = slice.end ?? count
        if end < 0 || end == 0 && slice.isElement { end += count }
        if start == end { return [] }
        func outOfBounds(_ index: Int) -> Failure {
            Failure(.invalidInput, "array index out of bounds: index \(index), length \(count)")
        }
        guard (0..<count).contains(start) else { throw outOfBounds(start) }
        guard (0...count).contains(end) else { throw outOfBounds(end - 1) }
        guard start < end else {
            throw Failure(.invalidInput, "starting index \(start) is greater than ending index \(end)")
        }
        let step = slice.step ?? 1
        guard step > 0 else { throw Failure(.invalidInput, "step must be > 0") }
        return stride(from: start, to: end, by: step).map { elements[$0] }
    }

    private static func passes(
        _ element: Value,
        _ left: [JSONPathNode],
        _ comparison: String?,
        _ right: [JSONPathNode]
    ) throws(Failure) -> Bool {
        guard let comparison else { return try !found([element], left).isEmpty }
        let lefts = try found([element], left)
        guard let first = lefts.first else { return false }
        let rights = try found([element], right)
        guard let second = rights.first else { return false }
        guard lefts.count == 1, rights.count == 1 else {
            throw Failure(.invalidInput, "can only compare one element at a time")
        }
        let (isLess, isEqual) = try order(first, second)
        switch comparison {
        case "==": return isEqual
        case "!=": return !isEqual
        case "<": return isLess
        case "<=": return isLess || isEqual
        case ">": return !isLess && !isEqual
        case ">=": return !isLess
        default: throw Failure(.usage, "unrecognized filter operator \(comparison)")
        }
    }

    /// Numbers compare with numbers, whether whole or not; client-go refuses 80 against 80.0.
    private static func order(_ left: Value, _ right: Value) throws(Failure) -> (isLess: Bool, isEqual: Bool)
    {
        if let left = left.doubleValue, let right = right.doubleValue { return (left < right, left == right) }
        switch (left, right) {
        case (.string(let left), .string(let right)):
            return (left.utf8.lexicographicallyPrecedes(right.utf8), left == right)
        case (.bool(let left), .bool(let right)): return (false, left == right)
        default: throw Failure(.invalidInput, "incompatible types for comparison")
        }
    }

    /// As `walk`, where a missing field is nothing.
    private static func found(_ input: [Value], _ steps: [JSONPathNode]) throws(Failure) -> [Value] {
        do throws(Failure) {
            return try walk(input, steps)
        } catch {
            if error.kind == .notFound { return [] }
            throw error
        }
    }

    // MARK: Text

    /// As Go writes JSON, with what means something in HTML as escapes.
    private static func json(_ value: Value) -> String {
        var text = ""
        for scalar in String(decoding: JSON.encode(value, sortKeys: true), as: UTF8.self).unicodeScalars {
            switch scalar {
            case "<": text += "\\u003c"
            case ">": text += "\\u003e"
            case "&": text += "\\u0026"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func printed(_ values: [Value]) -> String {
        values.map { value in
            switch value {
            case .array, .object: json(value)
            case .null: "null"
            default: GoPrinter.printed(GoValue(values: value))
            }
        }.joined(separator: " ")
    }
}
