/// What one execution of a template may use before it ends with an error.
///
/// A chart is other people's input: it must not be able to exhaust memory or never end.
package struct ExecutionLimits: Sendable {
    /// Evaluation steps: actions, commands and iterations.
    package var steps: Int
    /// Bytes of output and of what functions allocate, included texts counted again.
    package var bytes: Int
    /// How often one name may be nested in `include` (Helm's engine, `recursionMaxNums`).
    package var includeDepth: Int
    /// How deep `{{template}}` may nest (Go's text/template, `maxExecDepth`).
    package var templateDepth: Int

    package init(
        steps: Int = 200_000_000,
        bytes: Int = 1 << 27,
        includeDepth: Int = 1000,
        templateDepth: Int = 100_000
    ) {
        self.steps = steps
        self.bytes = bytes
        self.includeDepth = includeDepth
        self.templateDepth = templateDepth
    }

    /// Bytes that one text or list may take.
    ///
    /// No function is asked whether it is done in time while it works on one text, so texts must be short
    /// enough for all of them. A file of a chart is at most 5 MiB.
    package static let largestText = 8 << 20

    /// The stack size in bytes that a thread should have to reach the depths above.
    ///
    /// The memory is only reserved. On a smaller stack everything works, and templates that nest
    /// deeper than it allows fail with an error.
    package static let wantedStackSize = 512 << 20
}
