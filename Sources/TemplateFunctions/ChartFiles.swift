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

    /// The methods; each gets the map as its first argument.
    static var methods: [GoFunction] {
        [
            GoFunction("Get", [.string]) { arguments, _ in .string(content(arguments)) },
            GoFunction("GetBytes", [.string]) { arguments, _ in .bytes(content(arguments)) },
            GoFunction("Glob", [.string]) { arguments, _ in
                // A pattern that cannot be read matches everything, as in Helm.
                let pattern = GlobPattern(arguments[1].stringText)
                let files = arguments[0].table.entries.filter { pattern?.matches($0.key.text) ?? true }
                return .map(GoMap(files, type: typeName))
            },
            GoFunction("AsConfig") { arguments, _ in byName(arguments[0].table) { .string($0) } },
            GoFunction("AsSecrets") { arguments, _ in
                byName(arguments[0].table) { .string(Base64.encode($0)) }
            },
            GoFunction("Lines", [.string]) { arguments, _ throws(GoError) in
                try lines(arguments)
            },
        ]
    }

    private static func content(_ arguments: [GoValue]) -> [UInt8] {
        if case .bytes(let bytes)? = arguments[0].table.entries[arguments[1].text] { bytes } else { [] }
    }

    /// YAML of the files by base name.
    private static func byName(_ files: GoMap, _ value: ([UInt8]) -> GoValue) -> GoValue {
        if files.isNil { return .text("") }
        var entries: [GoString: GoValue] = [:]
        for path in files.sortedKeys {
            guard case .bytes(let bytes)? = files.entries[path] else { continue }
            entries[GoString(PathFunctions.base(path.bytes))] = value(bytes)
        }
        return .string((try? YAMLFunctions.emit(.map(GoMap(entries)))) ?? [])
    }

    /// The lines, without an empty one at the end.
    private static func lines(_ arguments: [GoValue]) throws(GoError) -> GoValue {
        guard case .bytes(let bytes)? = arguments[0].table.entries[arguments[1].text] else {
            return .strings([])
        }
        if bytes.isEmpty { throw GoError("runtime error: index out of range [-1]") }
        let text = bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes
        let lines = ByteSearch.split(text, by: [UInt8(ascii: "\n")])
        return .strings(lines.map { GoString(Array($0)) })
    }
}
