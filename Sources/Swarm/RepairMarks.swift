import Compose
import DockerAPI
import OrderedCollections
import Releases
import Values

/// Marks what in a plan undoes changes that were made outside of Davit.
///
/// That is what the revision in force, applied again, would change at the same places.
struct RepairMarks {
    let recorded: WantedObjects
    let live: LiveState
    let release: String
    private let networkNames: [String: String]

    init(recorded: WantedObjects, live: LiveState, release: String) {
        self.recorded = recorded
        self.live = live
        self.release = release
        networkNames = live.networkNames
    }

    func marked(_ change: PlannedChange) -> PlannedChange {
        if change.action == .keep, change.differences.isEmpty { return change }
        var change = change
        change.trace = trace(of: change.object)
        switch change.action {
        case .create:
            change.isRepair = wasRecorded(change.object)
        case .delete:
            change.isRepair = !wasRecorded(change.object)
        case .update, .replace, .keep:
            let drifted = drifted(change.object)
            for index in change.differences.indices where drifted.contains(change.differences[index].path) {
                change.differences[index].isRepair = true
            }
            let secret = withheld(change.object)
            for (index, difference) in change.differences.enumerated() where secret.contains(difference.path)
            {
                var hidden = ValueDifference(
                    difference.path,
                    from: difference.old,
                    to: difference.new,
                    kind: .secret
                )
                hidden.isRepair = difference.isRepair
                change.differences[index] = hidden
            }
        }
        return change
    }

    /// The paths at which an object has something secret that the record does not have: what is live there is
    /// shown to nobody.
    private func withheld(_ object: ObjectReference) -> Set<String> {
        switch object.kind {
        case "service":
            guard let service = recorded.services.first(where: { $0.name == object.name }),
                let placeholder = service.placeholder
            else { return [] }
            let all = SpecDifference(from: nil, to: service.spec, networkNames: networkNames).values
            return Set(all.filter { $0.new?.has(placeholder) == true }.map(\.path))
        case "network":
            let network = recorded.networks.first { $0.name == object.name }
            guard let network, let placeholder = network.placeholder, network.spec.has(placeholder) else {
                return []
            }
            return ["driver_opts"]
        case "config", "secret":
            let list = object.kind == "config" ? recorded.configs : recorded.secrets
            guard let data = list.first(where: { $0.name == object.name }), let placeholder = data.placeholder
            else { return [] }
            return Set(data.labels.filter { $0.value.has(placeholder) }.map { "labels.\($0.key)" })
        default:
            return []
        }
    }

    private func wasRecorded(_ object: ObjectReference) -> Bool {
        switch object.kind {
        case "service": recorded.services.contains { $0.name == object.name }
        case "network": recorded.networks.contains { $0.name == object.name && !$0.isExternal }
        case "config": recorded.configs.contains { $0.name == object.name && !$0.object.isExternal }
        case "secret": recorded.secrets.contains { $0.name == object.name && !$0.object.isExternal }
        default: false
        }
    }

    /// The paths at which the object is not as recorded.
    private func drifted(_ object: ObjectReference) -> Set<String> {
        switch object.kind {
        case "service":
            guard let service = recordedService(object.name), let live = live.services[object.name] else {
                return []
            }
            let change = ServiceChange(service, live: live, networkNames: networkNames)
            return Set(change.planned.differences.map(\.path))
        case "network":
            guard let network = recorded.networks.first(where: { $0.name == object.name }),
                let live = live.networks[object.name]
            else { return [] }
            return Set(
                ObjectComparison.networkChanges(
                    from: live,
                    to: network.spec,
                    placeholder: network.placeholder
                )
            )
        case "config", "secret":
            let list = object.kind == "config" ? recorded.configs : recorded.secrets
            let known = object.kind == "config" ? live.configs : live.secrets
            guard let data = list.first(where: { $0.name == object.name }), let live = known[object.name]
            else {
                return []
            }
            let labels = data.labels(filledFrom: live)
            return Set(
                Set(labels.keys).union(live.labels.keys).filter { labels[$0] != live.labels[$0] }
                    .map { "labels.\($0)" }
            )
        default:
            return []
        }
    }

    /// The recorded service, whose image stands for what runs when that is the same image with its digest.
    private func recordedService(_ name: String) -> WantedService? {
        guard var service = recorded.services.first(where: { $0.name == name }) else { return nil }
        service.spec = ImageResolution.spec(of: service, standingFor: live.services[name])
        return service
    }

    private func trace(of object: ObjectReference) -> ObjectTrace? {
        switch object.kind {
        case "service":
            guard let live = live.services[object.name] else { return nil }
            var trace = ObjectTrace(created: live.created, updated: live.updated)
            if let former = live.value["PreviousSpec"], let service = recordedService(object.name) {
                let difference = SpecDifference(
                    from: former,
                    to: service.spec,
                    networkNames: networkNames,
                    placeholder: service.placeholder
                )
                trace.wasAsRecorded = difference.places.isEmpty
            }
            return trace
        case "config", "secret":
            let live = (object.kind == "config" ? live.configs : live.secrets)[object.name]
            return live.map { ObjectTrace(created: $0.created, updated: $0.updated) }
        case "network":
            return live.networks[object.name].map { ObjectTrace(created: $0.created) }
        default:
            return nil
        }
    }
}
