/// Lists the revisions of a release, oldest first; reads no records.
package struct History: Sendable {
    package var release: String
    /// The most revisions to list, the newest ones; nil is all.
    package var maximum: Int?

    package init(release: String, maximum: Int? = nil) {
        self.release = release
        self.maximum = maximum
    }

    /// - Throws: `.notFound` when there is no such release.
    package func run(in environment: ReleaseEnvironment) async throws -> [RevisionSummary] {
        let state = try await environment.ledger.state(of: release)
        guard !state.isVacant else { throw try await environment.ledger.notFound(release) }
        return maximum.map { state.revisions.suffix(max(0, $0)) } ?? state.revisions
    }
}
