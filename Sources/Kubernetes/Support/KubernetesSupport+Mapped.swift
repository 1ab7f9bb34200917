import Compose
import OrderedCollections

extension KubernetesSupport {
    static let mapped: [KeySupport<Service>] = [
        "image", "command", "entrypoint", "environment", "working_dir", "tty", "stdin_open", "user",
        "cap_add",
        "cap_drop", "privileged", "read_only", "dns", "dns_search", "dns_opt", "extra_hosts", "hostname",
        "stop_grace_period", "ports", "configs", "secrets", "volumes", "deploy", "platform", "runtime",
        "post_start", "pre_stop", "group_add", "sysctls",
    ].map { .init($0, .mapped) }

    static let emulated: [KeySupport<Service>] = [
        .init("labels", .emulated("annotations of the pods")),
        .init("annotations", .emulated("annotations of the pods")),
        .init("expose", .emulated("ports of the internal Service")),
        .init("tmpfs", .emulated("an `emptyDir` in memory")),
        .init("stop_grace_period", .emulated("one second"), when: "0s of a StatefulSet"),
        .init("shm_size", .emulated("an `emptyDir` in memory at `/dev/shm`")),
        .init("restart", .emulated("a Job for what ends, a Deployment for the rest")),
        .init("depends_on", .emulated("objects are applied in waves")),
        .init("depends_on.*.restart", .emulated("an annotation that changes with the other's pods")),
        .init("links", .emulated("a Service for each name")),
        .init("networks", .emulated("NetworkPolicies, with `x-kubernetes.network_policies`")),
        .init("networks.*.aliases", .emulated("a Service for each name")),
        .init("container_name", .emulated("a Service of that name")),
        .init(
            "container_name",
            .approximated("all of its pods answer to the name"),
            when: "with several replicas"
        ) { $0.containerName != nil && ($0.deploy.replicas ?? 1) > 1 },
        .init("healthcheck", .emulated("a readiness, a liveness and a startup probe")),
        .init("healthcheck.test", .emulated("a command of the probes")),
        .init(
            "healthcheck.test",
            .refused(hint: "write the image's test out"),
            when: "missing, without a probe in `x-kubernetes`"
        ),
        .init("cpu_quota", .emulated("a limit, with `cpu_period`")),
        .init("cpu_period", .emulated("a limit, with `cpu_quota`")),
        .init("gpus", .emulated("a limit of the vendor's resource"), when: "a count"),
        .init(
            "domainname",
            .emulated("the pod's `subdomain`"),
            when: "a service with `endpoint_mode: dnsrr`"
        ),
        .init("domainname", .ignored("only a headless Service has such names"), when: "others"),
        .init("x-davit", .emulated("Davit's own")),
        .init("x-davit.hook", .emulated("a Job with the annotations of Helm's hooks")),
        .init("x-davit.hook-timeout", .emulated("the deadline of the Job")),
    ]
}
