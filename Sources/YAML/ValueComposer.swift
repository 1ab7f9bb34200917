import OrderedCollections
import Values

/// Builds values straight from the events of a stream, leniently.
struct ValueComposer: ~Copyable {
    private struct Anchor {
        var value: Value
        /// Nodes that the value consists of.
        var size: Int
        /// Levels of nesting below the value.
        var height: Int
    }

    private var parser: EventParser
    private var anchors: [String: Anchor] = [:]
    /// Anchors whose value is not complete.
    private var unfinished: Set<String> = []
    private var budget = AliasBudget()
    private var depth = 0
    private let numbersAsDoubles: Bool
    /// Levels below the value composed last.
    private var height = 0
    /// Where a number was that values cannot hold.
    ///
    /// It is an error only if no later key replaces it.
    private var nonFinitePlace: (line: Int, column: Int)?

    /// - Parameter numbersAsDoubles: Whether whole numbers come out as doubles.
    init(parser: consuming EventParser, numbersAsDoubles: Bool = false) {
        self.parser = parser
        self.numbersAsDoubles = numbersAsDoubles
    }

    /// The next document; nil at the end of the stream.
    mutating func document() throws(Problem) -> Value? {
        guard case .documentStart = try parser.next() else { return nil }
        anchors = [:]
        budget = AliasBudget()
        let event = try parser.next()
        do throws(Problem) {
            nonFinitePlace = nil
            let value = try value(event)
            _ = try parser.next()
            if let place = nonFinitePlace,
                let problem = Scalar.nonFiniteNumber(in: value, line: place.line, column: place.column)
            {
                throw problem
            }
            return value
        } catch {
            // go-yaml looks at values when the text is parsed to its end: what is wrong with the text itself
            // is said first.
            if !error.isSyntax, !parser.isAtDocumentEnd { try skipDocument() }
            throw error
        }
    }

    /// Reads what is left of a document only to see whether it can be parsed.
    private mutating func skipDocument() throws(Problem) {
        while true {
            switch try parser.next() {
            case .documentEnd, .streamEnd: return
            case .scalar(let scalar): note(scalar.anchor)
            case .sequenceStart(let anchor, _), .mappingStart(let anchor, _): note(anchor)
            case .alias(let name):
                if anchors[name] == nil, !unfinished.contains(name) { throw unknownAnchor(name) }
            default: break
            }
        }
    }

    private mutating func note(_ anchor: String?) {
        if let anchor { unfinished.insert(anchor) }
    }

    private func unknownAnchor(_ name: String) -> Problem {
        var problem = parser.problem(
            "yaml: unknown anchor '\(name)' referenced",
            message: "unknown anchor '\(name)'",
            hint: "define it before with '&\(name)', or put the value in quotes"
        )
        problem.isSyntax = true
        return problem
    }

    private mutating func value(_ event: Event, isKey: Bool = false) throws(Problem) -> Value {
        budget.countNode()
        switch event {
        case .scalar(let scalar):
            height = 0
            let value = try Scalar.value(of: scalar, line: parser.line, column: parser.column)
            if case .double(let number) = value, !number.isFinite, !isKey, nonFinitePlace == nil {
                nonFinitePlace = (parser.line, parser.column)
            }
            if let anchor = scalar.anchor { anchors[anchor] = Anchor(value: value, size: 1, height: 0) }
            return isKey ? value : asked(value)
        case .alias(let name): return isKey ? try alias(name) : asked(try alias(name))
        case .sequenceStart(let anchor, _): return try container(anchor: anchor, isMapping: false)
        case .mappingStart(let anchor, _): return try container(anchor: anchor, isMapping: true)
        default: throw parser.problem("yaml: unexpected event")
        }
    }

    /// A scalar that is no key, in the form that the numbers were asked for.
    private func asked(_ value: Value) -> Value {
        if numbersAsDoubles, case .int(let number) = value { return .double(Double(number)) }
        return value
    }

    private mutating func alias(_ name: String) throws(Problem) -> Value {
        if unfinished.contains(name) {
            throw parser.problem("yaml: anchor '\(name)' value contains itself")
        }
        guard let anchor = anchors[name] else {
            throw unknownAnchor(name)
        }
        guard budget.countAlias(of: anchor.size) else {
            throw AliasBudget.problem(line: parser.line, column: parser.column)
        }
        if depth + anchor.height > YAML.maximumDepth {
            throw AliasBudget.tooDeep(line: parser.line, column: parser.column)
        }
        height = anchor.height
        return anchor.value
    }

    private mutating func container(anchor: String?, isMapping: Bool) throws(Problem) -> Value {
        let before = budget.nodes
        depth += 1
        defer { depth -= 1 }
        if depth > YAML.maximumDepth { throw AliasBudget.tooDeep(line: parser.line, column: parser.column) }
        if let anchor { unfinished.insert(anchor) }
        let value = isMapping ? Value.object(try mapping()) : Value.array(try sequence())
        if let anchor {
            unfinished.remove(anchor)
            anchors[anchor] = Anchor(value: value, size: budget.nodes - before + 1, height: height)
        }
        return value
    }

    private mutating func sequence() throws(Problem) -> [Value] {
        var elements: [Value] = []
        var tallest = 0
        while true {
            let event = try parser.next()
            if case .sequenceEnd = event { break }
            elements.append(try value(event))
            tallest = max(tallest, height)
        }
        height = tallest + 1
        return elements
    }

    private mutating func mapping() throws(Problem) -> Value.Object {
        var members = Value.Object()
        var tallest = 0
        while true {
            let event = try parser.next()
            if case .mappingEnd = event { break }
            let (line, column) = (parser.line, parser.column)
            if case .scalar(let scalar) = event, scalar.isMergeKey {
                budget.countNode()
                try merge(into: &members)
            } else {
                let key = try value(event, isKey: true)
                let name: String
                if case .string(let text) = key {
                    name = text
                } else {
                    name = try keyText(key, line: line, column: column)
                }
                members[name] = try value(try parser.next())
            }
            tallest = max(tallest, height)
        }
        height = tallest + 1
        return members
    }

    /// The text of a key that is not a string; for null, Go's error shows the value too.
    private mutating func keyText(_ key: Value, line: Int, column: Int) throws(Problem) -> String {
        do throws(Problem) {
            return try Scalar.keyText(key, line: line, column: column)
        } catch {
            guard key.isNull else { throw error }
            let value = try value(try parser.next())
            var problem = error
            problem.goText += ", value: " + (value.isNull ? "<nil>" : Scalar.goSyntax(value))
            throw problem
        }
    }

    /// Reads the value of a merge key; what is written later replaces what is there.
    private mutating func merge(into members: inout Value.Object) throws(Problem) {
        let event = try parser.next()
        let (line, column) = (parser.line, parser.column)
        var isList = false
        if case .sequenceStart = event { isList = true }
        let value = try value(event)
        switch value {
        case .object(let merged): members.merge(merged) { $1 }
        case .array(let elements) where isList:
            // Earlier mappings of a list take precedence over later ones.
            for element in elements.reversed() {
                guard case .object(let merged) = element else {
                    throw Problem.notMergeable(line: line, column: column)
                }
                members.merge(merged) { $1 }
            }
        default: throw Problem.notMergeable(line: line, column: column)
        }
    }
}

extension Problem {
    static func notMergeable(line: Int, column: Int) -> Problem {
        Problem(
            goText: "yaml: map merge requires map or sequence of maps as the value",
            message: "'<<' can merge only a mapping or a list of mappings",
            line: line,
            column: column
        )
    }
}

extension Event.Scalar {
    /// Whether this is the key that merges mappings.
    var isMergeKey: Bool {
        text == "<<" && (isImplicit || tag == "tag:yaml.org,2002:merge")
    }
}
