import FoundationEssentials

/// An entry of `security_opt` that a pod can do.
enum SecurityOption: Hashable {
    case noNewPrivileges(Bool)
    case seccompUnconfined
    case seccompDefault
    /// `unconfined`, or the name of a profile of the nodes.
    case apparmor(String)
    case apparmorDefault
    /// Turns SELinux' separation off.
    case labelDisable
    /// `user`, `role`, `type` or `level` of the SELinux context.
    case label(field: String, value: String)
    /// Shows all of `/proc`.
    case systemPathsUnconfined

    /// Reads `NAME:VALUE` or `NAME=VALUE`; nil for what a pod cannot do, such as a seccomp profile in the chart.
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
        case ("seccomp", "unconfined"): self = .seccompUnconfined
        case ("seccomp", "builtin"), ("seccomp", "default"): self = .seccompDefault
        case ("apparmor", "docker-default"): self = .apparmorDefault
        case ("apparmor", _) where !value.isEmpty: self = .apparmor(String(value))
        case ("label", "disable"): self = .labelDisable
        case ("label", _):
            let (field, value) = split(value)
            guard ["user", "role", "type", "level"].contains(field), !value.isEmpty else { return nil }
            self = .label(field: String(field), value: String(value))
        case ("systempaths", "unconfined"): self = .systemPathsUnconfined
        default: return nil
        }
    }

    /// The entry in a message; a profile is not shown whole.
    static func shown(_ text: String) -> String {
        text.contains("{") ? String(text.prefix { $0 != "{" }) + "…" : text
    }
}
