import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    // MARK: Whose pods

    /// The service in whose pods the service's container runs: its own, or with `network_mode: service:NAME`
    /// those of the other.
    func owner(of service: Service) -> String {
        guard let mode = service.networkMode, mode.hasPrefix("service:") else { return service.name }
        let other = String(mode.dropFirst("service:".count))
        guard other != service.name, let owner = project.services[other],
            owner.networkMode?.hasPrefix("service:") != true,
            owner.directives.isHook == service.directives.isHook
        else { return service.name }
        return other
    }

    /// The services whose containers run in another one's pods.
    func sidecars(of name: String) -> [Service] {
        project.services.values.filter { $0.name != name && owner(of: $0) == name }
    }

    /// The services of one pod, the owner first.
    func podServices(_ service: Service) -> [Service] { [service] + sidecars(of: service.name) }

    // MARK: What kind

    /// Decides what each service becomes; what users a volume has is part of it.
    mutating func chooseWorkloads() {
        for service in project.services.values {
            for mount in service.mounts where mount.kind == .volume || mount.kind == .cluster {
                if let key = mount.source { volumeUsers[key, default: []].append(owner(of: service)) }
            }
        }
        for service in project.services.values where owner(of: service) == service.name {
            workloads[service.name] = workload(of: service)
        }
    }

    private mutating func workload(of service: Service) -> WorkloadKind {
        if service.directives.isHook || service.deploy.mode.isJob { return .job }
        if let asked = asked(service).controller { return asked }
        if service.deploy.mode == .global { return .daemonSet }
        if runsToItsEnd(service) {
            collector.note(
                "the service '\(service.name)' becomes a Job: it is not restarted after its end",
                at: place("services.\(service.name)"),
                hint: "'x-kubernetes: {controller: Deployment}' makes it run for ever"
            )
            return .job
        }
        let mounts = podServices(service).flatMap(\.mounts)
        let hasOwnVolume = mounts.contains { mount in
            mount.source.map { isTemplatable($0) } ?? false
                && (mount.kind == .volume || mount.kind == .cluster)
        }
        return hasOwnVolume ? .statefulSet : .deployment
    }

    /// Whether a service is a program that ends: told not to be restarted after a success, with one task, and
    /// nobody reaches it or waits until it is well.
    private func runsToItsEnd(_ service: Service) -> Bool {
        let condition = restartCondition(service)
        guard condition == RestartPolicy.Condition.none || condition == .onFailure,
            service.deploy.replicas ?? 1 <= 1, service.ports.isEmpty, service.expose.isEmpty,
            service.healthcheck == nil, sidecars(of: service.name).isEmpty,
            !service.mounts.contains(where: { $0.kind == .volume && $0.source != nil })
        else { return false }
        return !project.services.values.contains { $0.dependsOn[service.name]?.condition == .healthy }
    }

    /// `deploy.restart_policy.condition`, or what the older `restart` says; nil when neither does.
    func restartCondition(_ service: Service) -> RestartPolicy.Condition? {
        if let condition = service.deploy.restartPolicy?.condition { return condition }
        return switch service.restart {
        case .no: RestartPolicy.Condition.none
        case .onFailure: .onFailure
        case .always, .unlessStopped: .any
        case nil: nil
        }
    }

    /// Whether a volume may be a claim template: a claim of our own for one pod at a time, of one service alone.
    private func isTemplatable(_ key: String) -> Bool {
        guard let volume = project.volumes[key], !volume.isExternal, volume.explicitName == nil else {
            return false
        }
        return inlineSource(key, readOnly: false) == nil && !(volumeExtensions[key]?.isShared ?? false)
            && (volumeUsers[key]?.count ?? 0) == 1
    }

    /// Whether a volume is a claim template of the StatefulSet of the only service that uses it.
    func isTemplate(_ key: String) -> Bool {
        guard isTemplatable(key), let user = volumeUsers[key]?.first else { return false }
        return workloads[user] == .statefulSet
    }

    // MARK: The objects

    /// The object that keeps a service's pods.
    mutating func workload(_ service: Service, wave: Int) -> KubernetesObject {
        let kind = workloads[service.name] ?? .deployment
        if kind == .job { return job(service, wave: wave) }
        let pod = pod(service)
        let template = template(pod, of: service)
        templateHashes[service.name] = hash(template)
        let name = names.service(service.name)
        let replicas = asked(service).autoscale == nil ? Value.int(Int64(service.deploy.replicas ?? 1)) : nil
        let minReady = minReadySeconds(service, kind)
        var body: [(String, Value?)] = [
            ("selector", .object(of: ("matchLabels", selector(service)))), ("template", template),
            ("minReadySeconds", minReady), ("revisionHistoryLimit", 3),
        ]
        switch kind {
        case .deployment:
            body += [
                ("replicas", replicas), ("strategy", deploymentStrategy(service)),
                ("progressDeadlineSeconds", progressDeadline(service)),
            ]
        case .statefulSet:
            checkStatefulUpdate(service)
            body += [
                ("replicas", replicas), ("serviceName", .string(governingService(service))),
                // A Swarm starts all tasks at once.
                ("podManagementPolicy", "Parallel"), ("updateStrategy", ["type": "RollingUpdate"]),
                ("volumeClaimTemplates", .nonEmpty(Array(pod.claimTemplates.values))),
            ]
        case .daemonSet, .job:
            body += [("updateStrategy", daemonStrategy(service))]
        }
        return object(
            kind.apiVersion,
            kind.rawValue,
            name: name,
            labels: objectLabels(service),
            annotations: workloadAnnotations(service, wave: wave),
            origin: "the service '\(service.name)'",
            wave: wave,
            ("spec", Value.emptyObject.adding(body.sorted { $0.0 < $1.0 }))
        )
    }

    /// The labels of a service's objects: the release's, then those of `deploy.labels`.
    func objectLabels(_ service: Service) -> OrderedDictionary<String, String> {
        var labels: OrderedDictionary<String, String> = [:]
        for (key, value) in service.deploy.labels
        where KubernetesNames.isQualifiedName(key) && KubernetesNames.isLabelValue(value) {
            labels[key] = value
        }
        for (key, value) in serviceLabels(service) { labels[key] = value }
        return labels
    }

    /// What the apply engine reads: waves, dependencies, what to do when an update fails.
    func workloadAnnotations(_ service: Service, wave: Int) -> OrderedDictionary<String, String> {
        var annotations: OrderedDictionary<String, String> = [KubernetesLabel.wave: "\(wave)"]
        let members = podServices(service).map(\.name)
        let dependencies = podServices(service).flatMap { $0.dependsOn }
            .filter { !members.contains($0.key) && project.services[$0.key] != nil }
        if !dependencies.isEmpty {
            annotations[KubernetesLabel.dependsOn] = dependencies.map { key, dependency in
                "\(names.service(key))=\(dependency.condition.rawValue)"
            }.joined(separator: ",")
        }
        if let update = update(service) {
            annotations[KubernetesLabel.failureAction] = update.failureAction?.rawValue
            annotations[KubernetesLabel.maxFailureRatio] = update.maxFailureRatio.map { "\($0)" }
        }
        if service.directives.keepsReplicas { annotations[KubernetesLabel.keepsReplicas] = "true" }
        if service.directives.keep { annotations[KubernetesLabel.resourcePolicy] = "keep" }
        return annotations
    }
}
