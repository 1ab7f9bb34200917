import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// The signal that ends the container, where Kubernetes can be told and it is not its own.
    func stopSignal(_ service: Service) -> String? {
        guard let signal = service.stopSignal, options.version.minor >= 33 else { return nil }
        let name = signal.uppercased().hasPrefix("SIG") ? signal.uppercased() : "SIG\(signal.uppercased())"
        return name == "SIGTERM" || Int(signal) != nil ? nil : name
    }

    /// `lifecycle` of a container.
    mutating func lifecycle(_ service: Service) -> Value? {
        Value.object(
            of: ("postStart", handler("post_start", of: service)),
            ("preStop", handler("pre_stop", of: service)),
            ("stopSignal", .optional(stopSignal(service)))
        ).unlessEmpty
    }

    /// The commands of `post_start` or `pre_stop` as one: Kubernetes runs a single one.
    private mutating func handler(_ key: String, of service: Service) -> Value? {
        guard let list = service.untyped[key]?.arrayValue else { return nil }
        var commands: [(plain: [String]?, line: String)] = []
        for (index, item) in list.enumerated() {
            let path = "services.\(service.name).\(key)"
            for refused in ["user", "privileged"] where item[refused] != nil && item[refused] != false {
                collector.error(
                    "Kubernetes cannot do '\(key)[\(index)].\(refused)' of the service '\(service.name)'",
                    at: place(path),
                    hint: "remove it: the command runs as the container does"
                )
            }
            guard let command = LifecycleCommand(item) else {
                collector.error(
                    "'\(key)[\(index)]' of the service '\(service.name)' has no 'command'",
                    at: place(path),
                    hint: "write it as a list, such as [\"sh\", \"-c\", \"…\"]"
                )
                continue
            }
            commands.append((command.plain, command.line))
        }
        guard !commands.isEmpty else { return nil }
        let command =
            commands.count == 1 ? commands[0].plain : nil
        let words = command ?? ["/bin/sh", "-c", commands.map(\.line).joined(separator: " && ")]
        return ["exec": ["command": .strings(words)]]
    }
}
