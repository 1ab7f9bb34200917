/// What template functions keep between their calls, such as compiled regular expressions.
///
/// It lives as long as the set of templates; functions themselves hold nothing and are shared by all sets.
package final class FunctionMemory {
    /// Bytes that the executions of the set have counted against their budget.
    var spentBytes = 0
    private var objects: [ObjectIdentifier: AnyObject] = [:]

    /// The one object of its type, made on first use.
    package func object<Kept: AnyObject>(_ make: () -> Kept) -> Kept {
        if let known = objects[ObjectIdentifier(Kept.self)] as? Kept { return known }
        let new = make()
        objects[ObjectIdentifier(Kept.self)] = new
        return new
    }
}
