import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Values

extension SwarmConverter {
    /// Says of every key of the service that a Swarm does not have what becomes of it.
    mutating func checkKeys(of service: Service) {
        for support in KeySupport.table where support.isUsed(service) {
            report(support, of: service)
        }
        for key in service.untyped.keys where key != "develop" {
            collector.error(
                "a Swarm cannot do '\(key)' of the service '\(service.name)'",
                hint: "remove '\(key)'"
            )
        }
        for (key, dependency) in service.dependsOn where dependency.condition == .completed {
            guard let other = project.services[key], !other.deploy.mode.isJob,
                restartPolicy(other)?["Condition"]?.stringValue ?? "any" == "any"
            else { continue }
            collector.error(
                "the service '\(service.name)' waits for the end of '\(key)', which is restarted for ever",
                hint:
                    "make '\(key)' a job with 'deploy: {mode: replicated-job}', or give it 'restart: \"no\"'"
            )
        }
        for policy in [service.deploy.restartPolicy].compactMap(\.self)
        where service.deploy.mode.isJob && policy.condition == .any {
            collector.error(
                "the job '\(service.name)' cannot be restarted on any end",
                hint: "use 'condition: on-failure' or 'condition: none' in its 'restart_policy'"
            )
        }
    }

    private mutating func report(_ support: KeySupport, of service: Service) {
        let what = "'\(support.key)' of the service '\(service.name)'"
        switch support.verdict {
        case .mapped, .emulated:
            break
        case .ignored(let reason):
            // A newer engine does have this one.
            if support.key == "healthcheck.start_interval", version >= APIVersion(1, 44) { return }
            collector.warning("\(what) is ignored: \(reason)")
        case .refused(let hint):
            collector.error("a Swarm cannot do \(what)", hint: hint)
        case .needs(let needed, let hint):
            if version >= needed { return }
            collector.error("the engine cannot do \(what) (API \(version), \(needed) is needed)", hint: hint)
        }
    }
}
