import GoTemplate

extension GoFunction {
    /// The function with the memory of its result counted, unless that is an argument or a part of one, or it
    /// counts by itself.
    ///
    /// Whatever would be much larger than the arguments is refused by the function, before it is made.
    func spending() -> GoFunction {
        var function = self
        function.makesItsResult = !Self.sharing.contains(name)
        return function
    }

    private static let sharing: Set<String> = [
        "coalesce", "default", "deepCopy", "dig", "fail", "first", "get", "include", "last", "lookup",
        "merge", "mergeOverwrite", "mustDeepCopy", "mustFirst", "mustLast", "mustMerge",
        "mustMergeOverwrite", "required", "set", "ternary", "tpl", "unset",
    ]
}
