import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// `securityContext` of a container.
    mutating func security(_ service: Service, in pod: inout Pod) -> Value? {
        let user = user(service)
        var context = Value.object(
            of: ("allowPrivilegeEscalation", nil),
            ("capabilities", capabilities(service)),
            ("privileged", service.privileged == true ? true : nil),
            ("readOnlyRootFilesystem", service.readOnly == true ? true : nil),
            ("runAsGroup", .optional(user.group)),
            ("runAsNonRoot", (user.id ?? 0) != 0 ? true : nil),
            ("runAsUser", .optional(user.id))
        )
        for option in service.securityOptions.compactMap(SecurityOption.init) {
            context = apply(option, to: context, service, &pod)
        }
        if let profile = asked(service).seccompProfile {
            context = context.setting(
                ["seccompProfile"],
                ["localhostProfile": .string(profile), "type": "Localhost"]
            )
        }
        if let spec = service.credentialSpec?.config, let object = project.configs[spec],
            case .inline(let bytes, _) = object.content
        {
            let text = String(decoding: bytes, as: UTF8.self)
            context = context.setting(["windowsOptions"], ["gmsaCredentialSpec": .string(text)])
        }
        return context.unlessEmpty
    }

    private func apply(_ option: SecurityOption, to context: Value, _ service: Service, _ pod: inout Pod)
        -> Value
    {
        switch option {
        case .noNewPrivileges(let isSet):
            return isSet ? context.setting(["allowPrivilegeEscalation"], false) : context
        case .seccompUnconfined:
            return context.setting(["seccompProfile"], ["type": "Unconfined"])
        case .seccompDefault:
            return context.setting(["seccompProfile"], ["type": "RuntimeDefault"])
        case .apparmor(let profile):
            let isUnconfined = profile == "unconfined"
            return setAppArmor(
                .object(
                    of: ("localhostProfile", isUnconfined ? nil : .string(profile)),
                    ("type", isUnconfined ? "Unconfined" : "Localhost")
                ),
                old: isUnconfined ? "unconfined" : "localhost/\(profile)",
                context,
                service,
                &pod
            )
        case .apparmorDefault:
            return setAppArmor(["type": "RuntimeDefault"], old: "runtime/default", context, service, &pod)
        case .labelDisable:
            // The type of containers that SELinux leaves alone.
            return context.setting(["seLinuxOptions", "type"], "spc_t")
        case .label(let field, let value):
            return context.setting(["seLinuxOptions", field], .string(value))
        case .systemPathsUnconfined:
            return context.setting(["procMount"], "Unmasked")
        }
    }

    /// A field from Kubernetes 1.30 on, an annotation of the pod before.
    private func setAppArmor(
        _ profile: Value,
        old: String,
        _ context: Value,
        _ service: Service,
        _ pod: inout Pod
    ) -> Value {
        if options.version.minor >= 30 { return context.setting(["appArmorProfile"], profile) }
        let key = "container.apparmor.security.beta.kubernetes.io/\(names.service(service.name))"
        pod.annotations[key] = old
        return context
    }

    private func capabilities(_ service: Service) -> Value? {
        func spelled(_ names: [String]) -> Set<String> {
            Set(
                names.map { name in
                    let upper = name.uppercased()
                    return upper.hasPrefix("CAP_") ? String(upper.dropFirst(4)) : upper
                }
            )
        }
        let added = spelled(service.capabilitiesAdded)
        let dropped = spelled(service.capabilitiesDropped).subtracting(added)
        return Value.object(of: ("add", .nonEmpty(added.sorted())), ("drop", .nonEmpty(dropped.sorted())))
            .unlessEmpty
    }

    /// The numbers of `user`; a name has none here, as the table of keys says.
    private func user(_ service: Service) -> (id: Int64?, group: Int64?) {
        let asked = asked(service)
        let parts = (service.user ?? "").split(separator: ":", omittingEmptySubsequences: false)
        let id = parts.first.flatMap { Int64($0) }
        let group = parts.count > 1 ? Int64(parts[1]) : nil
        return (asked.runAsUser ?? id, asked.runAsGroup ?? group)
    }

    /// `securityContext` of a pod.
    mutating func podSecurity(_ service: Service, fileGroups: OrderedSet<String>) -> Value? {
        let members = podServices(service)
        let groups = OrderedSet(members.flatMap(\.groups).compactMap { Int64($0) })
        var sysctls: OrderedDictionary<String, String> = [:]
        for member in members {
            for (name, value) in member.sysctls { sysctls[name] = value }
        }
        let settings = sysctls.sorted { $0.key < $1.key }.map { name, value -> Value in
            ["name": .string(name), "value": .string(value)]
        }
        return Value.object(
            of: ("fsGroup", .optional(asked(service).fsGroup ?? fileGroup(service, fileGroups))),
            ("supplementalGroups", .nonEmpty(groups.map(Value.int))),
            ("sysctls", .nonEmpty(settings))
        ).unlessEmpty
    }

    /// The one group that all files of configs and secrets are to have; of several none can be.
    private mutating func fileGroup(_ service: Service, _ groups: OrderedSet<String>) -> Int64? {
        let wanted = groups.filter { $0 != "0" }
        guard !wanted.isEmpty else { return nil }
        if wanted.count == 1, let group = Int64(wanted[0]) { return group }
        collector.warning(
            "'gid' of the configs and secrets of the service '\(service.name)' is ignored: a pod can give all files "
                + "one group by its number, found \(wanted.map { "'\($0)'" }.joined(separator: ", "))",
            at: place("services.\(service.name)"),
            hint: "use one numeric 'gid' for all of them"
        )
        return nil
    }
}
