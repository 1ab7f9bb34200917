import Compose
package import Diagnostics
import DockerAPI
import OrderedCollections
package import Releases
import Values

/// What a deployment changes on a Swarm.
package struct SwarmPlan: ReleasePlan {
    let client: DockerClient
    let deployment: Deployment
    let wanted: WantedObjects
    let live: LiveState
    let credentials: RegistryCredentials?
    package let images: [String: String]
    /// Images that their registry keeps from this user.
    let denied: [Failure]
    /// What registries or credentials could not be asked for.
    let registryWarnings: [Diagnostic]
    /// Services in the order in which they are started.
    let services: [ServiceChange]
    package let changes: [PlannedChange]
    package let diagnostics: [Diagnostic]

    var release: String { deployment.release }

    init(
        client: DockerClient,
        deployment: Deployment,
        resolution: ImageResolution.Outcome,
        live: LiveState,
        credentials: RegistryCredentials? = nil,
        recorded: WantedObjects? = nil,
        translation: [Diagnostic]
    ) {
        let wanted = resolution.wanted
        self.client = client
        self.deployment = deployment
        self.wanted = wanted
        self.live = live
        self.credentials = credentials
        images = resolution.images
        denied = resolution.denied
        registryWarnings = resolution.diagnostics
        let names = live.networkNames
        services = wanted.services.map {
            ServiceChange($0, live: live.services[$0.name], networkNames: names)
        }
        let comparison = ObjectComparison(
            release: deployment.release,
            adopt: deployment.adopt,
            wanted: wanted,
            live: live,
            recorded: recorded
        )
        var collector = DiagnosticCollector()
        for diagnostic in translation { collector.emit(diagnostic) }
        var changes = comparison.networks(&collector)
        changes += comparison.data(wanted.configs, .config, &collector)
        changes += comparison.data(wanted.secrets, .secret, &collector)
        changes += services.map(\.planned)
        changes += comparison.deletions()
        comparison.foreigners(&collector)
        let marks = recorded.map { RepairMarks(recorded: $0, live: live, release: deployment.release) }
        self.changes = marks.map { marks in changes.map(marks.marked) } ?? changes
        diagnostics = collector.diagnostics
    }

    /// The user's credentials for the registry of an image, to be sent along.
    ///
    /// Where they cannot be had the person is told, and it is tried without.
    func auth(for image: String, _ operation: OperationContext) async -> RegistryAuth? {
        do {
            return try await credentials?.auth(forImage: image)
        } catch {
            if let warning = (error as? Failure).map(Diagnostic.credentials),
                !registryWarnings.contains(where: { $0.message == warning.message })
            {
                operation.report(.diagnostic(warning))
            }
            return nil
        }
    }

    /// The changes of one sort that write something.
    func writes(_ kind: String) -> [PlannedChange] {
        changes.filter { $0.object.kind == kind && $0.action != .keep && $0.action != .delete }
    }
}
