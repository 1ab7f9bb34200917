import GoTemplate

/// Sprig's functions on maps.
enum DictFunctions {
    static var all: [GoFunction] { access + selection + merging }

    private static var access: [GoFunction] {
        [
            GoFunction("dict", variadic: .any) { arguments, _ in
                var entries: [GoString: GoValue] = [:]
                for index in stride(from: 0, to: arguments.count, by: 2) {
                    entries[arguments[index].text] =
                        index + 1 < arguments.count ? arguments[index + 1] : .text("")
                }
                return .map(GoMap(entries))
            },
            GoFunction("get", [.map, .string]) { arguments, _ in
                arguments[0].table.entries[arguments[1].text] ?? .text("")
            },
            GoFunction("set", [.map, .string, .any]) { arguments, context throws(GoError) in
                if arguments[0].table.isNil { throw GoError("assignment to entry in nil map") }
                try context.spend(bytes: GoValue.entrySize)
                arguments[0].table.entries[arguments[1].text] = arguments[2]
                return arguments[0]
            },
            GoFunction("unset", [.map, .string]) { arguments, _ in
                arguments[0].table.entries[arguments[1].text] = nil
                return arguments[0]
            },
            GoFunction("hasKey", [.map, .string]) { arguments, _ in
                .bool(arguments[0].table.entries[arguments[1].text] != nil)
            },
            GoFunction("dig", variadic: .any, body: dig),
            GoFunction("pluck", [.string], variadic: .map) { arguments, _ in
                .list(arguments.dropFirst().compactMap { $0.table.entries[arguments[0].text] })
            },
        ]
    }

    private static var selection: [GoFunction] {
        [
            GoFunction("keys", variadic: .map) { arguments, context throws(GoError) in
                let count = arguments.reduce(0) { $0 + $1.table.entries.count }
                try context.allow(bytes: count * MemoryLayout<GoValue>.stride)
                return .strings(arguments.flatMap(\.table.sortedKeys))
            },
            GoFunction("values", [.map]) { arguments, _ in
                let table = arguments[0].table
                return .list(table.sortedKeys.map { table.entries[$0] ?? .nil })
            },
            GoFunction("pick", [.map], variadic: .string) { arguments, _ in
                let wanted = Set(arguments.dropFirst().map(\.text))
                return .map(GoMap(arguments[0].table.entries.filter { wanted.contains($0.key) }))
            },
            GoFunction("omit", [.map], variadic: .string) { arguments, _ in
                let unwanted = Set(arguments.dropFirst().map(\.text))
                return .map(GoMap(arguments[0].table.entries.filter { !unwanted.contains($0.key) }))
            },
        ]
    }

    private static var merging: [GoFunction] {
        let merge = GoFunction("merge", [.map], variadic: .map) { arguments, context throws(GoError) in
            try merged(arguments, overwrites: false, context)
        }
        let mergeOverwrite = GoFunction("mergeOverwrite", [.map], variadic: .map) {
            arguments,
            context throws(GoError) in
            try merged(arguments, overwrites: true, context)
        }
        let deepCopy = GoFunction("deepCopy", [.any]) { arguments, context throws(GoError) in
            if arguments[0].isNilValue {
                throw GoError("reflect: call of reflect.Value.Type on zero Value")
            }
            return try copied(arguments[0], depth: 0, context)
        }
        return [
            merge, merge.named("mustMerge"),
            mergeOverwrite, mergeOverwrite.named("mustMergeOverwrite"),
            deepCopy, deepCopy.named("mustDeepCopy"),
        ]
    }

    private static func dig(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        guard arguments.count >= 3 else { throw GoError("dig needs at least three arguments") }
        var table = try plainTable(arguments[arguments.count - 1])
        var keys: [GoString] = []
        for argument in arguments.dropLast(2) {
            guard case .string(let key) = argument else {
                throw conversionError(argument, to: "string")
            }
            keys.append(key)
        }
        for (index, key) in keys.enumerated() {
            guard let value = table.entries[key] else { return arguments[arguments.count - 2] }
            if index == keys.count - 1 { return value }
            table = try plainTable(value)
        }
        return .nil
    }

    /// Only `map[string]interface {}` itself will do, not a named map type such as `.Values`.
    private static func plainTable(_ value: GoValue) throws(GoError) -> GoMap {
        if case .map(let map) = value, map.typeName == "map[string]interface {}" { return map }
        throw conversionError(value, to: "map[string]interface {}")
    }

    private static func conversionError(_ value: GoValue, to type: String) -> GoError {
        let found = value.isNilValue ? "nil" : value.typeName
        return GoError("interface conversion: interface {} is \(found), not \(type)")
    }

    private static func merged(
        _ arguments: [GoValue],
        overwrites: Bool,
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        let target = arguments[0].table.isNil ? GoMap() : arguments[0].table
        for source in arguments.dropFirst() {
            try merge(source.table, into: target, overwrites: overwrites, depth: 0, context)
        }
        return .map(target)
    }

    /// Puts into `target` what it lacks or holds as a zero value; with `overwrites` the source wins.
    ///
    /// Only maps merge into maps; nested maps that the target lacks are shared with the source.
    private static func merge(
        _ source: GoMap,
        into target: GoMap,
        overwrites: Bool,
        depth: Int,
        _ context: any GoCallContext
    ) throws(GoError) {
        if source === target { return }
        try context.allow(bytes: 0)
        guard depth < 1000 else { throw GoError("maps are nested more than 1000 deep") }
        for (key, value) in source.entries {
            if value.isNilValue {
                if overwrites { target.entries[key] = value }
                continue
            }
            let old = target.entries[key]
            if case .map(let from) = value, case .map(let into)? = old, !into.isNil {
                try merge(from, into: into, overwrites: overwrites, depth: depth + 1, context)
                if into.entries.isEmpty { target.entries[key] = value }
                continue
            }
            if overwrites || !(old?.isTrue ?? false) {
                target.entries[key] = value
                try context.spend(bytes: GoValue.entrySize)
            }
        }
    }

    /// A copy that shares no map with the original.
    private static func copied(
        _ value: GoValue,
        depth: Int,
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        guard depth < 1000 else { throw GoError("value is nested more than 1000 deep") }
        switch value {
        case .map(let map):
            try context.spend(bytes: value.ownSize)
            try context.allow(bytes: 0)
            var entries: [GoString: GoValue] = [:]
            entries.reserveCapacity(map.entries.count)
            for (key, element) in map.entries {
                entries[key] = try copied(element, depth: depth + 1, context)
            }
            return .map(GoMap(entries, type: map.typeName, isNil: map.isNil))
        case .list(let list):
            try context.spend(bytes: value.ownSize)
            try context.allow(bytes: 0)
            var elements: [GoValue] = []
            elements.reserveCapacity(list.elements.count)
            for element in list.elements {
                elements.append(try copied(element, depth: depth + 1, context))
            }
            return .list(
                GoList(elements, of: list.elementType, isNil: list.isNil, namedType: list.namedType)
            )
        default: return value
        }
    }
}
