internal import Diagnostics

/// Ends the lease of a release by force, for those who do not want to wait until it expires.
///
/// The process that held it stops before its next write.
package struct Unlock: Sendable {
    package var release: String

    package init(release: String) {
        self.release = release
    }

    /// - Returns: The lease that was ended; nil when there was none.
    /// - Throws: `.notFound` when there is no such release.
    package func run(in environment: ReleaseEnvironment) async throws -> Lease? {
        let ledger = environment.ledger
        while true {
            let state = try await ledger.state(of: release)
            guard let head = state.head else { throw try await ledger.notFound(release) }
            guard head.lease != nil || state.newest?.status.isPending == true else { return nil }
            guard try await state.settle(in: environment, as: "unlock") else { continue }
            return head.lease
        }
    }
}
