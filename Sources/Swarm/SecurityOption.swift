import FoundationEssentials

/// An entry of `security_opt` that a Swarm can do.
enum SecurityOption: Hashable {
    case noNewPrivileges(Bool)
    /// A profile as JSON, or nil for none at all.
    case seccomp(String?)
    case seccompDefault
    case apparmorUnconfined
    case apparmorDefault
    /// Turns SELinux' separation off.
    case labelDisable
    /// `user`, `role`, `type` or `level` of the SELinux context.
    case label(field: String, value: String)

    /// Reads `NAME:VALUE` or `NAME=VALUE`; nil for what a Swarm cannot do.
    init?(_ text: String) {
        func split(_ text: Substring) -> (name: Substring, value: Substring) {
            guard let separator = text.firstIndex(where: { $0 == ":" || $0 == "=" }) else {
                return (text, "")
            }
            return (text[..<separator], text[text.index(after: separator)...])
        }
        let (name, value) = split(text[...])
        switch (name, value) {
        case ("no-new-privileges", ""), ("no-new-privileges", "true"): self = .noNewPrivileges(true)
        case ("no-new-privileges", "false"): self = .noNewPrivileges(false)
        case ("seccomp", "unconfined"): self = .seccomp(nil)
        case ("seccomp", "builtin"), ("seccomp", "default"): self = .seccompDefault
        case ("seccomp", _) where value.hasPrefix("{"): self = .seccomp(String(value))
        case ("apparmor", "unconfined"): self = .apparmorUnconfined
        case ("apparmor", "docker-default"): self = .apparmorDefault
        case ("label", "disable"): self = .labelDisable
        case ("label", _):
            let (field, value) = split(value)
            guard ["user", "role", "type", "level"].contains(field), !value.isEmpty else { return nil }
            self = .label(field: String(field), value: String(value))
        default: return nil
        }
    }

    /// Whether only engines of API 1.44 and newer know it.
    var needsNewEngine: Bool {
        switch self {
        case .label, .labelDisable, .noNewPrivileges(false), .seccompDefault, .apparmorDefault: false
        case .noNewPrivileges(true), .seccomp, .apparmorUnconfined: true
        }
    }

    /// The entry in a message; a profile is not shown whole.
    static func shown(_ text: String) -> String {
        text.contains("{") ? String(text.prefix { $0 != "{" }) + "…" : text
    }
}
