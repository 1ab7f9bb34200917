import Synchronization

/// Parsed sources by file name and content, for sets that are made again and again from the same chart.
package final class TemplateCache: Sendable {
    private struct Key: Hashable {
        var name: String
        var source: GoString
        /// Trees refer to functions by their place among these.
        var functionNames: [GoString]
    }

    private let trees = Mutex<[Key: [TemplateTree]]>([:])

    package init() {}

    func trees(name: String, source: [UInt8], functions: FunctionTable) -> [TemplateTree]? {
        let key = Key(name: name, source: GoString(source), functionNames: functions.names)
        return trees.withLock { $0[key] }
    }

    func keep(_ parsed: [TemplateTree], name: String, source: [UInt8], functions: FunctionTable) {
        let key = Key(name: name, source: GoString(source), functionNames: functions.names)
        trees.withLock { $0[key] = parsed }
    }
}
