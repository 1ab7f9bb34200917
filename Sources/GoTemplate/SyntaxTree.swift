/// The nodes of one source, each kind in an array of its own; they refer to each other by their places there.
///
/// So a source is parsed with a handful of allocations and freed with as many, however deeply it nests.
/// Offsets and places have 32 bits: a chart's file has at most 5 MiB.
struct SyntaxTree: Sendable {
    /// What offsets of nodes refer to.
    var source: [UInt8]
    /// Bodies; the nodes of one stand next to each other.
    var nodes: [Node] = []
    var pipelines: [Pipeline] = []
    var commands: [Command] = []
    var operands: [Expression] = []
    var variables: [VariableUse] = []
    /// Names of fields, variables and templates, and the values of strings.
    var names: [GoString] = []
    var numbers: [NumberLiteral] = []

    init(source: [UInt8]) {
        self.source = source
    }
}

/// A run of elements of one of the arrays of a syntax tree.
struct Extent: Sendable {
    var start: Int32
    var count: Int32

    static let none = Extent(start: 0, count: 0)

    init(start: Int32, count: Int32) {
        self.start = start
        self.count = count
    }

    init(_ range: Range<Int>) {
        start = Int32(truncatingIfNeeded: range.lowerBound)
        count = Int32(truncatingIfNeeded: range.count)
    }

    var isEmpty: Bool { count == 0 }
    /// The places of the elements in their array.
    var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
    /// The place of an element that is counted from 0 within the run.
    func place(_ index: Int) -> Int { Int(start) + index }
}

extension SyntaxTree {
    /// The first operand of a command, which is evaluated or called.
    func head(of command: Command) -> Expression { operands[Int(command.operands.start)] }

    func offset(of expression: Expression) -> Int32 {
        switch expression {
        case .dot(let offset), .nil(let offset), .bool(_, let offset), .number(_, let offset): offset
        case .string(let string): string.offset
        case .field(let field): field.offset
        case .variable(let variable): variable.offset
        case .function(let function): function.offset
        case .chain(let chain): chain.offset
        case .pipeline(let place): pipelines[Int(place)].offset
        }
    }

    /// What a string literal stands for.
    func value(of string: StringLiteral) -> GoString { names[Int(string.value)] }

    /// The name of a variable, with the dollar sign.
    func name(of variable: VariableUse) -> GoString { names[Int(variable.name)] }

    /// The bytes of the source between two offsets.
    func text(_ start: Int32, _ end: Int32) -> ArraySlice<UInt8> { source[Int(start)..<Int(end)] }
}
