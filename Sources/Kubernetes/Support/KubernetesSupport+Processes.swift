import Compose
import OrderedCollections
import Values

extension KubernetesSupport {
    /// Sysctls that every kubelet allows (Kubernetes, "Using sysctls in a Kubernetes Cluster").
    private static let safeSysctls: Set<String> = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ]

    /// What a process runs as, and in which namespaces.
    static let processes: [KeySupport<Service>] = [
        .init("entrypoint", .ignored("the image's entry point stays"), when: "an empty list") {
            $0.entrypoint == []
        },
        .init(
            "environment",
            .ignored("it is left to the image"),
            when: "a name without a value",
            uses: { service in
                let given = service.asked["env"]
                return service.environment.filter { $0.value == nil && given?[$0.key] == nil }.map(\.key)
            }
        ),
        .init(
            "user",
            .ignored("only numbers are known; give the user's with 'x-kubernetes: {run_as_user: …}'"),
            when: "a name",
            uses: { service in
                let isGiven = service.asked["run_as_user"] != nil
                let parts = (service.user ?? "").split(separator: ":")
                return isGiven || parts.allSatisfy { Int64($0) != nil } ? [] : [service.user ?? ""]
            }
        ),
        .init(
            "group_add",
            .refused(hint: "write the group's number"),
            when: "a name",
            uses: { service in service.groups.filter { Int64($0) == nil } }
        ),
        .init(
            "security_opt",
            .mapped,
            when: "no-new-privileges, apparmor, label=…, and seccomp without a profile"
        ),
        .init(
            "security_opt",
            .approximated("the cluster must allow it (feature ProcMountType, and `hostUsers: false`)"),
            when: "systempaths=unconfined",
            uses: { service in service.securityOptions.filter { SecurityOption($0) == .systemPathsUnconfined }
            }
        ),
        .init(
            "security_opt",
            .refused(
                hint:
                    "put a seccomp profile on the nodes and name it with 'x-kubernetes: {seccomp_profile: PATH}'; "
                    + "remove others"
            ),
            when: "others",
            uses: { service in
                let isGiven = service.asked["seccomp_profile"] != nil
                return service.securityOptions.filter { SecurityOption($0) == nil }
                    .filter { !(isGiven && $0.hasPrefix("seccomp")) }.map { SecurityOption.shown($0) }
            }
        ),
        .init(
            "sysctls",
            .approximated("the kubelets must allow it (--allowed-unsafe-sysctls)"),
            when: "others than the safe ones",
            uses: { service in service.sysctls.keys.filter { !safeSysctls.contains($0) } }
        ),
        .init("userns_mode", .moot("pods have the host's, unless told otherwise"), when: "host"),
        .init(
            "userns_mode",
            .refused(hint: "remove it, or write 'host'"),
            when: "others",
            uses: { service in
                [service.userNamespaceMode].compactMap(\.self).filter { $0 != "host" }
            }
        ),
        .init("pid", .mapped, when: "host, and the service of `network_mode`"),
        .init(
            "pid",
            .refused(hint: "write 'host', or share the pod with 'network_mode: service:NAME'"),
            when: "others",
            uses: { service in
                [service.pidMode].compactMap(\.self).filter {
                    $0 != "host" && $0 != "" && $0 != service.networkMode
                }
            }
        ),
        .init("ipc", .mapped, when: "host"),
        .init("ipc", .moot("every pod has its own"), when: "private"),
        .init(
            "ipc",
            .ignored("containers of one pod share it anyway, others cannot"),
            when: "shareable",
            uses: { service in
                [service.ipcMode].compactMap(\.self).filter { $0 == "shareable" }
            }
        ),
        .init(
            "ipc",
            .refused(hint: "remove it, or write 'host'"),
            when: "others",
            uses: { service in
                [service.ipcMode].compactMap(\.self).filter {
                    !["host", "private", "shareable", ""].contains($0)
                }
            }
        ),
        .init("uts", .refused(hint: "remove it, or use 'network_mode: host'")) { $0.utsMode != nil },
        .init("cgroup", .moot("every pod has its own"), when: "private"),
        .init("cgroup", .refused(hint: "remove it"), when: "host") { $0.cgroupMode == "host" },
        .init("init", .moot("there is none unless it is asked for"), when: "false"),
        .init(
            "init",
            .ignored(
                "nothing reaps orphans; 'x-kubernetes: {share_process_namespace: true}' lets the pod's first process"
            ),
            when: "true"
        ) { $0.initProcess == true && $0.asked["share_process_namespace"] != true },
        .init("isolation", .moot("it is the default"), when: "default"),
        .init(
            "isolation",
            .ignored("nodes decide"),
            when: "others",
            uses: { service in
                [service.isolation].compactMap(\.self).filter { $0 != "default" }
            }
        ),
        .init(
            "stop_signal",
            .moot("it is what Kubernetes sends"),
            when: "SIGTERM"
        ),
        .init(
            "stop_signal",
            .approximated(
                "Kubernetes uses it from 1.33 on, where the feature ContainerStopSignals is on, and sends SIGTERM "
                    + "elsewhere"
            ),
            when: "others",
            uses: { service in
                [service.stopSignal].compactMap(\.self).filter { signal in
                    !["SIGTERM", "TERM", "15"].contains(signal.uppercased())
                }
            }
        ),
        .init("credential_spec", .refused(hint: "put it into a config, and name that with 'config'")) {
            $0.credentialSpec != nil && $0.credentialSpec?.config == nil
        },
        .init("credential_spec.config", .mapped),
    ]
}

extension Service {
    /// What `x-kubernetes` says, unread.
    var asked: Value { extensions["x-kubernetes"] ?? .emptyObject }
}
