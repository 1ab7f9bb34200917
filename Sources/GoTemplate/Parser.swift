/// Builds the trees of one source: the file's own and those of its `define`s and `block`s.
///
/// It follows Go's parser (text/template/parse) in what it looks at before it complains, because the
/// line of an error is that of the last token looked at.
struct Parser {
    let file: GoString
    let functions: FunctionTable
    private(set) var lexer: Lexer
    /// Tokens to be read before the lexer's, the last one first.
    private var pending = TokenStack()
    /// The last token that the lexer gave, whose place errors have.
    private var lastToken = Token(kind: .endOfFile, start: 0, end: 0)
    private var trees: [TemplateTree] = []
    private var treePlaces: [GoString: Int] = [:]
    /// The state of the template being parsed.
    var scope = Scope()
    /// The offset of the action being parsed, for errors that are noticed on a later line.
    private var actionStart: Int?
    /// How many control structures are open.
    var controlDepth = 0
    /// How many parentheses are open.
    var expressionDepth = 0
    /// Parsing calls itself for each level of nesting.
    let stack: StackGuard
    private var identities: [GoString: Int] = ["$": 0]
    /// Names met before, so that each is kept once.
    private let names: NameTable
    /// Operands and commands that are read, those of outer ones first.
    var operandStack: [Expression] = []
    var nameStack: [GoString] = []
    private var nodeStack: [Node] = []

    /// Variables and loops of one template.
    struct Scope {
        /// The variables that may be used; `$` comes first.
        var variables: [(identity: Int, slot: Int)] = [(0, 0)]
        /// How many variables are on the stack here when every declaration before was executed.
        var depth = 1
        var rangeDepth = 0
    }

    /// Parses a whole source.
    ///
    /// - Returns: The trees to install; names defined twice are there once.
    /// - Throws: The failure with Go's text.
    static func parse(
        file: GoString,
        source: [UInt8],
        functions: FunctionTable,
        stack: StackGuard,
        names: NameTable,
        budget: ParseBudget
    ) throws(TemplateFailure) -> [TemplateTree] {
        let lexer = Lexer(source, budget: budget)
        var parser = Parser(file: file, functions: functions, lexer: lexer, names: names, stack: stack)
        try parser.parseFile()
        return parser.trees
    }

    private init(
        file: GoString,
        functions: FunctionTable,
        lexer: Lexer,
        names: NameTable,
        stack: StackGuard
    ) {
        self.file = file
        self.names = names
        self.functions = functions
        self.lexer = lexer
        self.stack = stack
    }

    private mutating func parseFile() throws(TemplateFailure) {
        var root: [Node] = []
        while peek().kind != .endOfFile {
            if peek().kind == .leftDelimiter {
                let delimiter = next()
                let word = nextNonSpace()
                if word.kind == .define {
                    try parseDefinition()
                    continue
                }
                pending.removeAll()
                pending.push(word)
                pending.push(delimiter)
            }
            switch try textOrAction() {
            case .node(let node): root.append(node)
            case .end: throw failure("unexpected {{end}}")
            case .otherwise: throw failure("unexpected {{else}}")
            }
        }
        try install(name: file, root: root)
    }

    private mutating func parseDefinition() throws(TemplateFailure) {
        let context = "define clause"
        let token = nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context) }
        let name = try unquoted(token)
        try expect(.rightDelimiter, in: context)
        try parseNested(name: name, context: context)
    }

    /// Parses the body of a `define` or `block` up to its `end` and installs it.
    mutating func parseNested(name: GoString, context: String) throws(TemplateFailure) {
        let outer = (scope, actionStart)
        scope = Scope()
        actionStart = nil
        let (body, end) = try itemList()
        guard case .end = end else { throw failure("unexpected {{else}} in \(context)") }
        try install(name: name, root: body)
        (scope, actionStart) = outer
    }

    private mutating func install(name: GoString, root: [Node]) throws(TemplateFailure) {
        let tree = TemplateTree(name: name, file: file, source: lexer.source, root: root)
        guard let place = treePlaces[name] else {
            treePlaces[name] = trees.count
            trees.append(tree)
            return
        }
        if trees[place].isBlank {
            trees[place] = tree
        } else if !tree.isBlank {
            throw failure("template: multiple definition of template \(Quoting.quoted(name.bytes))")
        }
    }

    // MARK: Bodies

    /// What a piece of a body is.
    enum Item {
        case node(Node)
        case end
        case otherwise
    }

    /// Reads nodes up to the `end` or `else` that closes them.
    mutating func itemList() throws(TemplateFailure) -> (nodes: [Node], closing: Item) {
        let base = nodeStack.count
        while peekNonSpace().kind != .endOfFile {
            let item = try textOrAction()
            guard case .node(let node) = item else {
                let nodes = Array(nodeStack[base...])
                nodeStack.removeLast(nodeStack.count - base)
                return (nodes, item)
            }
            nodeStack.append(node)
        }
        throw failure("unexpected EOF")
    }

    private mutating func textOrAction() throws(TemplateFailure) -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .text:
            return .node(.text(start: token.start, end: token.end))
        case .leftDelimiter:
            actionStart = token.start
            defer { actionStart = nil }
            return try action()
        default:
            throw unexpected(token, in: "input")
        }
    }

    // MARK: Tokens

    mutating func next() -> Token {
        if let token = pending.pop() { return token }
        lastToken = lexer.next()
        return lastToken
    }

    mutating func nextNonSpace() -> Token {
        var token = next()
        while token.kind == .space { token = next() }
        return token
    }

    mutating func peek() -> Token {
        let token = next()
        pending.push(token)
        return token
    }

    mutating func peekNonSpace() -> Token {
        let token = nextNonSpace()
        pending.push(token)
        return token
    }

    mutating func putBack(_ token: Token) {
        pending.push(token)
    }

    @discardableResult
    mutating func expect(_ kind: Token.Kind, in context: String) throws(TemplateFailure) -> Token {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, in: context) }
        return token
    }

    /// The name of a field or variable, or of a function.
    func name(_ start: Int, _ end: Int) -> GoString {
        names.name(in: lexer.source, start, end)
    }

    func text(of token: Token) -> GoString {
        GoString(lexer.source[token.start..<token.end])
    }

    func unquoted(_ token: Token) throws(TemplateFailure) -> GoString {
        guard let value = Quoting.unquoted(lexer.source[token.start..<token.end]) else {
            throw failure("invalid syntax")
        }
        return value
    }

    /// The number that stands for a variable's name.
    mutating func identity(of name: GoString) -> Int {
        if let identity = identities[name] { return identity }
        let identity = identities.count
        identities[name] = identity
        return identity
    }

    // MARK: Errors

    func failure(_ message: String, hint: String? = nil) -> TemplateFailure {
        TemplateFailure(
            parsing: file,
            source: lexer.source,
            offset: lastToken.start,
            message: message,
            hint: hint
        )
    }

    func unexpected(_ token: Token, in context: String) -> TemplateFailure {
        guard token.kind == .error else {
            return failure("unexpected \(described(token)) in \(context)")
        }
        var extra = ""
        if let actionStart {
            let line = lineNumber(of: actionStart)
            if line != lineNumber(of: token.start) {
                // Go does not say "action" twice.
                let lead = lexer.errorText.hasSuffix(" action") ? "" : " in action"
                extra = "\(lead) started at \(file):\(line)"
            }
        }
        return failure(lexer.errorText + extra)
    }

    private func lineNumber(of offset: Int) -> Int {
        1 + lexer.source[..<offset].count { $0 == UInt8(ascii: "\n") }
    }

    /// A token as Go's errors show it: long ones are cut.
    private func described(_ token: Token) -> String {
        if token.kind == .endOfFile { return "EOF" }
        let text = text(of: token).bytes
        if token.kind.isKeyword { return "<\(GoString(text))>" }
        guard text.count > 10 else { return Quoting.quoted(text).text }
        var end = 0
        for _ in 0..<10 where end < text.count { end += Rune(text, at: end).width }
        return "\(Quoting.quoted(Array(text[..<end])).text)..."
    }
}
