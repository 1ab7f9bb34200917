/// A step of a template's body.
///
/// Nodes hold no objects, only places in the arrays of their syntax tree and offsets into its source.
enum Node: Sendable {
    /// Source bytes that are written as they are.
    case text(start: Int32, end: Int32)
    /// `{{pipeline}}`.
    case action(pipeline: Int32)
    case conditional(Branch)
    case with(Branch)
    case range(Branch)
    case template(TemplateCall)
    case leaveLoop
    case nextIteration
}

/// An `if`, `with` or `range` with its bodies.
struct Branch: Sendable {
    var pipeline: Int32
    var body: Extent
    var otherwise: Extent
}

/// `{{template "name" pipeline}}`, also left behind by a `{{block}}`.
struct TemplateCall: Sendable {
    var offset: Int32
    var name: Int32
    var pipeline: Int32?
}

/// Commands joined by `|`, and the variables that take their value.
struct Pipeline: Sendable {
    var offset: Int32
    /// True for `=`, false for `:=`.
    var isAssignment: Bool
    var declarations: Extent
    /// At least one; those after the first get its value piped.
    var commands: Extent
}

/// An operand, or a function or method with its arguments.
struct Command: Sendable {
    var offset: Int32
    /// All operands; the first is evaluated or called.
    var operands: Extent
}

/// An operand of a command.
enum Expression: Sendable {
    case dot(offset: Int32)
    case `nil`(offset: Int32)
    case bool(Bool, offset: Int32)
    case number(place: Int32, offset: Int32)
    case string(StringLiteral)
    case field(FieldPath)
    case variable(VariableUse)
    case function(FunctionUse)
    case chain(Chain)
    case pipeline(place: Int32)
}

struct StringLiteral: Sendable {
    var offset: Int32
    /// Where the literal ends in the source.
    var end: Int32
    /// The place of its value among the names.
    var value: Int32
}

/// `.a.b`, looked up from dot.
struct FieldPath: Sendable {
    var offset: Int32
    var names: Extent
}

/// `$name.a.b`, or a variable being declared or set.
struct VariableUse: Sendable {
    var offset: Int32
    /// The place of the name, with the dollar sign, among the names; those of the fields follow it.
    var name: Int32
    var fieldCount: Int32 = 0
    /// The same number for the same name within one source.
    var identity: Int32
    /// Where on the stack of variables it is, unless a declaration before it was not executed.
    var slot: Int32

    var fields: Extent { Extent(start: name + 1, count: fieldCount) }
}

/// The name of a function of the table.
struct FunctionUse: Sendable {
    var offset: Int32
    /// Where the name ends in the source.
    var end: Int32
    /// The function's place in the table.
    var place: Int32
}

/// `(pipeline).a.b`: fields of something that is neither dot nor a variable.
struct Chain: Sendable {
    var offset: Int32
    /// The place of the operand whose fields they are.
    var base: Int32
    var fields: Extent
}
