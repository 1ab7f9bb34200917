import GoTemplate

/// A Go struct whose fields templates can see, in the order of their declaration.
protocol GoStructObject: GoObject {
    /// The exported fields with the names that `encoding/json` gives them.
    var jsonFields: [(name: String, value: GoValue)] { get }
}

extension GoStructObject {
    /// The same fields as a map.
    package var json: GoValue? {
        var entries: [GoString: GoValue] = [:]
        for (name, value) in jsonFields { entries[GoString(name)] = value }
        return .map(GoMap(entries))
    }
}
