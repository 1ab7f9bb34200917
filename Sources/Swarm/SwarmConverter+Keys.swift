import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Values

extension SwarmConverter {
    /// Says of every key of the service that a Swarm does not have what becomes of it.
    mutating func checkKeys(of service: Service) {
        let owner = "the service '\(service.name)'"
        let path = "services.\(service.name)"
        for support in SwarmSupport.services { report(support, on: service, owner: owner, path: path) }
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

    /// The same for networks, volumes, configs, secrets and the project itself.
    mutating func checkObjects() {
        for support in SwarmSupport.project {
            report(support, on: project, owner: "the project", path: "")
        }
        for (key, network) in project.networks {
            let owner = "the network '\(key)'"
            for support in SwarmSupport.networks {
                report(support, on: network, owner: owner, path: "networks.\(key)")
            }
        }
    }

    private mutating func report<Subject>(
        _ support: KeySupport<Subject>,
        on subject: Subject,
        owner: String,
        path: String
    ) {
        let place = place
        support.report(
            on: subject,
            owner: owner,
            target: "a Swarm",
            minor: version.minor,
            at: place(path.isEmpty ? support.name : "\(path).\(support.name)"),
            to: &collector
        )
    }
}
