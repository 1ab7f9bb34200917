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
}
