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
        }
        return change
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
            return Set(ObjectComparison.networkChanges(from: live, to: network.spec))
        case "config", "secret":
            let list = object.kind == "config" ? recorded.configs : recorded.secrets
            let known = object.kind == "config" ? live.configs : live.secrets
            guard let data = list.first(where: { $0.name == object.name }), let live = known[object.name]
            else {
                return []
            }
            let labels = data.labels.mapValues { $0.stringValue ?? "" }
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
        if let image = ImageResolution.pinned(service.image, in: live.services[name]) {
            service.spec = service.spec.setting(["TaskTemplate", "ContainerSpec", "Image"], .string(image))
        }
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
                    networkNames: networkNames
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
