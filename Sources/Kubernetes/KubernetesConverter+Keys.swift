import Compose
import Diagnostics
import OrderedCollections

extension KubernetesConverter {
    /// Says of every key of the service that Kubernetes does not have what becomes of it.
    mutating func checkKeys(of service: Service) {
        let owner = "the service '\(service.name)'"
        let path = "services.\(service.name)"
        checkServiceName(service)
        for support in KubernetesSupport.services { report(support, on: service, owner: owner, path: path) }
        if service.image == nil, service.build == nil {
            collector.error("\(owner) has no image", at: place(path), hint: "name one with 'image:'")
        }
        checkRestarts(of: service)
        checkSharedPod(of: service)
        checkDependencies(of: service)
    }

    /// What ends is a job; nothing else can be waited for until its end.
    private mutating func checkDependencies(of service: Service) {
        for (key, dependency) in service.dependsOn where dependency.condition == .completed {
            guard let other = project.services[key], workloads[other.name] != .job else { continue }
            collector.error(
                "the service '\(service.name)' waits for the end of '\(key)', which is restarted for ever",
                at: place("services.\(service.name).depends_on.\(key)"),
                hint:
                    "make '\(key)' a job with 'deploy: {mode: replicated-job}', or give it 'restart: \"no\"'"
            )
        }
    }

    /// The same for networks, volumes, configs, secrets and the project itself.
    mutating func checkObjects() {
        for support in KubernetesSupport.project {
            report(support, on: project, owner: "the project", path: "")
        }
        for (key, network) in project.networks {
            for support in KubernetesSupport.networks {
                report(support, on: network, owner: "the network '\(key)'", path: "networks.\(key)")
            }
        }
        for (key, volume) in project.volumes {
            for support in KubernetesSupport.volumes {
                report(support, on: volume, owner: "the volume '\(key)'", path: "volumes.\(key)")
            }
        }
        for (key, config) in project.configs {
            for support in KubernetesSupport.configs {
                report(support, on: config, owner: "the config '\(key)'", path: "configs.\(key)")
            }
        }
        for (key, secret) in project.secrets {
            for support in KubernetesSupport.secrets {
                report(support, on: secret, owner: "the secret '\(key)'", path: "secrets.\(key)")
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
            target: "Kubernetes",
            minor: options.version.minor,
            at: place(path.isEmpty ? support.name : "\(path).\(support.name)"),
            to: &collector
        )
    }
}
