import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Values

/// Turns a project into Swarm objects the way `docker stack deploy` does.
///
/// Pure: the same project gives the same specs, with every list in a fixed order, so that an
/// unchanged project compares equal to what is live.
struct SwarmConverter {
    let names: SwarmNames
    /// What the engine speaks; some keys need a newer one.
    let version: APIVersion
    let project: Project
    /// The keys of services for whose end another one waits.
    private let awaited: Set<String>
    /// Where a key is written, by its path in the project: `services.web.privileged`.
    let place: (String) -> SourceLocation?
    var collector = DiagnosticCollector()

    init(
        project: Project,
        release: String,
        version: APIVersion,
        place: @escaping (String) -> SourceLocation? = { _ in nil }
    ) {
        self.names = SwarmNames(release: release)
        self.version = version
        self.project = project
        awaited = Set(
            project.services.values.flatMap { service in
                service.dependsOn.filter { $0.value.condition == .completed }.keys
            }
        )
        self.place = place
    }

    /// Everything the project wants; what cannot be done is in `collector`.
    mutating func convert() -> WantedObjects {
        var wanted = WantedObjects()
        checkObjects()
        let services = project.services.filter { !$0.value.directives.isHook }
        // Those of hooks are there before and after all hooks, like the stack's own.
        wanted.networks = networks(usedBy: project.services)
        wanted.configs = project.configs.map { data($0.key, $0.value, isSecret: false) }
        wanted.secrets = project.secrets.map { data($0.key, $0.value, isSecret: true) }
        let waves = waves()
        wanted.services = services.values.map { service($0, wave: waves[$0.name] ?? 1) }
            .enumerated().sorted { ($0.element.wave, $0.offset) < ($1.element.wave, $1.offset) }
            .map(\.element)
        wanted.hooks = project.services.values.filter(\.directives.isHook).map { hook($0) }
        checkNames(wanted)
        return wanted
    }

    /// The labels that everything of the release carries, and the document's own.
    func ownLabels(_ labels: OrderedDictionary<String, String>) -> OrderedDictionary<String, String> {
        var own = labels
        own[Label.stack] = names.release
        own[Label.release] = names.release
        return own
    }

    mutating func service(_ service: Service, wave: Int) -> WantedService {
        checkKeys(of: service)
        let spec = Value.object(
            of: ("Name", .string(names.service(service.name))),
            ("Labels", serviceLabels(service)),
            ("TaskTemplate", taskTemplate(service)),
            ("Mode", mode(service)),
            ("UpdateConfig", service.deploy.mode.isJob ? nil : service.deploy.update.map(updateConfig)),
            ("RollbackConfig", service.deploy.mode.isJob ? nil : service.deploy.rollback.map(updateConfig)),
            ("EndpointSpec", endpoint(service))
        )
        return WantedService(
            key: service.name,
            name: names.service(service.name),
            image: service.image ?? "",
            spec: spec,
            wave: wave,
            keepsReplicas: service.directives.keepsReplicas,
            mustComplete: awaited.contains(service.name),
            ports: service.ports,
            placeholder: project.placeholder
        )
    }

    private func serviceLabels(_ service: Service) -> Value {
        var labels = ownLabels(service.deploy.labels)
        labels[Label.image] = service.image ?? ""
        return .strings(labels)
    }

    /// The wave of each service, counted from 1.
    private mutating func waves() -> [String: Int] {
        do throws(Failure) {
            var numbers: [String: Int] = [:]
            for (index, wave) in try project.waves().enumerated() {
                for key in wave { numbers[key] = index + 1 }
            }
            return numbers
        } catch {
            collector.error(error.message, hint: error.hint)
            return [:]
        }
    }

    private mutating func checkNames(_ wanted: WantedObjects) {
        for service in wanted.services + wanted.hooks where !SwarmNames.isServiceName(service.name) {
            collector.error(
                "'\(service.name)' cannot be the name of a service: at most 63 letters, digits, '-' and '_'",
                hint: "choose a shorter release name, or another key than '\(service.key)'"
            )
        }
        let others =
            wanted.networks.filter { !$0.isExternal }.map { ("network", $0.name, $0.key) }
            + (wanted.configs + wanted.secrets).filter { !$0.object.isExternal }.map {
                ($0.kind, $0.name, $0.key)
            }
        for (kind, name, key) in others where !SwarmNames.isObjectName(name) {
            collector.error(
                "'\(name)' cannot be the name of a \(kind): at most 64 letters, digits, '-', '_' and '.'",
                hint: "choose a shorter release name, or another key than '\(key)'"
            )
        }
    }
}
