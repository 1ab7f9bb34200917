package import Compose
package import Diagnostics
import OrderedCollections
import Values

/// Turns a project into Kubernetes objects.
///
/// Pure: the same project gives the same manifests, with every list in a fixed order and without anything that
/// names the tool's version, so that an unchanged project rolls nothing out. One stage a file; what has no
/// equivalent is in `collector`, by name and place.
package struct KubernetesConverter {
    let project: Project
    let options: ConversionOptions
    let names: KubernetesNames
    /// Where a key is written, by its path in the project: `services.web.privileged`.
    let place: (String) -> SourceLocation?
    var collector = DiagnosticCollector()
    /// What the project's own `x-kubernetes` asks for.
    var settings = ProjectExtension()
    /// What `x-kubernetes` of the services and volumes asks for, by key.
    var serviceExtensions: [String: ServiceExtension] = [:]
    var volumeExtensions: [String: VolumeExtension] = [:]
    /// What each service that has pods of its own becomes.
    var workloads: [String: WorkloadKind] = [:]
    /// The services whose pods mount a volume, by the volume's key.
    var volumeUsers: [String: OrderedSet<String>] = [:]
    /// The hashes of the pod templates made so far, by service.
    var templateHashes: [String: String] = [:]
    /// The objects made so far.
    var objects: [KubernetesObject] = []

    package init(
        project: Project,
        options: ConversionOptions,
        place: @escaping (String) -> SourceLocation? = { _ in nil }
    ) {
        self.project = project
        self.options = options
        self.names = KubernetesNames(release: options.release)
        self.place = place
    }

    /// What a person should know of the conversion; errors are among it.
    package var diagnostics: [Diagnostic] { collector.diagnostics }

    /// Everything the project is; what cannot be done is in `diagnostics`.
    package mutating func convert() -> KubernetesObjects {
        checkObjects()
        checkGivenNames()
        readExtensions()
        chooseWorkloads()
        for (key, config) in project.configs { addData(key, config, isSecret: false) }
        for (key, secret) in project.secrets { addData(key, secret, isSecret: true) }
        addClaims()
        noteEmptyVolumes()
        let waves = waves()
        let running = project.services.values.filter { !$0.directives.isHook && owner(of: $0) == $0.name }
        let inOrder = running.enumerated().sorted { left, right in
            (waves[left.element.name] ?? 1, left.offset) < (waves[right.element.name] ?? 1, right.offset)
        }.map(\.element)
        for service in inOrder { addService(service, wave: waves[service.name] ?? 1) }
        for service in project.services.values where !service.directives.isHook {
            addKubernetesServices(service)
        }
        addNetworkPolicies()
        let hooks = project.services.values.filter { $0.directives.isHook && owner(of: $0) == $0.name }
            .map { hook($0) }
        checkNames(objects + hooks)
        return KubernetesObjects(objects: KubernetesObject.inApplyOrder(objects), hooks: hooks)
    }

    /// A workload with what belongs to it alone.
    private mutating func addService(_ service: Service, wave: Int) {
        for member in podServices(service) { checkKeys(of: member) }
        objects.append(workload(service, wave: wave))
        addDisruptionBudget(service)
        addAutoscaler(service)
        addIngress(service)
    }

    /// An object with the head that all have.
    func object(
        _ apiVersion: String,
        _ kind: String,
        name: String,
        labels: OrderedDictionary<String, String>,
        annotations: OrderedDictionary<String, String> = [:],
        origin: String,
        wave: Int? = nil,
        _ body: (String, Value?)...
    ) -> KubernetesObject {
        let metadata = Value.object(
            of: ("name", .string(name)),
            ("namespace", .optional(options.namespace)),
            ("labels", .strings(labels)),
            ("annotations", .nonEmpty(annotations))
        )
        let head: Value = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata]
        return KubernetesObject(value: head.adding(body), origin: origin, wave: wave)
    }

    /// The wave of each service, counted from 1.
    private mutating func waves() -> [String: Int] {
        do throws(Failure) {
            var numbers: [String: Int] = [:]
            for (index, wave) in try project.waves().enumerated() {
                for key in wave { numbers[key] = index + 1 }
            }
            // A pod starts when all that its containers wait for is there.
            for service in project.services.values {
                let owner = owner(of: service)
                numbers[owner] = max(numbers[owner] ?? 1, numbers[service.name] ?? 1)
            }
            return numbers
        } catch {
            collector.error(error.message, hint: error.hint)
            return [:]
        }
    }
}
