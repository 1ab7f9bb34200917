/// Executes one template and those that it calls with `{{template}}`.
///
/// The order of checks and what counts as the current node follow Go's text/template (exec.go), since
/// both can be seen in error texts.
struct Evaluator {
    let context: RenderContext
    let rendering: Rendering
    var tree: TemplateTree
    var output: [UInt8]
    /// The value of `$` that every template begins with.
    var root: Operand
    /// The variables that were declared.
    var variables: [Variable] = []
    /// The node that an error would be reported at.
    var place = NodePlace(.command, 0)
    /// Where parts of the output come from, when that is asked for.
    var trace: OutputTrace?
    private var templateDepth = 0
    /// Where output ends with an error.
    private let outputLimit: Int

    struct Variable {
        var identity: Int32
        var operand: Operand
    }

    /// How a body was left.
    enum Flow {
        case normal, leaveLoop, nextIteration
    }

    init(tree: TemplateTree, context: RenderContext, data: GoValue, buffer: [UInt8]) {
        self.tree = tree
        self.context = context
        output = buffer
        rendering = context.rendering
        outputLimit = rendering.outputLimit
        root = Operand(data)
    }

    mutating func run(dot: Operand) throws(GoError) {
        _ = try walk(tree.root, dot)
    }

    private mutating func walk(_ body: Extent, _ dot: Operand) throws(GoError) -> Flow {
        for place in body.indices {
            switch tree.syntax.nodes[place] {
            case .text(let start, let end):
                trace?.note(output.count, tree, Int(start), isText: true)
                tree.syntax.source.withUnsafeBufferPointer { source in
                    output.append(contentsOf: UnsafeBufferPointer(rebasing: source[Int(start)..<Int(end)]))
                }
                if output.count > outputLimit { try spendOutput() }
            case .action(let place):
                let pipeline = tree.syntax.pipelines[Int(place)]
                let value = try evaluate(pipeline, dot)
                if pipeline.declarations.isEmpty {
                    trace?.note(output.count, tree, Int(pipeline.offset), isText: false)
                    write(value)
                    if output.count > outputLimit { try spendOutput() }
                }
            case .conditional(let branch):
                let flow = try walkBranch(branch, dot, setsDot: false)
                if flow != .normal { return flow }
            case .with(let branch):
                let flow = try walkBranch(branch, dot, setsDot: true)
                if flow != .normal { return flow }
            case .range(let branch):
                let flow = try walkRange(branch, dot)
                if flow != .normal { return flow }
            case .template(let call):
                try walkTemplate(call, dot)
            case .leaveLoop: return .leaveLoop
            case .nextIteration: return .nextIteration
            }
        }
        return .normal
    }

    /// Fails because there is more output than may be.
    private func spendOutput() throws(GoError) {
        do throws(GoError) { try rendering.allow(bytes: output.count) } catch { throw failure(ending: error) }
    }

    /// Writes the value of an action.
    private mutating func write(_ value: GoValue) {
        switch value {
        case .string(let text): output.append(contentsOf: text.bytes)
        case .nil: output.append(contentsOf: "<no value>".utf8)
        case .object(let object):
            // Go takes the address of a struct that it can, and so finds a `String` method of the pointer.
            if let method = object.method("String"), case .string(let text)? = try? method.body([], context) {
                output.append(contentsOf: text.bytes)
            } else {
                output.append(contentsOf: object.printed.bytes)
            }
        default: GoPrinter.append(value, to: &output)
        }
    }

    private mutating func walkBranch(_ branch: Branch, _ dot: Operand, setsDot: Bool) throws(GoError) -> Flow
    {
        let mark = variables.count
        let value = try evaluate(pipeline: branch.pipeline, dot)
        let flow: Flow
        if value.isTrue {
            flow = try walk(branch.body, setsDot ? Operand(value) : dot)
        } else {
            flow = try walk(branch.otherwise, dot)
        }
        popVariables(to: mark)
        return flow
    }

    private mutating func walkTemplate(_ call: TemplateCall, _ dot: Operand) throws(GoError) {
        place = NodePlace(.template, call.offset)
        let name = tree.syntax.names[Int(call.name)]
        guard let entry = context.scope.entry(name) else {
            var error = failure("template \(Quoting.quoted(name.bytes)) not defined")
            error.hint = context.scope.hint(for: name)
            throw error
        }
        guard templateDepth < rendering.limits.templateDepth else {
            throw failure("exceeded maximum template depth (\(rendering.limits.templateDepth))")
        }
        do throws(GoError) { try rendering.checkStack() } catch { throw failure(ending: error) }
        var data = Operand(.nil)
        if let pipeline = call.pipeline { data = Operand(try evaluate(pipeline: pipeline, dot)) }
        let outer = (tree, root, variables, place)
        tree = entry.tree
        root = data
        variables = []
        templateDepth += 1
        _ = try walk(tree.root, data)
        templateDepth -= 1
        (tree, root, variables, place) = outer
    }

    // MARK: Range

    private mutating func walkRange(_ branch: Branch, _ dot: Operand) throws(GoError) -> Flow {
        let outerMark = variables.count
        let value = try evaluate(pipeline: branch.pipeline, dot)
        let mark = variables.count
        var hasElements = false
        switch value {
        case .list(let list):
            hasElements = !list.elements.isEmpty
            let isInterface = list.holdsInterfaces
            for (index, element) in list.elements.enumerated() {
                let element = Operand(element, isInterface: isInterface)
                if try !iterate(branch, index: .int(index), element, mark: mark) { break }
            }
        case .bytes(let bytes):
            hasElements = !bytes.isEmpty
            for (index, byte) in bytes.enumerated() {
                if try !iterate(branch, index: .int(index), Operand(.uint8(byte)), mark: mark) { break }
            }
        case .map(let map):
            hasElements = !map.entries.isEmpty
            let isInterface = map.elementKind == .any
            // Functions that the body calls may change the map; the iteration goes over what it was.
            let entries = map.entries
            for key in map.sortedKeys {
                let element = Operand(entries[key] ?? .nil, isInterface: isInterface)
                if try !iterate(branch, index: .string(key), element, mark: mark) { break }
            }
        case .int(let count):
            hasElements = try iterateNumbers(branch, value, upTo: Int64(count), mark: mark) { .int(Int($0)) }
        case .int64(let count):
            hasElements = try iterateNumbers(branch, value, upTo: count, mark: mark) { .int64($0) }
        case .uint8(let count):
            hasElements = try iterateNumbers(branch, value, upTo: Int64(count), mark: mark) {
                .uint8(UInt8(truncatingIfNeeded: $0))
            }
        case .uint64(let count):
            hasElements = try iterateNumbers(branch, value, upTo: Int64(clamping: count), mark: mark) {
                .uint64(UInt64($0))
            }
        case .nil: break
        default: throw failure("range can't iterate over \(GoPrinter.printed(value))")
        }
        let flow = hasElements ? .normal : try walk(branch.otherwise, dot)
        popVariables(to: outerMark)
        return flow
    }

    private mutating func iterateNumbers(
        _ branch: Branch,
        _ value: GoValue,
        upTo count: Int64,
        mark: Int,
        _ make: (Int64) -> GoValue
    ) throws(GoError) -> Bool {
        if tree.syntax.pipelines[Int(branch.pipeline)].declarations.count > 1 {
            throw failure("can't use \(GoPrinter.printed(value)) to iterate over more than one variable")
        }
        var number: Int64 = 0
        while number < count {
            // The number is the element; there is no index.
            if try !iterate(branch, index: .nil, Operand(make(number)), mark: mark) { break }
            number += 1
        }
        return count > 0
    }

    /// Runs the body once; false when it was left with `break`.
    private mutating func iterate(
        _ branch: Branch,
        index: GoValue,
        _ element: Operand,
        mark: Int
    ) throws(GoError) -> Bool {
        let pipeline = tree.syntax.pipelines[Int(branch.pipeline)]
        do throws(GoError) { try rendering.step() } catch {
            place = NodePlace(.pipeline, pipeline.offset)
            throw failure(ending: error)
        }
        let declarations = pipeline.declarations
        if pipeline.isAssignment {
            if declarations.count > 1 {
                try assign(tree.syntax.variables[declarations.place(0)], Operand(index))
                try assign(tree.syntax.variables[declarations.place(1)], element)
            } else if !declarations.isEmpty {
                try assign(tree.syntax.variables[declarations.place(0)], element)
            }
        } else if !declarations.isEmpty {
            variables[mark - 1].operand = element
            if declarations.count > 1 { variables[mark - 2].operand = Operand(index) }
        }
        let flow = try walk(branch.body, element)
        popVariables(to: mark)
        return flow != .leaveLoop
    }
}
