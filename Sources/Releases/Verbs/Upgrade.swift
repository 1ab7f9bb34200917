internal import Diagnostics
package import Values

/// Makes the next revision of a release, with other values or another chart.
package struct Upgrade: Sendable {
    package var release: String
    /// nil is the environment's.
    package var namespace: String?
    /// The values given by the user this time.
    package var values: Value
    package var reuse: ValueReuse
    /// Install the release where there is none.
    package var install: Bool
    package var options: OperationOptions
    package var makeContent: ContentMaker
    /// What has to be there first; nil leaves that alone.
    package var prerequisites: Prerequisites?
    /// What the record says of the prerequisites; nil is what it said before.
    var recorded: [Value]?
    /// The facts of the engine to go by; nil asks it.
    var facts: EngineFacts?

    package init(
        release: String,
        namespace: String? = nil,
        values: Value = .emptyObject,
        reuse: ValueReuse = .resetThenReuse,
        install: Bool = false,
        options: OperationOptions = .init(),
        prerequisites: Prerequisites? = nil,
        makeContent: @escaping ContentMaker
    ) {
        self.release = release
        self.namespace = namespace
        self.values = values
        self.reuse = reuse
        self.install = install
        self.options = options
        self.prerequisites = prerequisites
        self.makeContent = makeContent
    }

    /// Upgrades, prerequisites first, and waits until it runs; with nothing to change it writes nothing.
    ///
    /// - Throws: `.notFound` when there is no such release, `.usage` when a secret value has to be given
    ///   again, and whatever the chart or the engine is against.
    package func run(in environment: ReleaseEnvironment) async throws -> OperationResult {
        try ReleaseName.validate(release)
        guard let prerequisites else { return try await revise(in: environment) }
        let key = environment.key(of: release, namespace: namespace)
        return try await prerequisites.precede(key, options: options, in: environment) { assumed in
            let state = try await environment.ledger.state(of: release)
            _ = try await prepare(state, facts: assumed, in: environment)
        } then: { outcome in
            var upgrade = self
            upgrade.recorded = outcome.recorded
            upgrade.facts = outcome.assumed
            return try await upgrade.revise(in: environment)
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
            operation: .upgrade,
            options: options,
            prepare: { try await prepare($0, facts: facts, in: environment) }
        )
        return try await revising.run()
    }

    private func prepare(
        _ state: ReleaseState,
        facts: EngineFacts,
        in environment: ReleaseEnvironment
    ) async throws -> PreparedRevision {
        guard let newest = state.newest, newest.status != .uninstalled else {
            guard install else { throw try await missing(state, in: environment) }
            var install = Install(
                release: release,
                namespace: namespace,
                values: values,
                options: options,
                makeContent: makeContent
            )
            install.recorded = recorded ?? []
            return try await install.prepare(state, facts: facts, in: environment)
        }
        let ledger = environment.ledger
        let former = try await ledger.record(of: state.inForce ?? newest)
        let base = try former.restoringSecrets(with: environment.key)
        try reuse.requireSecrets(of: base, given: values)
        let request = RenderRequest(
            release: release,
            namespace: base.namespace,
            revision: state.nextRevision,
            isInstall: false,
            isUpgrade: true,
            userValues: reuse.userValues(recorded: base.userValues, given: values),
            defaults: reuse.defaults(recordedMerged: base.mergedValues),
            facts: facts,
            orchestrator: environment.orchestrator,
            previous: PreviousRevision(record: base, archive: { try await ledger.archive(of: base) })
        )
        var prepared = try PreparedRevision(
            .upgrade,
            content: await makeContent(request),
            request: request,
            target: environment.orchestrator.kind,
            labels: options.labels ?? base.labels,
            requested: options.requested,
            description: options.description,
            author: environment.lease.holder,
            key: environment.key
        )
        prepared.images = base.images
        prepared.base = former
        prepared.record.prerequisites = recorded ?? former.prerequisites
        return prepared
    }

    private func missing(_ state: ReleaseState, in environment: ReleaseEnvironment) async throws -> Failure {
        var failure = try await environment.ledger.notFound(release)
        if state.newest != nil {
            failure.message = "release '\(release)' is uninstalled, only its history is kept"
            failure.hint = "add '--install', or use 'davit rollback \(release)'"
        } else {
            failure.hint = failure.hint ?? "add '--install' to install it"
        }
        return failure
    }
}

extension Ledger {
    /// The archive that a revision was made of.
    ///
    /// - Throws: `.notFound` when the store does not have it.
    func archive(of record: RevisionRecord) async throws -> [UInt8] {
        if let digest = record.chart.archive, let archive = try await archive(digest) { return archive }
        throw Failure(
            .notFound,
            "the chart '\(record.chart.label)' of revision \(record.revision) is not in the store",
            hint: "name the chart: 'davit upgrade \(record.release) CHART'"
        )
    }

    /// The failure that says there is no such release, with the name that may have been meant.
    func notFound(_ release: String) async throws -> Failure {
        let near = suggestion(for: release, among: try await heads(mayLag: true).map(\.release))
        return Failure(
            .notFound,
            "there is no release '\(release)'",
            hint: near.map { "did you mean '\($0)'?" }
        )
    }
}
