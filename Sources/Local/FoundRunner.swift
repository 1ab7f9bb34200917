/// Looks for a Compose tool once, when it is first needed: asking costs a process or two.
actor FoundRunner {
    private let find: @Sendable () async -> (any ComposeRunner)?
    private var search: Task<(any ComposeRunner)?, Never>?

    init(_ find: @escaping @Sendable () async -> (any ComposeRunner)?) {
        self.find = find
    }

    /// The tool, or nil when there is none.
    func get() async -> (any ComposeRunner)? {
        if let search { return await search.value }
        let search = Task { [find] in await find() }
        self.search = search
        return await search.value
    }
}
