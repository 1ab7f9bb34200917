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
    /// Services in the order in which they are started.
    let services: [ServiceChange]
    package let changes: [PlannedChange]
    package let diagnostics: [Diagnostic]

    var release: String { deployment.release }

    init(
        client: DockerClient,
        deployment: Deployment,
        wanted: WantedObjects,
        live: LiveState,
        recorded: WantedObjects? = nil,
        translation: [Diagnostic]
    ) {
        self.client = client
        self.deployment = deployment
        self.wanted = wanted
        self.live = live
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

    /// The changes of one sort that write something.
    func writes(_ kind: String) -> [PlannedChange] {
        changes.filter { $0.object.kind == kind && $0.action != .keep && $0.action != .delete }
    }
}
