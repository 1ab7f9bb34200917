import Archives
import Compose
import OrderedCollections
import Values

extension KubernetesConverter {
    /// A service that runs to its end.
    ///
    /// A Job's template can never be changed, so a hash of it is part of the name: another template is another
    /// Job.
    mutating func job(_ service: Service, wave: Int) -> KubernetesObject {
        job(service, annotations: workloadAnnotations(service, wave: wave), wave: wave)
    }

    /// A hook as the Job that runs it, with Helm's annotations.
    mutating func hook(_ service: Service) -> KubernetesObject {
        for member in podServices(service) { checkKeys(of: member) }
        var annotations: OrderedDictionary<String, String> = [
            KubernetesLabel.hook: service.directives.hooks.map(\.rawValue).joined(separator: ",")
        ]
        if service.directives.hookWeight != 0 {
            annotations[KubernetesLabel.hookWeight] = "\(service.directives.hookWeight)"
        }
        if !service.directives.hookDeletePolicies.isEmpty {
            annotations[KubernetesLabel.hookDeletePolicy] =
                service.directives.hookDeletePolicies.map(\.rawValue).joined(separator: ",")
        }
        return job(service, annotations: annotations, wave: nil)
    }

    private mutating func job(
        _ service: Service,
        annotations: OrderedDictionary<String, String>,
        wave: Int?
    ) -> KubernetesObject {
        var pod = pod(service)
        let (policy, attempts) = jobRestarts(service)
        pod.restartPolicy = policy
        let template = template(pod, of: service)
        templateHashes[service.name] = hash(template)
        let count = Value.int(Int64(service.deploy.replicas ?? 1))
        let spec = Value.object(
            of: ("activeDeadlineSeconds", .optional(service.directives.hookTimeout.map(Self.seconds))),
            ("backoffLimit", .int(attempts)),
            ("completions", count),
            ("parallelism", count),
            ("template", template)
        )
        return object(
            WorkloadKind.job.apiVersion,
            WorkloadKind.job.rawValue,
            name: "\(names.service(service.name))-\(hash(spec).prefix(8))",
            labels: objectLabels(service),
            annotations: annotations,
            origin: "the service '\(service.name)'",
            wave: wave,
            ("spec", spec)
        )
    }

    /// The restart policy of a Job's pods and how often it tries again.
    private func jobRestarts(_ service: Service) -> (policy: String, attempts: Int64) {
        let isHook = service.directives.isHook
        let condition = restartCondition(service) ?? (isHook ? RestartPolicy.Condition.none : .any)
        guard condition != RestartPolicy.Condition.none else { return ("Never", 0) }
        if let attempts = service.deploy.restartPolicy?.maxAttempts { return ("OnFailure", Int64(attempts)) }
        if case .onFailure(let attempts)? = service.restart, service.deploy.restartPolicy == nil {
            // Without a number Docker tries for ever.
            return ("OnFailure", attempts.map(Int64.init) ?? Int64(Int32.max))
        }
        return ("OnFailure", 6)
    }

    /// The SHA-256 of a value's JSON text, in hexadecimal digits.
    func hash(_ value: Value) -> String { Digest.sha256(JSON.encode(value)) }
}
