/// A step of a JSONPath template, as `k8s.io/client-go/util/jsonpath` has them.
indirect enum JSONPathNode {
    /// Text outside of braces, or in quotes within them.
    case text(String)
    case integer(Int64)
    case number(Double)
    case bool(Bool)
    /// `range`, `end`, and words that mean nothing.
    case word(String)
    case field(String)
    case elements(Slice)
    case filter(left: [JSONPathNode], comparison: String?, right: [JSONPathNode])
    case wildcard
    case recursive
    case union([[JSONPathNode]])
    /// What is in one pair of braces.
    case list([JSONPathNode])

    /// `[start:end:step]`, or one element.
    struct Slice {
        var start: Int?
        var end: Int?
        var step: Int?
        /// Whether the end only follows from the start, as in `[2]`.
        var isElement = false
    }
}
