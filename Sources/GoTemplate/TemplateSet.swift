#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A namespace of parsed templates that refer to each other.
///
/// Later definitions of a name win over earlier ones, so the caller's order of parsing decides
/// (Helm parses a parent chart's templates after its subcharts').
package struct TemplateSet {
    /// What templates of the set can call.
    package let functions: FunctionTable
    private var scope = TemplateScope()
    private let cache: TemplateCache?
    private let memory = FunctionMemory()
    private let stackUse = StackUse()
    /// The size in bytes of the stack of the thread that uses the set, which bounds how deep templates
    /// can nest; `ExecutionLimits.wantedStackSize` on a thread that was made with it.
    package var stackSize = StackGuard.defaultSize
    private let clock: RenderingClock

    /// Whether templates were nested more deeply than the stack allows; on a larger one they may do.
    package var ranOutOfStack: Bool { stackUse.ranOut }

    /// Makes an empty namespace whose templates can call the functions of `functions`.
    ///
    /// - Parameters:
    ///   - functions: What templates can call.
    ///   - cache: Where parsed sources are kept for other sets.
    ///   - clock: Ends parsing and executions that take too long.
    package init(
        functions: FunctionTable,
        cache: TemplateCache? = nil,
        clock: RenderingClock = RenderingClock()
    ) {
        self.functions = functions
        self.cache = cache
        self.clock = clock
    }

    /// Makes an empty namespace whose templates can call `functions` and Go's builtins.
    package init(functions: [GoFunction]) {
        self.init(functions: FunctionTable(functions))
    }

    /// Parses a file and adds its template, named `name`, and those it defines.
    ///
    /// A definition that is blank does not replace another.
    ///
    /// - Throws: What is wrong with the source, with Helm's text.
    package mutating func parse(name: String, source: [UInt8]) throws(TemplateFailure) {
        let trees: [TemplateTree]
        let parseBudget = memory.object { ParseBudget() }
        parseBudget.clock = clock
        if let known = cache?.trees(name: name, source: source, functions: functions) {
            trees = known
        } else {
            trees = try Parser.parse(
                file: GoString(name),
                source: source,
                functions: functions,
                stack: StackGuard(size: stackSize, stackUse),
                memory: memory.object { ParserMemory() },
                budget: parseBudget
            )
            cache?.keep(trees, name: name, source: source, functions: functions)
        }
        if !isKnownUniquelyReferenced(&scope) { scope = scope.copy() }
        for tree in trees { scope.install(tree) }
    }

    /// Whether a template of that name was parsed.
    package func defines(_ name: String) -> Bool {
        scope.entry(GoString(name)) != nil
    }

    /// Executes a template with `data` as dot.
    ///
    /// - Returns: The text as Go writes it; see `removingMissingValues(from:)` for what Helm makes of it.
    /// - Throws: What went wrong, with Helm's text.
    package func execute(
        name: String,
        data: GoValue,
        limits: ExecutionLimits = ExecutionLimits()
    ) throws(TemplateFailure) -> [UInt8] {
        let context = context(limits)
        do throws(GoError) {
            guard let entry = scope.entry(GoString(name)) else {
                throw RenderContext.notDefined(GoString(name), hint: scope.hint(for: GoString(name)))
            }
            return try context.execute(entry.tree, data: data)
        } catch {
            throw TemplateFailure(executing: name, error)
        }
    }

    /// Executes a template once more, to tell what wrote which part of its output.
    ///
    /// - Returns: nil when the execution fails.
    package func trace(name: String, data: GoValue) -> OutputTrace? {
        guard let entry = scope.entry(GoString(name)) else { return nil }
        return try? context(ExecutionLimits()).trace(entry.tree, data: data)
    }

    private func context(_ limits: ExecutionLimits) -> RenderContext {
        let rendering = Rendering(
            functions: functions,
            limits: limits,
            stack: StackGuard(size: stackSize, stackUse),
            memory: memory,
            clock: clock
        )
        return RenderContext(rendering: rendering, scope: scope)
    }

    /// The text without any `<no value>`, which Go writes for nil and Helm deletes, literal ones too.
    package static func removingMissingValues(from text: [UInt8]) -> [UInt8] {
        let mark = Array("<no value>".utf8)
        guard var next = firstMark(mark, in: text, from: 0) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var start = 0
        while true {
            result += text[start..<next]
            start = next + mark.count
            guard let following = firstMark(mark, in: text, from: start) else { break }
            next = following
        }
        result += text[start...]
        return result
    }

    private static func firstMark(_ mark: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        text.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return nil }
            var index = start
            while index + mark.count <= text.count {
                guard let candidate = memchr(base + index, Int32(mark[0]), text.count - index) else {
                    return nil
                }
                index = UnsafeRawPointer(candidate) - UnsafeRawPointer(base)
                if text[index...].starts(with: mark) { return index }
                index += 1
            }
            return nil
        }
    }
}
