/// A function that templates call, with the Go signature that its arguments are checked against.
///
/// Go checks the number of arguments, then the type of each, before the call (text/template,
/// `evalCall` and `evalArg`); the texts of those errors can be observed, so the evaluator does it
/// here once for every function.
package struct GoFunction: Sendable {
    package var name: String
    /// The types of the fixed parameters.
    package var parameters: [GoParameter]
    /// The type of each further argument; nil when the function is not variadic.
    package var variadic: GoParameter?
    /// What Go says of a method whose results a template cannot take; nil for one that can be called.
    package var signatureProblem: String?
    /// Whether the result takes memory of its own, which the evaluator counts against the budget.
    package var makesItsResult = false
    /// The function itself: arguments that match the signature, in order, with a piped value last.
    package var body: Body

    package typealias Body =
        @Sendable (_ arguments: [GoValue], _ context: any GoCallContext) throws(GoError) -> GoValue

    package init(
        _ name: String,
        _ parameters: [GoParameter] = [],
        variadic: GoParameter? = nil,
        body: @escaping Body
    ) {
        self.name = name
        self.parameters = parameters
        self.variadic = variadic
        self.body = body
    }
}

/// A parameter type of a Go function that templates can call.
package enum GoParameter: Hashable, Sendable {
    /// `interface {}` or `reflect.Value`: takes everything, nil included.
    case any
    case bool
    case int
    case int64
    case float64
    case string
    /// `[]string`, `[]interface {}`, … by Go name.
    case slice(String)
    /// `map[string]interface {}` (also given `common.Values`).
    case map
    /// Any other Go type by name, such as `time.Time`, `time.Duration` or `sprig.certificate`.
    case named(String)

    /// The Go name as error texts print it.
    package var goName: String {
        switch self {
        case .any: "interface {}"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .float64: "float64"
        case .string: "string"
        case .slice(let name), .named(let name): name
        case .map: "map[string]interface {}"
        }
    }
}

/// What a function such as `include` or `tpl` needs of the rendering that calls it.
package protocol GoCallContext {
    /// Executes the named template with `data` as dot; text as written, nothing removed.
    func execute(template name: GoString, data: GoValue) throws(GoError) -> [UInt8]
    /// Parses `text` in a scope of its own below the current namespace and executes it.
    func execute(text: GoString, data: GoValue) throws(GoError) -> [UInt8]
    /// Calls a function value or a function of the table by name.
    func call(function name: String, _ arguments: [GoValue]) throws(GoError) -> GoValue
    /// What functions keep between the calls of one set of templates.
    var memory: FunctionMemory { get }
    /// Counts memory against the rendering's budget.
    ///
    /// - Parameter bytes: How much the caller has allocated.
    /// - Throws: The error that ends the rendering, when there is none left.
    func spend(bytes: Int) throws(GoError)
    /// Asks whether there is time, and memory for a text or list, before it is made; loops ask now and then.
    ///
    /// - Parameter bytes: How large it is going to be, or has become so far.
    /// - Throws: The error that ends the rendering.
    func allow(bytes: Int) throws(GoError)
    /// Runs what takes long by nature, such as making a key; its time is not counted.
    ///
    /// - Parameter share: How much it takes of what is excused, which is 1.
    func excusing(share: Double, _ body: () throws(GoError) -> GoValue) throws(GoError) -> GoValue
}

/// An error of a template function or of the evaluator, with Go's text.
package struct GoError: Error {
    /// The text that Go's error value has, but for what `links` say.
    private let ownMessage: String
    /// Set when a template error is below: the innermost place, for people.
    package var origin: TemplateErrorOrigin?
    /// The template errors around it, the outermost first; each shares those below it.
    var links: TemplateErrorLinks?
    /// True when the chain ends in a plain Go error and not in the evaluator's own.
    package var endsInPlainError: Bool
    /// True when the rendering has used up its time or memory: no function may make a result of that.
    package var endsRendering = false
    /// A shorter text for people, where the message quotes much; no part of Go's text.
    package var cause: String?
    /// What a person can do about it; no part of Go's text.
    package var hint: String?

    package init(
        _ message: String,
        origin: TemplateErrorOrigin? = nil,
        chain: [TemplateErrorLink] = [],
        endsInPlainError: Bool = true
    ) {
        ownMessage = message
        self.origin = origin
        links = chain.reversed().reduce(nil) { TemplateErrorLinks($1, $0) }
        self.endsInPlainError = endsInPlainError
    }

    /// A plain error around this one, as Go's `fmt.Errorf` makes them: it ends the chain of template errors.
    ///
    /// People are told the cause, which the text of the whole only quotes.
    package func wrapped(_ lead: String) -> GoError {
        var wrapped = GoError("\(lead): \(message)", origin: origin)
        wrapped.cause = cause ?? HelmErrorText.innermostMessage(self)
        wrapped.hint = hint
        return wrapped
    }

    /// The text that Go's error value has.
    package var message: String { links == nil ? ownMessage : chain.map(\.text).joined() }

    /// The chain of template errors from the outermost to the innermost, as Go's error wrapping has it.
    package var chain: [TemplateErrorLink] {
        var chain: [TemplateErrorLink] = []
        var next = links
        while let links = next {
            chain.append(links.first)
            next = links.rest
        }
        return chain
    }
}

/// A chain of template errors, which grows in front.
final class TemplateErrorLinks: Sendable {
    let first: TemplateErrorLink
    let rest: TemplateErrorLinks?

    init(_ first: TemplateErrorLink, _ rest: TemplateErrorLinks?) {
        self.first = first
        self.rest = rest
    }
}

/// Where in a template's source an error arose.
package struct TemplateErrorOrigin: Sendable, Hashable {
    /// The template file, as in `web/templates/compose.yaml`.
    package var template: String
    /// Byte offset into that file's source.
    package var offset: Int
}

/// One link of a chain of template execution errors (`include` in `include`).
package struct TemplateErrorLink: Sendable, Hashable {
    /// The file and byte offset of `place`; nil for a link that has no place.
    package var origin: TemplateErrorOrigin?
    /// `NAME:LINE:COLUMN` as Go prints it, the column counted from 0.
    package var place: String
    /// The template being executed, by its defined name.
    package var executing: String
    /// The node, printed back in Go's canonical form.
    package var node: String
    /// What went wrong there; where that was another template error, only what stands before its text.
    package var message: String
}
