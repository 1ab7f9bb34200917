/// What parsing the templates of one set may use: a token takes many times the memory of its text.
///
/// Texts given to `tpl` count as well, since their trees are kept.
final class ParseBudget {
    /// Ends parsing that takes too long.
    var clock: RenderingClock?
    /// Why nothing more can be parsed, once that is so.
    private(set) var problem: String?
    private var tokens = 0

    /// The largest charts known have a tenth of it.
    private static let limit = 2_000_000
    /// Tokens between two looks at the clock.
    private static let interval = 1 << 10

    /// Counts a token; false when nothing more can be parsed.
    func countToken() -> Bool {
        tokens += 1
        if tokens > Self.limit { problem = "the templates of a chart are longer than \(Self.limit) words" }
        if tokens % Self.interval == 0, clock?.isExpired == true { problem = "rendering takes too long" }
        return problem == nil
    }
}
