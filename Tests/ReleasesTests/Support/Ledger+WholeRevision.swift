import Releases

extension Ledger {
    /// Writes a revision with its chart's archive, in the steps in which an operation does.
    func write(
        _ record: RevisionRecord,
        archive: [UInt8],
        status: ReleaseStatus,
        description: String
    ) async throws -> RevisionSummary {
        try await store(archive: archive)
        let summary = try await write(record, status: status, description: description)
        try await store(archive: archive)
        return summary
    }
}
