import Compose
import Diagnostics

extension KubernetesConverter {
    /// What a workload cannot do of the restart policy: pods of all but Jobs are restarted for ever.
    mutating func checkRestarts(of service: Service) {
        guard workloads[owner(of: service)] != .job else { return }
        let path = "services.\(service.name)"
        let isFromPolicy = service.deploy.restartPolicy?.condition != nil
        let key = isFromPolicy ? "deploy.restart_policy.condition" : "restart"
        if let condition = restartCondition(service), condition != .any {
            let word =
                isFromPolicy
                ? condition.rawValue : condition == RestartPolicy.Condition.none ? "no" : "on-failure"
            collector.warning(
                "'\(key): \(word)' of the service '\(service.name)' is ignored: what is reached by others, has "
                    + "volumes or several pods is restarted for ever",
                at: place("\(path).\(key)"),
                hint: "'deploy: {mode: replicated-job}' makes it a Job, which is not"
            )
        }
        if let attempts = service.deploy.restartPolicy?.maxAttempts, attempts > 0 {
            collector.warning(
                "'deploy.restart_policy.max_attempts' of the service '\(service.name)' is ignored: pods are "
                    + "restarted for ever",
                at: place("\(path).deploy.restart_policy.max_attempts")
            )
        }
    }

    /// `network_mode: service:NAME` of a service that there is, and that has pods of its own.
    mutating func checkSharedPod(of service: Service) {
        guard let mode = service.networkMode, mode.hasPrefix("service:"), owner(of: service) == service.name
        else {
            return
        }
        collector.error(
            "the service '\(service.name)' cannot share the network of '\(mode.dropFirst("service:".count))'",
            at: place("services.\(service.name).network_mode"),
            hint: "name a service with a network of its own, and no hook"
        )
    }
}
