import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// How pods are replaced: `update_config`, and for a rollback `rollback_config`.
    func update(_ service: Service) -> UpdateConfig? {
        options.isRollback ? service.deploy.rollback ?? service.deploy.update : service.deploy.update
    }

    /// Swarm's defaults are written out, for Kubernetes has others: one at a time, the old one stopped first.
    private func steps(_ service: Service) -> (count: Int, startsFirst: Bool) {
        let update = update(service)
        return (update?.parallelism ?? 1, update?.order == .startFirst)
    }

    private static let all: Value = "100%"

    mutating func deploymentStrategy(_ service: Service) -> Value {
        let (count, startsFirst) = steps(service)
        if let key = exclusiveClaim(service), startsFirst || count > 0 {
            if startsFirst {
                collector.warning(
                    "'deploy.update_config.order: start-first' of the service '\(service.name)' is ignored: a new "
                        + "pod may have to wait for the volume '\(key)', which the old one holds",
                    at: place("services.\(service.name).deploy.update_config.order"),
                    hint: "give the volume 'x-kubernetes: {access_modes: [ReadWriteMany]}' if its storage can"
                )
            }
            return ["type": "Recreate"]
        }
        if count == 0, !startsFirst { return ["type": "Recreate"] }
        let share = count == 0 ? Self.all : .int(Int64(count))
        let rolling: Value =
            startsFirst
            ? .object(of: ("maxSurge", share), ("maxUnavailable", 0))
            : .object(of: ("maxSurge", 0), ("maxUnavailable", share))
        return .object(of: ("rollingUpdate", rolling), ("type", "RollingUpdate"))
    }

    /// A volume that pods on two nodes cannot have at once, among those of a Deployment.
    private func exclusiveClaim(_ service: Service) -> String? {
        podServices(service).flatMap(\.mounts).compactMap(\.source).first { key in
            guard let volume = project.volumes[key], inlineSource(key, readOnly: false) == nil else {
                return false
            }
            return !volume.isExternal && !(volumeExtensions[key]?.isShared ?? false)
        }
    }

    mutating func daemonStrategy(_ service: Service) -> Value {
        var (count, startsFirst) = steps(service)
        if startsFirst, options.version.minor < 22 {
            collector.warning(
                "'deploy.update_config.order: start-first' of the service '\(service.name)' is ignored: a "
                    + "DaemonSet can do it from Kubernetes 1.22 on",
                at: place("services.\(service.name).deploy.update_config.order")
            )
            startsFirst = false
        }
        let share = count == 0 ? Self.all : .int(Int64(count))
        let rolling: Value =
            startsFirst
            ? .object(of: ("maxSurge", share), ("maxUnavailable", 0)) : .object(of: ("maxUnavailable", share))
        return .object(of: ("rollingUpdate", rolling), ("type", "RollingUpdate"))
    }

    /// A StatefulSet replaces one pod after the other and knows nothing else.
    mutating func checkStatefulUpdate(_ service: Service) {
        let (count, startsFirst) = steps(service)
        let path = "services.\(service.name).deploy.update_config"
        if count != 1, service.deploy.replicas ?? 1 > 1 {
            collector.warning(
                "'deploy.update_config.parallelism: \(count)' of the service '\(service.name)' is ignored: a "
                    + "StatefulSet replaces one pod at a time",
                at: place("\(path).parallelism")
            )
        }
        if startsFirst {
            collector.warning(
                "'deploy.update_config.order: start-first' of the service '\(service.name)' is ignored: the pods of "
                    + "a StatefulSet keep their volumes, so the old one is stopped first",
                at: place("\(path).order")
            )
        }
        if service.deploy.replicas ?? 1 > 1 {
            collector.note(
                "each pod of the service '\(service.name)' has a volume of its own",
                at: place("services.\(service.name).deploy.replicas")
            )
        }
    }

    /// `delay` as the time that a pod must be ready for to count.
    mutating func minReadySeconds(_ service: Service, _ kind: WorkloadKind) -> Value? {
        guard let delay = update(service)?.delay, delay > 0 else { return nil }
        if kind == .statefulSet, options.version.minor < 23 {
            collector.warning(
                "'deploy.update_config.delay' of the service '\(service.name)' is ignored: a StatefulSet can do it "
                    + "from Kubernetes 1.23 on",
                at: place("services.\(service.name).deploy.update_config.delay")
            )
            return nil
        }
        return .int(Self.seconds(delay))
    }

    /// Time for every pod to be replaced and watched, when that is longer than Kubernetes' own ten minutes.
    func progressDeadline(_ service: Service) -> Value? {
        guard let update = update(service), let monitor = update.monitor else { return nil }
        let ready = Self.seconds(update.delay ?? 0)
        let seconds = ready + Self.seconds(monitor) * Int64(max(service.deploy.replicas ?? 1, 1))
        return seconds > 600 ? .int(seconds) : nil
    }

    /// Whole seconds, rounded up.
    static func seconds(_ nanoseconds: Int64) -> Int64 {
        let second: Int64 = 1_000_000_000
        return nanoseconds <= 0 ? 0 : (nanoseconds - 1) / second + 1
    }
}
