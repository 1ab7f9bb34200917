import Compose
import Diagnostics
import Values

extension KubernetesConverter {
    /// The three checks that do together what a health check does in a Swarm: a task that is not well gets no
    /// requests and is replaced, and it is given time to start.
    mutating func probes(_ service: Service) -> (readiness: Value?, liveness: Value?, startup: Value?) {
        let asked = asked(service).probe
        let assumed = asked.flatMap { $0.handler == .command ? Healthcheck?.none : Healthcheck() }
        guard let check = service.healthcheck ?? assumed, !check.isDisabled,
            let handler = handler(service, check, asked)
        else { return (nil, nil, nil) }
        let retries = Int64(max(check.retries ?? 3, 1))
        let timeout = Value.int(max(Self.seconds(check.timeout ?? Self.default), 1))
        func probe(period: Int64, failures: Int64) -> Value {
            handler.setting(["failureThreshold"], .int(failures)).setting(["periodSeconds"], .int(period))
                .setting(["timeoutSeconds"], timeout)
        }
        let period = max(Self.seconds(check.interval ?? Self.default), 1)
        let steady = probe(period: period, failures: retries)
        var startup: Value?
        if let start = check.startPeriod, start > 0 {
            let step = max(Self.seconds(check.startInterval ?? 5_000_000_000), 1)
            startup = probe(period: step, failures: (Self.seconds(start) - 1) / step + 1 + retries)
        }
        let isLive = asked?.hasLiveness ?? true
        return (steady, isLive ? steady : nil, startup)
    }

    /// Docker's interval and time-out: 30 seconds, in nanoseconds.
    private static let `default`: Int64 = 30_000_000_000

    private mutating func handler(_ service: Service, _ check: Healthcheck, _ asked: ProbeExtension?)
        -> Value?
    {
        switch asked?.handler ?? .command {
        case .http(let path, let port, let scheme):
            return [
                "httpGet": .object(
                    of: ("path", .string(path)),
                    ("port", .int(port)),
                    ("scheme", .optional(scheme))
                )
            ]
        case .tcp(let port):
            return ["tcpSocket": ["port": .int(port)]]
        case .grpc(let port):
            if options.version.minor < 24 {
                collector.error(
                    "Kubernetes 1.\(options.version.minor) cannot do 'x-kubernetes.probe.grpc' of the service "
                        + "'\(service.name)': 1.24 is needed",
                    at: place("services.\(service.name).x-kubernetes.probe"),
                    hint: "use 'tcp'"
                )
            }
            return ["grpc": ["port": .int(port)]]
        case .command:
            return command(service, check)
        }
    }

    private mutating func command(_ service: Service, _ check: Healthcheck) -> Value? {
        guard let test = check.test, let form = test.first, test.count > 1 else {
            collector.error(
                "the health check of the service '\(service.name)' has no 'test': the image's own is not known here",
                at: place("services.\(service.name).healthcheck"),
                hint: "write the image's test out as 'test:', or name a probe in 'x-kubernetes'"
            )
            return nil
        }
        let words = Array(test.dropFirst())
        let command = form == "CMD-SHELL" ? ["/bin/sh", "-c", words.joined(separator: " ")] : words
        return ["exec": ["command": .strings(command)]]
    }
}
