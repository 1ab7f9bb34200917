package import GoTemplate

/// `.Files` of a chart: its files that are neither templates nor Chart.yaml and values, as
/// `map[string][]byte` with methods.
package enum ChartFiles {
    /// The Go type of the map; `TemplateFunctions.methods` has its methods.
    package static let typeName = "engine.files"

    /// The value of `.Files`, from the content of each file and its path in the chart.
    package static func value(_ files: some Sequence<(path: String, content: [UInt8])>) -> GoValue {
        var entries: [GoString: GoValue] = [:]
        for (path, content) in files { entries[GoString(path)] = .bytes(content) }
        return .map(GoMap(entries, type: typeName))
    }

    /// Patterns read before.
    private final class Patterns {
        var known: [GoString: GlobPattern?] = [:]
    }

    /// The methods; each gets the map as its first argument.
    static var methods: [GoFunction] { plainMethods.map { $0.spending() } }

    private static var plainMethods: [GoFunction] {
        [
            GoFunction("Get", [.string]) { arguments, _ in .string(content(arguments)) },
            GoFunction("GetBytes", [.string]) { arguments, _ in .bytes(content(arguments)) },
            GoFunction("Glob", [.string]) { arguments, context throws(GoError) in
                // A pattern that cannot be read matches everything, as in Helm.
                let pattern = try pattern(arguments[1].text, context)
                let files = arguments[0].table.entries.filter { pattern?.matches($0.key.text) ?? true }
                return .map(GoMap(files, type: typeName))
            },
            GoFunction("AsConfig") { arguments, context throws(GoError) in
                try byName(arguments[0].table, context) { .string($0) }
            },
            GoFunction("AsSecrets") { arguments, context throws(GoError) in
                try byName(arguments[0].table, context) { .string(Base64.encode($0)) }
            },
            GoFunction("Lines", [.string], body: lines),
        ]
    }

    private static func content(_ arguments: [GoValue]) -> [UInt8] {
        if case .bytes(let bytes)? = arguments[0].table.entries[arguments[1].text] { bytes } else { [] }
    }

    private static func pattern(
        _ text: GoString,
        _ context: any GoCallContext
    ) throws(GoError) -> GlobPattern? {
        let patterns = context.memory.object { Patterns() }
        if let known = patterns.known[text] { return known }
        // What is kept of it takes a hundred times its memory.
        try context.spend(bytes: 100 * text.count)
        let pattern = GlobPattern(text.text)
        patterns.known[text] = pattern
        return pattern
    }

    /// YAML of the files by base name.
    private static func byName(
        _ files: GoMap,
        _ context: any GoCallContext,
        _ value: ([UInt8]) -> GoValue
    ) throws(GoError) -> GoValue {
        if files.isNil { return .text("") }
        var entries: [GoString: GoValue] = [:]
        for path in files.sortedKeys {
            guard case .bytes(let bytes)? = files.entries[path] else { continue }
            try context.allow(bytes: bytes.count)
            entries[GoString(PathFunctions.base(path.bytes))] = value(bytes)
        }
        do throws(GoError) {
            return .string(try YAMLFunctions.emit(.map(GoMap(entries)), context))
        } catch {
            if error.endsRendering { throw error }
            return .text("")
        }
    }

    /// The lines, without an empty one at the end.
    private static func lines(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        guard case .bytes(let bytes)? = arguments[0].table.entries[arguments[1].text] else {
            return .strings([])
        }
        if bytes.isEmpty { throw GoError("runtime error: index out of range [-1]") }
        let text = bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes
        let lines = ByteSearch.split(text, by: [UInt8(ascii: "\n")])
        try context.spend(bytes: lines.count * 2 * GoValue.headSize + text.count)
        return .strings(lines.map { GoString(Array($0)) })
    }
}
