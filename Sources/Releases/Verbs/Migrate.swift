internal import Charts
internal import Compose
package import Diagnostics
internal import OrderedCollections
internal import Values

/// Installs the recorded chart and values of a release on another target.
///
/// The source goes on running; taking it down is an uninstall of its own, for when the data has been moved.
package struct Migrate: Sendable {
    package var release: String
    /// What `$VAR` in the chart's Compose documents is resolved from; no record has them.
    package var variables: [String: String]
    /// What the chart needs at the destination first, of which the chart and the values are taken from the record;
    /// nil leaves that alone.
    package var prerequisites: Prerequisites?
    package var options: OperationOptions

    package init(
        release: String,
        variables: [String: String] = [:],
        prerequisites: Prerequisites? = nil,
        options: OperationOptions = .init()
    ) {
        self.release = release
        self.variables = variables
        self.prerequisites = prerequisites
        self.options = options
    }

    /// Installs on `destination` what is in force on `source`; where it is already, brings it up to that.
    ///
    /// - Throws: `.notFound` when there is no such release or its chart is not stored, `.usage` when both are the
    ///   same, and whatever the destination is against.
    package func run(
        from source: ReleaseEnvironment,
        to destination: ReleaseEnvironment
    ) async throws -> MigrationResult {
        try ReleaseName.validate(release)
        let ledger = source.ledger
        let state = try await ledger.state(of: release)
        guard state.newest != nil else { throw try await ledger.notFound(release) }
        guard let summary = state.inForce else {
            throw Failure(
                .refused,
                "release '\(release)' has no deployed revision to move",
                hint: "see 'davit history \(release)'"
            )
        }
        let stored = try await ledger.record(of: summary)
        let record = try stored.restoringSecrets(with: source.key)
        try ValueReuse.resetThenReuse.requireSecrets(of: record, given: .emptyObject)
        let archive = try await ledger.archive(of: record)
        let chart = try Chart.load(archive: archive, origin: record.chart.label)
        var prerequisites = self.prerequisites
        prerequisites?.chart = chart
        prerequisites?.user = record.userValues.objectValue ?? [:]
        let content = ChartContent(
            chart: chart,
            given: UserValues(),
            variables: variables,
            target: destination.orchestrator.kind
        )
        var options = options
        options.description =
            options.description
            ?? "moved from \(source.orchestrator.kind.rawValue), revision \(record.revision)"
        options.labels = options.labels ?? record.labels
        let result = try await Upgrade(
            release: release,
            values: record.userValues,
            reuse: .reset,
            install: true,
            options: options,
            prerequisites: prerequisites,
            makeContent: content.make
        ).run(in: destination)
        return MigrationResult(
            operation: result,
            source: record,
            volumes: Self.volumes(of: record.project),
            generatedSecrets: record.project.secrets.filter { _, secret in
                if case .generated = secret.content { true } else { false }
            }.map(\.key)
        )
    }

    /// The named volumes whose data a user may want to take along, each with a service that mounts it.
    private static func volumes(of project: Project) -> [MovedVolume] {
        project.volumes.compactMap { key, volume in
            let services = project.services.values.filter { !$0.directives.isHook }
            for service in services {
                for mount in service.mounts where mount.kind == .volume && mount.source == key {
                    return MovedVolume(
                        volume: key,
                        name: volume.explicitName ?? (volume.isExternal ? key : nil),
                        service: service.name,
                        path: mount.target
                    )
                }
            }
            return nil
        }
    }
}

/// A volume whose data is not moved by itself.
package struct MovedVolume: Sendable, Hashable {
    /// The key in the project.
    package var volume: String
    /// The exact name, where the project says one.
    package var name: String?
    /// A service that mounts it, and where.
    package var service: String
    package var path: String
}

/// What came of a move.
package struct MigrationResult: Sendable {
    package var operation: OperationResult
    /// The revision that was moved.
    package var source: RevisionRecord
    package var volumes: [MovedVolume]
    /// Secrets that the destination has made anew.
    package var generatedSecrets: [String]
}
