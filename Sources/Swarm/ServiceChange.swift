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
            let spec = wanted.spec
            planned = PlannedChange(creating: object) {
                SpecDifference(from: nil, to: spec, networkNames: networkNames).values
            }
            return
        }
        if wanted.keepsReplicas, let replicas = live.spec.at("Mode", "Replicated", "Replicas") {
            wanted.spec = wanted.spec.setting(["Mode", "Replicated", "Replicas"], replicas)
        }
        // Counts the restarts that a person asked for; another number would be one more.
        if let count = live.spec.at("TaskTemplate", "ForceUpdate") {
            wanted.spec = wanted.spec.setting(["TaskTemplate", "ForceUpdate"], count)
        }
        // Docker writes down which platforms a resolved image is for; they are the image's, not the document's.
        let image = ["TaskTemplate", "ContainerSpec", "Image"]
        if let platforms = live.spec.at("TaskTemplate", "Placement", "Platforms"),
            wanted.spec.at("TaskTemplate", "Placement", "Platforms") == nil,
            live.spec.at(image) == wanted.spec.at(image)
        {
            wanted.spec = wanted.spec.setting(["TaskTemplate", "Placement", "Platforms"], platforms)
        }
        let difference = SpecDifference(
            from: live.spec,
            to: wanted.spec,
            networkNames: networkNames,
            placeholder: wanted.placeholder
        )
        wanted.spec = Self.keepingSections(of: live.spec, in: wanted.spec, difference)
        service = wanted
        let values = difference.values
        if SpecComparison.mode(of: live.spec) != SpecComparison.mode(of: wanted.spec) {
            // The engine cannot change the mode of a service.
            planned = PlannedChange(.replace, object, paths: values.map(\.path), differences: values)
        } else if !values.isEmpty {
            planned = PlannedChange(.update, object, paths: values.map(\.path), differences: values)
        } else if Self.isPaused(live) {
            planned = PlannedChange(.update, object, paths: ["(the paused update)"])
        } else {
            planned = PlannedChange(.keep, object)
        }
        planned.restarts = SpecComparison.mode(of: live.spec).hasSuffix("Job")
    }

    /// The wanted spec with those parts as they are that already mean the same.
    ///
    /// The engine compares texts, not meanings: a default that is written out, or lists in another order,
    /// would restart the tasks of a service that somebody else has made.
    private static func keepingSections(of live: Value, in wanted: Value, _ difference: SpecDifference)
        -> Value
    {
        var result = wanted
        for section in ["TaskTemplate", "EndpointSpec", "UpdateConfig", "RollbackConfig"]
        where !difference.concerns(section) {
            result = result.setting([section], live[section])
        }
        return result
    }

    /// Whether the engine has given up half-way: an equal spec must be sent again for it to go on.
    static func isPaused(_ service: SwarmObject) -> Bool {
        ["paused", "rollback_paused"].contains(service.value.at("UpdateStatus", "State")?.stringValue ?? "")
    }
}
