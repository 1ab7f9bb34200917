/// What functions see of a rendering: the templates of their scope and the budget.
final class RenderContext: GoCallContext {
    let rendering: Rendering
    let scope: TemplateScope

    init(rendering: Rendering, scope: TemplateScope) {
        self.rendering = rendering
        self.scope = scope
    }

    func execute(template name: GoString, data: GoValue) throws(GoError) -> [UInt8] {
        guard let entry = scope.entry(name) else { throw Self.notDefined(name, hint: scope.hint(for: name)) }
        // Helm counts what is below the entry, so that the limit is passed by one.
        guard entry.includeDepth <= rendering.limits.includeDepth else {
            throw GoError(
                "rendering template has a nested reference name: \(name): unable to execute template"
            )
        }
        entry.includeDepth += 1
        defer { entry.includeDepth -= 1 }
        return try execute(entry.tree, data: data)
    }

    func execute(text: GoString, data: GoValue) throws(GoError) -> [UInt8] {
        let trees: [TemplateTree]
        do throws(TemplateFailure) {
            trees = try rendering.trees(of: text)
        } catch {
            var wrapped = GoError(error.unformattedText)
            wrapped.cause = error.cause
            wrapped.hint = error.hint
            wrapped.endsRendering = rendering.parseBudget.problem != nil
            throw wrapped
        }
        guard let own = trees.last else { return [] }
        // Definitions of the text are seen only below this call.
        let inner = TemplateScope(outer: scope)
        for tree in trees { inner.install(tree) }
        return try RenderContext(rendering: rendering, scope: inner).execute(own, data: data)
    }

    /// As `execute`, and also tells what wrote which part.
    func trace(_ tree: TemplateTree, data: GoValue) throws(GoError) -> OutputTrace {
        var evaluator = Evaluator(tree: tree, context: self, data: data, buffer: [])
        evaluator.trace = OutputTrace()
        try evaluator.run(dot: Operand(data))
        return (evaluator.trace ?? OutputTrace()).removingMissingValues(from: evaluator.output)
    }

    func execute(_ tree: TemplateTree, data: GoValue) throws(GoError) -> [UInt8] {
        try rendering.enter()
        defer { rendering.leave() }
        var evaluator = Evaluator(tree: tree, context: self, data: data, buffer: rendering.takeBuffer())
        try evaluator.run(dot: Operand(data))
        try rendering.spend(bytes: evaluator.output.count)
        // The text in no more memory than it needs; the buffer, which has grown, serves the next.
        let text = evaluator.output.withUnsafeBufferPointer { Array($0) }
        rendering.giveBack(&evaluator.output)
        return text
    }

    func call(function name: String, _ arguments: [GoValue]) throws(GoError) -> GoValue {
        guard let place = rendering.functions.place(of: GoString(name)) else {
            throw GoError("\(Quoting.quoted(Array(name.utf8))) is not a defined function")
        }
        return try rendering.functions.entries[place].function.body(arguments, self)
    }

    var memory: FunctionMemory { rendering.memory }

    func spend(bytes: Int) throws(GoError) {
        try rendering.spend(bytes: bytes)
    }

    func allow(bytes: Int) throws(GoError) {
        try rendering.allow(bytes: bytes)
    }

    func excusing(share: Double, _ body: () throws(GoError) -> GoValue) throws(GoError) -> GoValue {
        try rendering.clock.excusing(share: share, body)
    }

    /// Go's error for a name without a template; Helm shows it as a link of the chain of its own.
    static func notDefined(_ name: GoString, hint: String?) -> GoError {
        let message =
            "no template \(Quoting.quoted(name.bytes)) associated with template "
            + "\(Quoting.quoted(Rendering.anonymousName.bytes))"
        var error = GoError(
            "template: \(message)",
            chain: [TemplateErrorLink(place: "", executing: "", node: "", message: message)],
            endsInPlainError: false
        )
        error.hint = hint
        return error
    }
}
