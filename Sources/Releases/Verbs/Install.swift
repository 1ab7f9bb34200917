internal import Diagnostics
package import Values

/// Makes a new release.
package struct Install: Sendable {
    package var release: String
    /// nil is the environment's.
    package var namespace: String?
    /// The values given by the user.
    package var values: Value
    /// Use the name of a release that is uninstalled with its history kept, or that never worked.
    package var replace: Bool
    package var options: OperationOptions
    package var makeContent: ContentMaker
    /// What has to be there first; nil leaves that alone.
    package var prerequisites: Prerequisites?
    /// What the record says of the prerequisites.
    var recorded: [Value] = []
    /// The facts of the engine to go by; nil asks it.
    var facts: EngineFacts?

    package init(
        release: String,
        namespace: String? = nil,
        values: Value = .emptyObject,
        replace: Bool = false,
        options: OperationOptions = .init(),
        prerequisites: Prerequisites? = nil,
        makeContent: @escaping ContentMaker
    ) {
        self.release = release
        self.namespace = namespace
        self.values = values
        self.replace = replace
        self.options = options
        self.prerequisites = prerequisites
        self.makeContent = makeContent
    }

    /// Installs, prerequisites first, and waits until it runs.
    ///
    /// - Throws: `.conflict` when the name is in use, and whatever the chart or the engine is against.
    package func run(in environment: ReleaseEnvironment) async throws -> OperationResult {
        try ReleaseName.validate(release)
        guard let prerequisites else { return try await revise(in: environment) }
        let key = environment.key(of: release, namespace: namespace)
        return try await prerequisites.precede(key, options: options, in: environment) { assumed in
            let state = try await environment.ledger.state(of: release)
            try check(state)
            _ = try await prepare(state, facts: assumed, in: environment)
        } then: { outcome in
            var install = self
            install.recorded = outcome.recorded ?? []
            install.facts = outcome.assumed
            return try await install.revise(in: environment)
        }
    }

    private func revise(in environment: ReleaseEnvironment) async throws -> OperationResult {
        var facts = self.facts
        if facts == nil { facts = try await environment.orchestrator.facts() }
        guard let facts else { throw Failure(.internal, "there are no facts of the engine") }
        let revising = Revising(
            environment: environment,
            release: release,
            namespace: environment.namespace(of: release, given: namespace),
            operation: .install,
            options: options,
            prepare: { state in
                try check(state)
                return try await prepare(state, facts: facts, in: environment)
            }
        )
        return try await revising.run()
    }

    /// The new revision, for this verb and for `upgrade --install`.
    func prepare(
        _ state: ReleaseState,
        facts: EngineFacts,
        in environment: ReleaseEnvironment
    ) async throws -> PreparedRevision {
        let request = RenderRequest(
            release: release,
            namespace: environment.namespace(of: release, given: namespace),
            revision: state.nextRevision,
            isInstall: true,
            isUpgrade: false,
            userValues: values,
            facts: facts,
            orchestrator: environment.orchestrator
        )
        var prepared = try PreparedRevision(
            .install,
            content: await makeContent(request),
            request: request,
            target: environment.orchestrator.kind,
            labels: options.labels ?? [:],
            requested: options.requested,
            description: options.description,
            author: environment.lease.holder,
            key: environment.key
        )
        prepared.record.prerequisites = recorded
        return prepared
    }

    private func check(_ state: ReleaseState) throws(Failure) {
        // A first install that broke off has not earned the name; repeating the command goes on with it.
        let isFree = state.revisions.allSatisfy { $0.status.isPending || $0.status == .interrupted }
        guard let newest = state.newest, !isFree else { return }
        let canReplace =
            state.inForce == nil && (newest.status == .uninstalled || newest.status == .failed)
        if replace, canReplace { return }
        throw Failure(
            .conflict,
            "a release named '\(release)' exists already: revision \(newest.revision), "
                + newest.status.rawValue,
            hint: canReplace
                ? "use 'davit upgrade --install \(release) CHART', or add '--replace'"
                : "use 'davit upgrade \(release) CHART', or another name"
        )
    }
}
