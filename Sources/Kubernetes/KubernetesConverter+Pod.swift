import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// The pod of a service, with the containers of those that share its network.
    mutating func pod(_ service: Service) -> Pod {
        var pod = Pod()
        let owner = "the service '\(service.name)'"
        let path = "services.\(service.name)"
        pod.labels = podLabels(service)
        let own = sorted(service.deploy.labels, path: "\(path).deploy.labels", owner: owner)
        for (key, value) in own.labels {
            if pod.labels[key] == nil {
                pod.labels[key] = value
            } else if pod.labels[key] != value {
                collector.warning(
                    "the label '\(key)' of \(owner) is ignored: Davit needs it to find its pods",
                    at: place("\(path).deploy.labels.\(key)")
                )
            }
        }
        for (key, value) in networkLabels(service) { pod.labels[key] = value }
        pod.annotations = own.annotations
        for member in podServices(service) {
            let owner = "the service '\(member.name)'"
            let path = "services.\(member.name)"
            let written =
                annotations(member.labels, path: "\(path).labels", owner: owner).map { ($0.key, $0.value) }
                + annotations(member.annotations, path: "\(path).annotations", owner: owner).map {
                    ($0.key, $0.value)
                }
            for (key, value) in written { pod.annotations[key] = value }
            addContainer(member, to: &pod)
        }
        if asked(service).waitsInPod { addWaiting(service, to: &pod) }
        for (key, dependency) in podServices(service).flatMap(\.dependsOn) where dependency.restart {
            let owner = project.services[key].map { self.owner(of: $0) } ?? key
            // What it waits for is of an earlier wave, so its template is known.
            pod.annotations[KubernetesLabel.restartsWith + names.service(key)] = templateHashes[owner]
        }
        return pod
    }

    /// `template` of a workload.
    mutating func template(_ pod: Pod, of service: Service) -> Value {
        let metadata = Value.object(
            of: ("labels", .strings(pod.labels)),
            ("annotations", .nonEmpty(pod.annotations))
        )
        let asked = asked(service)
        let volumes = pod.volumes.map { name, source in
            Value.object(source.objectValue ?? [:]).setting(["name"], .string(name)).nameFirst
        }
        let isHost = service.networkMode == "host"
        let isWindows = service.platform?.lowercased().hasPrefix("windows") ?? false
        let spec = Value.object(
            of: ("affinity", affinity(service)),
            // A program of a Compose file does not know that it is in a cluster.
            ("automountServiceAccountToken", asked.serviceAccount == nil ? false : nil),
            ("containers", .array(pod.containers)),
            ("dnsConfig", dnsConfig(service)),
            ("dnsPolicy", isHost ? "ClusterFirstWithHostNet" : nil),
            // Variables such as REDIS_PORT would come as a surprise to many a program.
            ("enableServiceLinks", false),
            ("hostAliases", hostAliases(service)),
            ("hostIPC", service.ipcMode == "host" ? true : nil),
            ("hostNetwork", isHost ? true : nil),
            ("hostPID", service.pidMode == "host" ? true : nil),
            ("hostname", hostname(service)),
            ("imagePullSecrets", .nonEmpty(asked.pullSecrets.map { ["name": .string($0)] })),
            ("initContainers", .nonEmpty(pod.initContainers)),
            ("nodeSelector", platform(service)),
            ("os", stopSignal(service) == nil ? nil : ["name": .string(isWindows ? "windows" : "linux")]),
            ("restartPolicy", .string(pod.restartPolicy)),
            ("runtimeClassName", service.runtime.flatMap { $0 == "runc" ? nil : .string($0) })
        )
        let more: [(String, Value?)] = [
            ("securityContext", podSecurity(service, fileGroups: pod.fileGroups)),
            ("serviceAccountName", .optional(asked.serviceAccount)),
            ("shareProcessNamespace", sharesProcesses(service) ? true : nil),
            ("subdomain", subdomain(service)),
            ("terminationGracePeriodSeconds", .int(gracePeriod(service))),
            ("tolerations", tolerations(service)),
            ("topologySpreadConstraints", topologySpread(service)),
            ("volumes", .nonEmpty(volumes)),
        ]
        return ["metadata": metadata, "spec": spec.adding(more)]
    }

    /// Docker's ten seconds where the service says nothing; Kubernetes would wait for thirty.
    ///
    /// A pod without any time is gone from the cluster before its containers are: the next one of a StatefulSet,
    /// which has the same name, would begin on the same volume beside it.
    private func gracePeriod(_ service: Service) -> Int64 {
        let seconds = Self.seconds(service.stopGracePeriod ?? 10_000_000_000)
        return workloads[owner(of: service)] == .statefulSet ? max(seconds, 1) : seconds
    }

    /// The short host name; a longer one is told by the table of keys.
    private mutating func hostname(_ service: Service) -> Value? {
        guard let name = service.hostname, KubernetesNames.isLabel(name) else { return nil }
        return isNamedByItself(service, "hostname") ? nil : .string(name)
    }

    /// Whether the pods of a StatefulSet have names of their own, so that a key has no say.
    private mutating func isNamedByItself(_ service: Service, _ key: String) -> Bool {
        guard workloads[service.name] == .statefulSet else { return false }
        collector.warning(
            "'\(key)' of the service '\(service.name)' is ignored: the pods of a StatefulSet are called "
                + "'\(names.service(service.name))-0' and so on",
            at: place("services.\(service.name).\(key)")
        )
        return true
    }

    /// `domainname`, where a headless Service gives it a meaning.
    private mutating func subdomain(_ service: Service) -> Value? {
        guard let name = service.domainname, !isNamedByItself(service, "domainname") else { return nil }
        if let other = project.services[name], isHeadless(other) { return .string(names.service(name)) }
        collector.warning(
            "'domainname: \(name)' of the service '\(service.name)' is ignored: only the name of a service with "
                + "'endpoint_mode: dnsrr' has a meaning in Kubernetes",
            at: place("services.\(service.name).domainname")
        )
        return nil
    }

    private func sharesProcesses(_ service: Service) -> Bool {
        let members = Set(podServices(service).map(\.name))
        let joins = podServices(service).contains { member in
            member.pidMode.map { $0.hasPrefix("service:") && members.contains(String($0.dropFirst(8))) }
                ?? false
        }
        return joins || asked(service).sharesProcesses == true
    }

    private func dnsConfig(_ service: Service) -> Value? {
        let options = service.dnsOptions.map { option in
            let parts = option.split(separator: ":", maxSplits: 1).map(String.init)
            return Value.object(
                of: ("name", .string(parts.first ?? option)),
                ("value", .optional(parts.count > 1 ? parts[1] : String?.none))
            )
        }
        return Value.object(
            of: ("nameservers", .nonEmpty(service.dns)),
            ("options", .nonEmpty(options)),
            ("searches", .nonEmpty(service.dnsSearch))
        ).unlessEmpty
    }

    /// The lines of the hosts file, one an address.
    private func hostAliases(_ service: Service) -> Value? {
        var names: OrderedDictionary<String, [String]> = [:]
        for host in podServices(service).flatMap(\.extraHosts) where host.address != "host-gateway" {
            if !(names[host.address] ?? []).contains(host.host) {
                names[host.address, default: []].append(host.host)
            }
        }
        return .nonEmpty(
            names.map { address, hosts in ["hostnames": .strings(hosts), "ip": .string(address)] }
        )
    }
}

extension Value {
    /// The object with its name in front, as people write it.
    fileprivate var nameFirst: Value {
        guard var members = objectValue, let name = members.removeValue(forKey: "name") else { return self }
        members.updateValue(name, forKey: "name", insertingAt: 0)
        return .object(members)
    }
}
