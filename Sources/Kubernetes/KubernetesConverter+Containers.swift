import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// Adds the container of a service to a pod, with the volumes that it mounts.
    mutating func addContainer(_ service: Service, to pod: inout Pod) {
        let mounts = mounts(service, in: &pod)
        let probes = probes(service)
        let container = Value.object(
            of: ("name", .string(names.service(service.name))),
            ("image", .string(service.image ?? "")),
            ("imagePullPolicy", pullPolicy(service)),
            ("command", service.entrypoint.flatMap { .nonEmpty($0.map(Self.literal)) }),
            ("args", service.command.flatMap { .nonEmpty($0.map(Self.literal)) }),
            ("workingDir", .optional(service.workingDirectory)),
            ("env", environment(service)),
            ("envFrom", .nonEmpty(asked(service).environmentSources)),
            ("ports", containerPorts(service)),
            ("resources", resources(service)),
            ("readinessProbe", probes.readiness),
            ("livenessProbe", probes.liveness),
            ("startupProbe", probes.startup)
        )
        let more: [(String, Value?)] = [
            ("lifecycle", lifecycle(service)), ("securityContext", security(service, in: &pod)),
            ("stdin", service.stdinOpen == true ? true : nil), ("tty", service.tty == true ? true : nil),
            ("volumeMounts", .nonEmpty(mounts)),
        ]
        pod.containers.append(container.adding(more))
    }

    /// A text that Kubernetes is to leave as it is.
    ///
    /// It takes `$(` for the name of a variable and makes one dollar sign of two, so those are written twice
    /// that stand before another one or a parenthesis.
    static func literal(_ text: String) -> String {
        let dollar = UInt8(ascii: "$")
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let run = bytes[position...].prefix { $0 == dollar }
            guard !run.isEmpty else {
                result.append(bytes[position])
                position += 1
                continue
            }
            position += run.count
            let isAmbiguous = run.count > 1 || position < bytes.count && bytes[position] == UInt8(ascii: "(")
            result += run + (isAmbiguous ? run : [])
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The variables by name; one without a value is left to the image, as the table of keys says.
    private mutating func environment(_ service: Service) -> Value? {
        var variables: [String: Value] = [:]
        for (name, value) in service.environment {
            guard KubernetesNames.isVariableName(name) else {
                collector.error(
                    "'\(name)' of the service '\(service.name)' cannot be the name of a variable in Kubernetes",
                    at: place("services.\(service.name).environment.\(name)"),
                    hint: "use letters, digits and '_', and no digit in front"
                )
                continue
            }
            if let value {
                variables[name] = .object(
                    of: ("name", .string(name)),
                    ("value", .string(Self.literal(value)))
                )
            }
        }
        for (name, source) in asked(service).environment {
            variables[name] = .object(of: ("name", .string(name)), ("valueFrom", source))
        }
        return .nonEmpty(variables.sorted { $0.key < $1.key }.map(\.value))
    }

    private func pullPolicy(_ service: Service) -> Value? {
        if let policy = asked(service).pullPolicy { return .string(policy.rawValue) }
        switch service.pullPolicy {
        case nil, "build": return nil
        case "never": return "Never"
        case "missing", "if_not_present": return "IfNotPresent"
        default: return "Always"
        }
    }

    /// The ports in the container; those of `mode: host` with the node's port.
    private func containerPorts(_ service: Service) -> Value? {
        let isHost = service.networkMode == "host"
        var ports: OrderedDictionary<String, Value> = [:]
        for port in internalPorts(service) {
            let published = port.hostPort
            let name = port.name.flatMap { Self.isPortName($0) ? $0 : nil }
            let isNameTaken = ports.values.contains { $0["name"]?.stringValue == name }
            ports["\(port.number)/\(port.transport)/\(published ?? 0)"] = .object(
                of: ("containerPort", .int(Int64(port.number))),
                ("hostIP", published == nil || isHost ? nil : .optional(port.hostIP)),
                ("hostPort", isHost ? nil : .optional(published.map(Int.init))),
                ("name", isNameTaken ? nil : .optional(name)),
                ("protocol", .string(port.transport.rawValue.uppercased()))
            )
        }
        return .nonEmpty(Array(ports.values))
    }

    /// Whether a text can name a port of a container: at most 15 lower-case letters, digits and `-`, with a letter.
    static func isPortName(_ text: String) -> Bool {
        text.utf8.count <= 15 && KubernetesNames.isLabel(text) && !text.contains("--")
            && text.utf8.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    // MARK: Life

    /// The signal that ends the container, where Kubernetes can be told and it is not its own.
    func stopSignal(_ service: Service) -> String? {
        guard let signal = service.stopSignal, options.version.minor >= 33 else { return nil }
        let name = signal.uppercased().hasPrefix("SIG") ? signal.uppercased() : "SIG\(signal.uppercased())"
        return name == "SIGTERM" || Int(signal) != nil ? nil : name
    }

    private mutating func lifecycle(_ service: Service) -> Value? {
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

/// One entry of `post_start` or `pre_stop`.
private struct LifecycleCommand {
    /// The words, where the entry says nothing else.
    var plain: [String]?
    /// The entry as a line for a shell.
    var line: String

    init?(_ item: Value) {
        let words: [String]
        if let list = item["command"]?.arrayValue {
            words = list.compactMap(\.stringValue)
            line = words.map(Self.quoted).joined(separator: " ")
        } else if let text = item["command"]?.stringValue {
            words = ["/bin/sh", "-c", text]
            line = text
        } else {
            return nil
        }
        if words.isEmpty { return nil }
        var prefix: [String] = []
        for (name, value) in item["environment"]?.objectValue ?? [:] {
            let text = value.stringValue ?? value.intValue.map { "\($0)" } ?? ""
            prefix.append("\(name)=\(Self.quoted(text))")
        }
        for entry in item["environment"]?.arrayValue ?? [] {
            prefix +=
                entry.stringValue.map { text in
                    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                    return ["\(parts[0])=\(Self.quoted(parts.count > 1 ? parts[1] : ""))"]
                } ?? []
        }
        let folder = item["working_dir"]?.stringValue
        plain = prefix.isEmpty && folder == nil ? words : nil
        if !prefix.isEmpty {
            line = "env \(prefix.joined(separator: " ")) \(words.map(Self.quoted).joined(separator: " "))"
        }
        if let folder { line = "(cd \(Self.quoted(folder)) && \(line))" }
    }

    /// A word in single quotes, where a shell would read it otherwise.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_./=:,".utf8.contains(byte)
            }
        return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
