/// What all templates of one execution share: the budget and the parsed texts of `tpl`.
final class Rendering {
    let functions: FunctionTable
    let limits: ExecutionLimits
    private var steps: Int
    private var bytes: Int
    private let stack: StackGuard
    let clock: RenderingClock
    private var depth = 0
    /// Each level takes kilobytes of the stack, which is memory too; Helm allows 1000 for one name.
    private static let depthLimit = 10_000
    private let buffers: OutputBuffers
    /// What functions keep, and the trees of texts that `tpl` has met.
    let memory: FunctionMemory
    private let parsedTexts: ParsedTexts
    let parseBudget: ParseBudget

    /// The name that Helm's engine gives to what has no file.
    static let anonymousName: GoString = "gotpl"

    init(
        functions: FunctionTable,
        limits: ExecutionLimits,
        stack: StackGuard,
        memory: FunctionMemory,
        clock: RenderingClock
    ) {
        self.clock = clock
        self.functions = functions
        self.limits = limits
        self.stack = stack
        self.memory = memory
        parsedTexts = memory.object { ParsedTexts() }
        buffers = memory.object { OutputBuffers() }
        parseBudget = memory.object { ParseBudget() }
        parseBudget.clock = clock
        steps = limits.steps
        bytes = limits.bytes - memory.spentBytes
    }

    /// Counts evaluation steps.
    func step() throws(GoError) {
        steps &-= 1
        if steps < 0 || clock.isExpired { throw exhausted }
    }

    private var exhausted: GoError {
        Self.end(steps >= 0 ? "rendering takes too long" : "rendering needs more than \(limits.steps) steps")
    }

    private static var tooDeep: GoError { end("templates are nested too deeply") }

    private static func end(_ message: String) -> GoError {
        var error = GoError(message, endsInPlainError: false)
        error.endsRendering = true
        return error
    }

    func spend(bytes count: Int) throws(GoError) {
        bytes &-= count
        memory.spentBytes &+= count
        if bytes < 0 { throw tooMuch(0) }
    }

    /// Counts the memory of what a function has made.
    func spend(on result: GoValue) throws(GoError) {
        let size = result.ownSize
        if size > 1 << 16 { try allow(bytes: size) }
        try spend(bytes: size)
    }

    func allow(bytes count: Int) throws(GoError) {
        if clock.isExpired { throw exhausted }
        if count > min(bytes, ExecutionLimits.largestText) { throw tooMuch(count) }
    }

    private func tooMuch(_ count: Int) -> GoError {
        count > ExecutionLimits.largestText
            ? Self.end(
                "rendering makes more than \(ExecutionLimits.largestText >> 20) MiB in one text or list"
            )
            : Self.end("rendering makes more than \(limits.bytes) bytes of texts and lists")
    }

    /// How long the output of a template may become.
    var outputLimit: Int { min(bytes, ExecutionLimits.largestText) }

    /// An empty buffer for output, with the capacity of one that was used before.
    func takeBuffer() -> [UInt8] { buffers.take() }

    func giveBack(_ buffer: inout [UInt8]) { buffers.giveBack(&buffer) }

    /// Notes that a template is executed for its text, inside of others; fails when they nest too deeply.
    func enter() throws(GoError) {
        guard depth < Self.depthLimit else { throw Self.tooDeep }
        try checkStack()
        depth += 1
    }

    func leave() { depth -= 1 }

    /// Fails before nested templates use up the stack.
    func checkStack() throws(GoError) {
        if stack.isNearEnd { throw Self.tooDeep }
    }

    /// The trees of a text given to `tpl`, the text's own first.
    func trees(of text: GoString) throws(TemplateFailure) -> [TemplateTree] {
        if let trees = parsedTexts.trees[text] { return trees }
        let trees = try Parser.parse(
            file: Self.anonymousName,
            source: text.bytes,
            functions: functions,
            stack: stack,
            memory: memory.object { ParserMemory() },
            budget: parseBudget
        )
        parsedTexts.trees[text] = trees
        return trees
    }
}

/// The trees of texts given to `tpl`; charts call it with the same text again and again.
private final class ParsedTexts {
    var trees: [GoString: [TemplateTree]] = [:]
}

/// Buffers that have grown with the output of templates, for that of others.
private final class OutputBuffers {
    private var free: [[UInt8]] = []
    /// Nesting deeper than this is rare.
    private static let limit = 8
    /// One that has grown beyond this is not kept, in bytes.
    private static let largest = 1 << 20

    func take() -> [UInt8] { free.popLast() ?? [] }

    func giveBack(_ buffer: inout [UInt8]) {
        guard free.count < Self.limit, buffer.capacity <= Self.largest else { return }
        var kept: [UInt8] = []
        swap(&kept, &buffer)
        kept.removeAll(keepingCapacity: true)
        free.append(kept)
    }
}
