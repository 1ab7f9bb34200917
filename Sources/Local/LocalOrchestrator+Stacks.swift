package import Releases

extension LocalOrchestrator {
    /// The releases on this machine; what other tools run here is theirs.
    package func stacks() async throws -> [StackSummary] {
        var stacks: [StackSummary] = []
        for head in try await Ledger(store: DirectoryStore(folder: folder)).heads() {
            let record = try await GetRevision(release: head.release).run(
                in: ReleaseEnvironment(orchestrator: self, store: DirectoryStore(folder: folder))
            ).record
            let status = try await status(of: head.release, desired: record.desired)
            stacks.append(StackSummary(name: head.release, isRelease: true, services: status.services))
        }
        return stacks
    }
}
