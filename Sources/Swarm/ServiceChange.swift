import DockerAPI
import Releases
import Values

/// What becomes of one service.
struct ServiceChange: Sendable {
    var service: WantedService
    /// The service as it is; nil when there is none.
    var live: SwarmObject?
    var planned: PlannedChange

    init(_ wanted: WantedService, live: SwarmObject?, networkNames: [String: String]) {
        var wanted = wanted
        let object = ObjectReference(kind: "service", name: wanted.name)
        self.live = live
        guard let live else {
            service = wanted
            planned = PlannedChange(.create, object)
            return
        }
        if wanted.keepsReplicas, let replicas = live.spec.at("Mode", "Replicated", "Replicas") {
            wanted.spec = wanted.spec.setting(["Mode", "Replicated", "Replicas"], replicas)
        }
        // Counts the restarts that a person asked for; another number would be one more.
        if let count = live.spec.at("TaskTemplate", "ForceUpdate") {
            wanted.spec = wanted.spec.setting(["TaskTemplate", "ForceUpdate"], count)
        }
        service = wanted
        let paths = SpecComparison.changes(from: live.spec, to: wanted.spec, networkNames: networkNames)
        if SpecComparison.mode(of: live.spec) != SpecComparison.mode(of: wanted.spec) {
            // The engine cannot change the mode of a service.
            planned = PlannedChange(.replace, object, paths: paths)
        } else if !paths.isEmpty {
            planned = PlannedChange(.update, object, paths: paths)
        } else if Self.isPaused(live) {
            planned = PlannedChange(.update, object, paths: ["(the paused update)"])
        } else {
            planned = PlannedChange(.keep, object)
        }
    }

    /// Whether the engine has given up half-way: an equal spec must be sent again for it to go on.
    static func isPaused(_ service: SwarmObject) -> Bool {
        ["paused", "rollback_paused"].contains(service.value.at("UpdateStatus", "State")?.stringValue ?? "")
    }
}
