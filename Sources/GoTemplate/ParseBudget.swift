/// What parsing the templates of one set may use: a token takes many times the memory of its text.
///
/// Texts given to `tpl` count as well, since their trees are kept.
final class ParseBudget {
    /// Ends parsing that takes too long.
    var clock: RenderingClock?
    /// Why nothing more can be parsed, once that is so.
    private(set) var problem: String?
    /// The tokens that may pass without a further look at the limits, those before included.
    private var tokens = ParseBudget.interval - 1
    /// How many of them are still to come.
    private var left = ParseBudget.interval - 1

    /// The largest charts known have a tenth of it.
    private static let limit = 2_000_000
    /// Tokens between two looks at the clock.
    private static let interval = 1 << 10

    /// Counts a token; false when nothing more can be parsed.
    func countToken() -> Bool {
        left -= 1
        return left >= 0 || look()
    }

    /// Looks at the limits before the next tokens; false when nothing more can be parsed.
    private func look() -> Bool {
        if problem == nil, tokens >= Self.limit {
            problem = "the templates of a chart are longer than \(Self.limit) words"
        } else if problem == nil, clock?.isExpired == true {
            problem = "rendering takes too long"
        }
        guard problem == nil else { return false }
        let allowed = min(Self.interval, Self.limit - tokens)
        tokens += allowed
        left = allowed - 1
        return true
    }
}
