package import Values

/// Makes the content of a revision: the chart that the user named, or the recorded one, rendered.
///
/// May be called again, with another revision, when somebody else was faster.
package typealias ContentMaker = @Sendable (RenderRequest) async throws -> ReleaseContent

/// What rendering a revision depends on besides the chart.
package struct RenderRequest: Sendable {
    package var release: String
    package var namespace: String
    package var revision: Int
    package var isInstall: Bool
    package var isUpgrade: Bool
    /// The values that count as the user's: recorded and given ones, put together.
    package var userValues: Value
    /// Takes the place of the chart's own defaults, where old values are reused whole.
    package var defaults: Value?
    package var facts: EngineFacts
    /// The engine that templates may look objects up in.
    package var orchestrator: (any Orchestrator)?
    /// The revision that is upgraded.
    package var previous: PreviousRevision?
}

/// The revision that an upgrade starts from.
package struct PreviousRevision: Sendable {
    package var record: RevisionRecord
    /// Reads the chart's archive that the revision was made of.
    ///
    /// Throws `.notFound` when the store does not have it.
    package var archive: @Sendable () async throws -> [UInt8]
}
