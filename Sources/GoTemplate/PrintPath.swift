/// The lists and maps being printed, one inside the other.
///
/// Maps are shared, so a template can put one into itself. Go prints such a map until its stack is full;
/// here the inner one is cut short, as is what nests beyond measure or makes a text beyond all limits.
struct PrintPath {
    private var maps: [ObjectIdentifier] = []
    private var depth = 0

    private static let depthLimit = 2000
    /// What is longer is refused when it has been printed.
    static let sizeLimit = ExecutionLimits.largestText

    /// What stands for the content that is left out.
    static let omission = "..."

    /// Notes that a list or a map is about to be printed; false when it is to be left out.
    mutating func enter(_ map: GoMap?, size: Int) -> Bool {
        guard depth < Self.depthLimit, size < Self.sizeLimit else { return false }
        if let map {
            let identifier = ObjectIdentifier(map)
            guard !maps.contains(identifier) else { return false }
            maps.append(identifier)
        }
        depth += 1
        return true
    }

    mutating func leave(_ map: GoMap?) {
        depth -= 1
        if map != nil { maps.removeLast() }
    }
}
