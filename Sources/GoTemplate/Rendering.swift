/// What all templates of one execution share: the budget and the parsed texts of `tpl`.
final class Rendering {
    let functions: FunctionTable
    let limits: ExecutionLimits
    private var steps: Int
    private var bytes: Int
    private let stack: StackGuard
    let clock: RenderingClock
    private var buffers: [[UInt8]] = []
    /// Nesting deeper than this is rare.
    private static let keptBuffers = 8
    /// What functions keep, and the trees of texts that `tpl` has met.
    let memory: FunctionMemory
    private let parsedTexts: ParsedTexts

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
        steps = limits.steps
        bytes = limits.bytes
    }

    /// Counts evaluation steps.
    func step() throws(GoError) {
        steps &-= 1
        if steps < 0 || clock.isExpired { throw exhausted }
    }

    private var exhausted: GoError {
        if steps >= 0 { return GoError("rendering takes too long", endsInPlainError: false) }
        return GoError("rendering needs more than \(limits.steps) steps", endsInPlainError: false)
    }

    func spend(bytes count: Int) throws(GoError) {
        steps &-= 1
        bytes &-= max(count, 0)
        if clock.isExpired { throw exhausted }
        if bytes < 0 {
            throw GoError("rendering makes more than \(limits.bytes) bytes of text", endsInPlainError: false)
        }
    }

    var remainingBytes: Int { bytes }

    /// An empty buffer for output, with the capacity of one that was used before.
    func takeBuffer() -> [UInt8] { buffers.popLast() ?? [] }

    func giveBack(_ buffer: inout [UInt8]) {
        guard buffers.count < Self.keptBuffers else { return }
        var kept: [UInt8] = []
        swap(&kept, &buffer)
        kept.removeAll(keepingCapacity: true)
        buffers.append(kept)
    }

    /// Fails before nested templates use up the stack.
    func checkStack() throws(GoError) {
        if stack.isNearEnd { throw GoError("templates are nested too deeply", endsInPlainError: false) }
    }

    /// The trees of a text given to `tpl`, the text's own first.
    func trees(of text: GoString) throws(TemplateFailure) -> [TemplateTree] {
        if let trees = parsedTexts.trees[text] { return trees }
        let trees = try Parser.parse(
            file: Self.anonymousName,
            source: text.bytes,
            functions: functions,
            stack: stack
        )
        parsedTexts.trees[text] = trees
        return trees
    }
}

/// The trees of texts given to `tpl`; charts call it with the same text again and again.
private final class ParsedTexts {
    var trees: [GoString: [TemplateTree]] = [:]
}
