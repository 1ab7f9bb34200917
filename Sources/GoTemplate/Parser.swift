/// Builds the trees of one source: the file's own and those of its `define`s and `block`s.
///
/// It follows Go's parser (text/template/parse) in what it looks at before it complains, because the
/// line of an error is that of the last token looked at.
struct Parser: ~Copyable {
    let file: GoString
    let functions: FunctionTable
    private(set) var lexer: Lexer
    /// Tokens to be read before the lexer's, the last one first.
    private var pending = TokenStack()
    /// The last token that the lexer gave, whose place errors have.
    private var lastToken = Token(kind: .endOfFile, start: 0, end: 0)
    /// The nodes read so far.
    var syntax: SyntaxTree
    private var templates: [(name: GoString, root: Extent)] = []
    private var templatePlaces: [GoString: Int] = [:]
    /// The state of the template being parsed.
    var scope = Scope(firstVariable: 0)
    /// The offset of the action being parsed, for errors that are noticed on a later line.
    private var actionStart: Int?
    /// How many control structures are open.
    var controlDepth = 0
    /// How many parentheses are open.
    var expressionDepth = 0
    /// Parsing calls itself for each level of nesting.
    let stack: StackGuard
    /// Names met before, so that each is kept once.
    private var names: NameTable
    private var functionPlaces: [Int32]
    /// Parts of what is being read, those of outer pieces first.
    var open: ParserBuffers.OpenParts

    /// Variables and loops of one template.
    struct Scope {
        /// Where the template's variables begin among the known ones; `$` comes first.
        var firstVariable: Int
        /// How many variables are on the stack here when every declaration before was executed.
        var depth: Int32 = 1
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
        memory: ParserMemory,
        budget: ParseBudget
    ) throws(TemplateFailure) -> [TemplateTree] {
        var parser = Parser(
            file: file,
            functions: functions,
            lexer: Lexer(source, budget: budget),
            stack: stack,
            buffers: memory.take()
        )
        try parser.parseFile()
        return parser.finish(memory)
    }

    private init(
        file: GoString,
        functions: FunctionTable,
        lexer: Lexer,
        stack: StackGuard,
        buffers: consuming ParserBuffers
    ) {
        self.file = file
        self.functions = functions
        self.lexer = lexer
        self.stack = stack
        syntax = buffers.syntax
        syntax.source = lexer.source
        names = buffers.names
        functionPlaces = buffers.functionPlaces
        open = buffers.open
    }

    /// The templates that were read; the buffers go back to where they came from.
    private consuming func finish(_ memory: ParserMemory) -> [TemplateTree] {
        let source = ParsedSource(file: file, syntax: syntax.removeAll())
        let trees = templates.map { TemplateTree(name: $0.name, source: source, root: $0.root) }
        memory.giveBack(
            ParserBuffers(syntax: syntax, names: names, functionPlaces: functionPlaces, open: open)
        )
        return trees
    }

    private mutating func parseFile() throws(TemplateFailure) {
        // Places and offsets of nodes have 32 bits.
        guard lexer.source.count < Int32.max else { throw failure("a template is longer than 2 GiB") }
        beginTemplate()
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
            case .node(let node): open.nodes.append(node)
            case .end: throw failure("unexpected {{end}}")
            case .otherwise: throw failure("unexpected {{else}}")
            }
        }
        try install(name: file, root: open.nodes.moveAll(from: 0, to: &syntax.nodes))
        open.variables.removeAll(keepingCapacity: true)
    }

    /// Begins to read a template, in which only `$` is known.
    private mutating func beginTemplate() {
        scope = Scope(firstVariable: open.variables.count)
        open.variables.append(ParserBuffers.KnownVariable(identity: 0, slot: 0))
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
        beginTemplate()
        actionStart = nil
        let (body, end) = try itemList()
        guard case .end = end else { throw failure("unexpected {{else}} in \(context)") }
        try install(name: name, root: body)
        forgetVariables(from: scope.firstVariable)
        (scope, actionStart) = outer
    }

    /// Forgets the variables that were declared since there were `count`.
    mutating func forgetVariables(from count: Int) {
        while open.variables.count > count { open.variables.removeLast() }
    }

    private mutating func install(name: GoString, root: Extent) throws(TemplateFailure) {
        guard let place = place(ofTemplate: name) else {
            templates.append((name, root))
            return
        }
        if syntax.isBlank(templates[place].root) {
            templates[place].root = root
        } else if !syntax.isBlank(root) {
            throw failure("template: multiple definition of template \(Quoting.quoted(name.bytes))")
        }
    }

    private mutating func place(ofTemplate name: GoString) -> Int? {
        // Few sources define so many that searching them all takes longer than a dictionary.
        if templates.count <= 8 { return templates.firstIndex { $0.name == name } }
        for place in templatePlaces.count..<templates.count { templatePlaces[templates[place].name] = place }
        return templatePlaces[name]
    }

    // MARK: Bodies

    /// What a piece of a body is.
    enum Item {
        case node(Node)
        case end
        case otherwise
    }

    /// Reads nodes up to the `end` or `else` that closes them.
    mutating func itemList() throws(TemplateFailure) -> (body: Extent, closing: Item) {
        let base = open.nodes.count
        while peekNonSpace().kind != .endOfFile {
            let item = try textOrAction()
            guard case .node(let node) = item else {
                return (open.nodes.moveAll(from: base, to: &syntax.nodes), item)
            }
            open.nodes.append(node)
        }
        throw failure("unexpected EOF")
    }

    private mutating func textOrAction() throws(TemplateFailure) -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .text:
            return .node(.text(start: Int32(token.start), end: Int32(token.end)))
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

    /// Adds a name of the source to the tree's names.
    ///
    /// - Returns: What tells the name from others.
    @discardableResult
    mutating func addName(_ start: Int, _ end: Int) -> Int32 {
        let place = names.place(in: lexer.source, start, end)
        syntax.names.append(names.names[Int(place)])
        return place
    }

    /// Where the function that a token names is in the table, or nil when there is none.
    mutating func functionPlace(_ token: Token) -> Int32? {
        let name = Int(names.place(in: lexer.source, token.start, token.end))
        while functionPlaces.count <= name { functionPlaces.append(-1) }
        if functionPlaces[name] >= 0 { return functionPlaces[name] }
        guard let place = functions.place(of: names.names[name]) else { return nil }
        functionPlaces[name] = Int32(place)
        return Int32(place)
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
