import Compose
import OrderedCollections
import Values

extension KubernetesSupport {
    /// The keys of `deploy` that are not simply had.
    static let rollout: [KeySupport<Service>] = [
        .init("deploy.mode", .mapped, when: "replicated, global and replicated-job"),
        .init(
            "deploy.mode",
            .refused(hint: "use 'mode: replicated-job' with as many 'replicas' as there are nodes"),
            when: "global-job"
        ) { $0.deploy.mode == .globalJob },
        .init("deploy.labels", .emulated("labels, and annotations for what cannot be one")),
        .init("deploy.placement.constraints", .mapped, when: "hostname, labels, platform and role"),
        .init(
            "deploy.placement.constraints",
            .refused(hint: "use 'node.labels.KEY' with labels of Kubernetes' nodes"),
            when: "node.id, node.ip and engine.labels"
        ),
        .init("deploy.placement.max_replicas_per_node", .mapped, when: "1"),
        .init(
            "deploy.placement.max_replicas_per_node",
            .approximated("the numbers on two nodes differ by no more than that"),
            when: "more"
        ) { ($0.deploy.placement.maxReplicasPerNode ?? 0) > 1 },
        .init("deploy.update_config", .mapped),
        .init("deploy.update_config.parallelism", .mapped),
        .init(
            "deploy.update_config.parallelism",
            .ignored("one pod is replaced at a time"),
            when: "of a StatefulSet"
        ),
        .init("deploy.update_config.order", .mapped),
        .init(
            "deploy.update_config.order",
            .ignored("a new pod needs what the old one holds"),
            when: "start-first, of a StatefulSet and with volumes that one node can have"
        ),
        .init("deploy.update_config.delay", .approximated("a new pod must be ready for that time")) {
            ($0.deploy.update?.delay ?? 0) > 0
        },
        .init("deploy.update_config.monitor", .emulated("the time that a release waits for")),
        .init("deploy.update_config.failure_action", .emulated("what a release does")),
        .init("deploy.update_config.max_failure_ratio", .emulated("what a release waits for")),
        .init("deploy.rollback_config", .emulated("how the pods of a rollback are replaced")),
        .init("deploy.update_config", .ignored("a job has no updates"), when: "of a job") {
            $0.deploy.mode.isJob && $0.deploy.update != nil
        },
        .init("deploy.rollback_config", .ignored("a job has no updates"), when: "of a job") {
            $0.deploy.mode.isJob && $0.deploy.rollback != nil
        },
        .init("deploy.restart_policy.condition", .emulated("a Job for what ends, a Deployment for the rest")),
        .init("deploy.restart_policy.delay", .ignored("Kubernetes waits longer from one failure to the next"))
        {
            $0.deploy.restartPolicy?.delay ?? 0 > 0
        },
        .init("deploy.restart_policy.window", .ignored("Kubernetes counts ten minutes without a failure")) {
            $0.deploy.restartPolicy?.window ?? 0 > 0
        },
        .init("deploy.restart_policy.max_attempts", .emulated("the tries of a Job"), when: "of a job"),
        .init("deploy.restart_policy.max_attempts", .ignored("pods are restarted for ever"), when: "others"),
        .init("deploy.endpoint_mode", .emulated("a Service with an address, or a headless one")),
        .init("pull_policy", .mapped, when: "always, never, missing and if_not_present"),
        .init("pull_policy", .refused(hint: "build and push the image, and remove it"), when: "build") {
            $0.pullPolicy == "build"
        },
        .init(
            "pull_policy",
            .approximated("Kubernetes asks the registry whenever a pod starts"),
            when: "refresh, daily, weekly and every_…",
            uses: { service in
                service.asked["pull_policy"] != nil
                    ? []
                    : [service.pullPolicy].compactMap(\.self).filter { policy in
                        ["refresh", "daily", "weekly"].contains(policy) || policy.hasPrefix("every_")
                    }
            }
        ),
    ]
}
