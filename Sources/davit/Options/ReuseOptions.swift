import ArgumentParser
import Diagnostics
import Releases

/// What becomes of the values that were given to earlier revisions.
struct ReuseOptions: ParsableArguments, Sendable {
    @Flag(help: "Forget the values given earlier.")
    var resetValues = false

    @Flag(help: "Keep all values of the last revision, its chart's defaults included.")
    var reuseValues = false

    @Flag(help: "Take the chart's new defaults, then the values given earlier (the default).")
    var resetThenReuseValues = false

    /// - Throws: `.usage` when more than one is given.
    func reuse() throws(Failure) -> ValueReuse {
        switch (resetValues, reuseValues, resetThenReuseValues) {
        case (true, false, false): return .reset
        case (false, true, false): return .reuse
        case (false, false, _): return .resetThenReuse
        default:
            throw Failure(
                .usage,
                "only one of --reset-values, --reuse-values and --reset-then-reuse-values can be given",
                hint: "leave all but one out"
            )
        }
    }
}
