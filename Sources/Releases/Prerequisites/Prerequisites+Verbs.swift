internal import Diagnostics

extension Prerequisites {
    /// Puts everything in place and then makes the revision that needs it.
    ///
    /// The lease of the dependent is taken after that: its chart is rendered with what the prerequisites have
    /// brought, and a prerequisite may take longer than anybody should have to wait for a release in which nothing
    /// happens yet.
    ///
    /// - Parameters:
    ///   - release: The dependent.
    ///   - options: What it is installed with.
    ///   - environment: The engine.
    ///   - trial: Prepares the revision as if everything was in place, so that what is wrong with it is found before
    ///     anything is changed.
    ///   - revise: Makes the revision.
    func precede(
        _ release: ReleaseKey,
        options: OperationOptions,
        in environment: ReleaseEnvironment,
        trial: (EngineFacts) async throws -> Void,
        then revise: (Outcome) async throws -> OperationResult
    ) async throws -> OperationResult {
        do {
            let outcome = try await putInPlace(for: release, options: options, in: environment, trial: trial)
            var result = try await revise(outcome)
            result.prerequisites = outcome.graph.nodes
            return result
        } catch {
            // Also when this task has been cancelled.
            if !options.dryRun { await Task { await withdraw(release, in: environment) }.value }
            throw error is CancellationError
                ? Failure(error, of: "install", release: release.release) : error
        }
    }

    /// Takes back what a release was to need that has not come about.
    private func withdraw(_ release: ReleaseKey, in environment: ReleaseEnvironment) async {
        guard let state = try? await environment.ledger.state(of: release.release), state.isVacant,
            let graph = try? await resolve(for: release, in: environment)
        else { return }
        _ = await environment.withdraw(release, from: graph.direct.map(\.key))
    }
}
