import GoTemplate

extension GoFunction {
    /// The function with the memory of its result counted against the rendering's budget.
    ///
    /// Whatever would be much larger than the arguments is refused by the function itself, before it is made.
    func spending() -> GoFunction {
        var function = self
        let body = body
        function.body = { arguments, context throws(GoError) in
            let result = try body(arguments, context)
            let size = result.ownSize
            if size > 1 << 16 { try context.allow(bytes: size) }
            try context.spend(bytes: size)
            return result
        }
        return function
    }

    /// Names of functions whose result is an argument or a part of one, or that count what they make.
    private static let sharing: Set<String> = [
        "coalesce", "default", "deepCopy", "dig", "fail", "first", "get", "include", "last", "lookup",
        "merge", "mergeOverwrite", "mustDeepCopy", "mustFirst", "mustLast", "mustMerge",
        "mustMergeOverwrite", "required", "set", "ternary", "tpl", "unset",
    ]

    /// Whether the result takes new memory.
    var makesItsResult: Bool { !Self.sharing.contains(name) }
}

extension GoValue {
    /// About how many bytes of memory the value takes, without those of its elements.
    var ownSize: Int {
        switch self {
        case .string(let text): Self.headSize + text.count
        case .bytes(let bytes): Self.headSize + bytes.count
        case .list(let list): Self.headSize + list.elements.count * MemoryLayout<GoValue>.stride
        case .map(let map): Self.mapSize + map.entries.count * Self.entrySize
        case .object: Self.headSize
        case .nil, .bool, .int, .int64, .uint8, .uint64, .float64, .complex128: 0
        }
    }

    /// As `ownSize`, with the elements: for what shares none of them.
    var wholeSize: Int {
        switch self {
        case .list(let list): list.elements.reduce(ownSize) { $0 + $1.wholeSize }
        case .map(let map): map.entries.reduce(ownSize) { $0 + $1.key.count + $1.value.wholeSize }
        default: ownSize
        }
    }

    /// An allocation and its count of references.
    static let headSize = 32
    /// A map and its storage.
    private static let mapSize = 160
    /// A key and a value, in tables that are at most three quarters full and twice as large as before.
    static let entrySize = 48
}
