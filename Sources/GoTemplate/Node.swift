/// A step of a template's body.
enum Node: Sendable {
    /// Source bytes that are written as they are.
    case text(start: Int, end: Int)
    /// `{{pipeline}}`.
    case action(Pipeline)
    case conditional(Branch)
    case with(Branch)
    case range(Branch)
    case template(TemplateCall)
    case leaveLoop
    case nextIteration
}

/// An `if`, `with` or `range` with its bodies.
final class Branch: Sendable {
    let pipeline: Pipeline
    let body: [Node]
    let otherwise: [Node]

    init(pipeline: Pipeline, body: [Node], otherwise: [Node]) {
        self.pipeline = pipeline
        self.body = body
        self.otherwise = otherwise
    }
}

/// `{{template "name" pipeline}}`, also left behind by a `{{block}}`.
final class TemplateCall: Sendable {
    let offset: Int
    let name: GoString
    let pipeline: Pipeline?

    init(offset: Int, name: GoString, pipeline: Pipeline?) {
        self.offset = offset
        self.name = name
        self.pipeline = pipeline
    }
}

/// Commands joined by `|`, and the variables that take their value.
final class Pipeline: Sendable {
    let offset: Int
    /// True for `=`, false for `:=`.
    let isAssignment: Bool
    let declarations: [VariableUse]
    let first: Command
    /// The commands after the first, which get its value piped.
    let rest: [Command]

    var commands: [Command] { [first] + rest }

    init(offset: Int, isAssignment: Bool, declarations: [VariableUse], first: Command, rest: [Command]) {
        self.offset = offset
        self.isAssignment = isAssignment
        self.declarations = declarations
        self.first = first
        self.rest = rest
    }
}

/// An operand, or a function or method with its arguments.
struct Command: Sendable {
    let offset: Int
    /// The first operand, which is evaluated or called.
    let head: Expression
    /// All operands, the first included, when there are others.
    let operands: [Expression]

    /// All operands.
    var allOperands: [Expression] { operands.isEmpty ? [head] : operands }
}

/// An operand of a command.
enum Expression: Sendable {
    case dot(offset: Int)
    case `nil`(offset: Int)
    case bool(Bool, offset: Int)
    case number(NumberLiteral)
    case string(StringLiteral)
    case field(FieldPath)
    case variable(VariableUse)
    case function(FunctionUse)
    case chain(Chain)
    case pipeline(Pipeline)
}

final class StringLiteral: Sendable {
    let offset: Int
    private let source: [UInt8]
    private let end: Int
    let value: GoString

    /// The literal as it is in the source.
    var quoted: ArraySlice<UInt8> { source[offset..<end] }

    init(offset: Int, end: Int, source: [UInt8], value: GoString) {
        self.offset = offset
        self.end = end
        self.source = source
        self.value = value
    }
}

/// `.a.b`, looked up from dot.
final class FieldPath: Sendable {
    let offset: Int
    let names: [GoString]

    init(offset: Int, names: [GoString]) {
        self.offset = offset
        self.names = names
    }
}

/// `$name.a.b`, or a variable being declared or set.
final class VariableUse: Sendable {
    let offset: Int
    /// With the dollar sign.
    let name: GoString
    /// The same number for the same name within one source.
    let identity: Int
    /// Where on the stack of variables it is, unless a declaration before it was not executed.
    let slot: Int
    let fields: [GoString]

    init(offset: Int, name: GoString, identity: Int, slot: Int, fields: [GoString] = []) {
        self.offset = offset
        self.name = name
        self.identity = identity
        self.slot = slot
        self.fields = fields
    }
}

/// The name of a function of the table.
final class FunctionUse: Sendable {
    let offset: Int
    let name: GoString
    /// The function's place in the table.
    let place: Int
    /// Set when the evaluator runs it itself.
    let builtin: Builtin?

    init(offset: Int, name: GoString, place: Int, builtin: Builtin?) {
        self.offset = offset
        self.name = name
        self.place = place
        self.builtin = builtin
    }
}

/// `(pipeline).a.b`: fields of something that is neither dot nor a variable.
final class Chain: Sendable {
    let offset: Int
    let base: Expression
    let fields: [GoString]

    init(offset: Int, base: Expression, fields: [GoString]) {
        self.offset = offset
        self.base = base
        self.fields = fields
    }
}

extension Expression {
    var offset: Int {
        switch self {
        case .dot(let offset), .nil(let offset), .bool(_, let offset): offset
        case .number(let number): number.offset
        case .string(let string): string.offset
        case .field(let field): field.offset
        case .variable(let variable): variable.offset
        case .function(let function): function.offset
        case .chain(let chain): chain.offset
        case .pipeline(let pipeline): pipeline.offset
        }
    }
}
