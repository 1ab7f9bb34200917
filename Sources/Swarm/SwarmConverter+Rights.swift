import Compose
import DockerAPI
import FoundationEssentials
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

    /// Credentials and security options; what the engine cannot do has been reported.
    func privileges(_ service: Service) -> Value? {
        var privileges = Value.emptyObject
        if let spec = service.credentialSpec {
            let config = spec.config.flatMap { key in project.configs[key].map { names.data(key, $0) } }
            privileges = privileges.setting(
                ["CredentialSpec"],
                .object(
                    of: ("File", .optional(spec.file)),
                    ("Registry", .optional(spec.registry)),
                    // The engine wants the identifier here, filled in with the others.
                    ("Config", .optional(config))
                )
            )
        }
        for option in service.securityOptions.compactMap(SecurityOption.init) {
            privileges = apply(option, to: privileges)
        }
        return privileges.unlessEmpty
    }

    private static let contextFields = ["user": "User", "role": "Role", "type": "Type", "level": "Level"]

    private func apply(_ option: SecurityOption, to privileges: Value) -> Value {
        switch option {
        case .noNewPrivileges(let isSet):
            isSet ? privileges.setting(["NoNewPrivileges"], true) : privileges
        case .seccomp(nil):
            privileges.setting(["Seccomp"], ["Mode": "unconfined"])
        case .seccomp(let profile?):
            privileges.setting(
                ["Seccomp"],
                ["Mode": "custom", "Profile": .string(Data(profile.utf8).base64EncodedString())]
            )
        case .apparmorUnconfined:
            privileges.setting(["AppArmor"], ["Mode": "disabled"])
        case .labelDisable:
            privileges.setting(["SELinuxContext", "Disable"], true)
        case .label(let field, let value):
            privileges.setting(["SELinuxContext", Self.contextFields[field] ?? field], .string(value))
        case .seccompDefault, .apparmorDefault:
            privileges
        }
    }
}
