import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Values

extension SwarmConverter {
    /// Capabilities in the engine's spelling; one that is both added and dropped is added.
    func capabilities(_ service: Service) -> (added: Value?, dropped: Value?) {
        func spelled(_ names: [String]) -> Set<String> {
            Set(
                names.map { name in
                    let upper = name.uppercased()
                    return upper == "ALL" || upper.hasPrefix("CAP_") ? upper : "CAP_\(upper)"
                }
            )
        }
        var added = spelled(service.capabilitiesAdded)
        var dropped = spelled(service.capabilitiesDropped)
        // All of them leave nothing to say of a single one.
        if dropped.contains("ALL") { dropped = ["ALL"] }
        if added.contains("ALL") { added = ["ALL"] }
        dropped.subtract(added)
        return (.nonEmpty(added.sorted()), .nonEmpty(dropped.sorted()))
    }

    /// Credentials and security options; the latter need API 1.44.
    mutating func privileges(_ service: Service) -> Value? {
        var privileges: Value.Object = [:]
        if let spec = service.credentialSpec {
            let config = spec.config.flatMap { key in project.configs[key].map { names.data(key, $0) } }
            privileges["CredentialSpec"] = .object(
                of: ("File", .optional(spec.file)),
                ("Registry", .optional(spec.registry)),
                // The engine wants the identifier here, filled in with the others.
                ("Config", .optional(config))
            )
        }
        for option in service.securityOptions {
            apply(option, of: service, to: &privileges)
        }
        return Value.object(privileges).unlessEmpty
    }

    private mutating func apply(_ option: String, of service: Service, to privileges: inout Value.Object) {
        let parts = option.split(maxSplits: 1) { $0 == ":" || $0 == "=" }.map(String.init)
        let name = parts.first ?? ""
        let value = parts.count > 1 ? parts[1] : ""
        guard version >= .init(1, 44) else {
            return collector.error(
                "the engine cannot do 'security_opt: \(option)' of the service '\(service.name)' "
                    + "(API \(version), 1.44 is needed)",
                hint: "update Docker to 25 or newer, or remove 'security_opt'"
            )
        }
        switch (name, value) {
        case ("no-new-privileges", "false"):
            break
        case ("no-new-privileges", _):
            privileges["NoNewPrivileges"] = true
        case ("seccomp", "unconfined"):
            privileges["Seccomp"] = ["Mode": "unconfined"]
        case ("apparmor", "unconfined"):
            privileges["AppArmor"] = ["Mode": "disabled"]
        default:
            collector.error(
                "a Swarm cannot do 'security_opt: \(option)' of the service '\(service.name)'",
                hint:
                    "remove it: 'no-new-privileges' and an unconfined seccomp or apparmor can be done"
            )
        }
    }
}
