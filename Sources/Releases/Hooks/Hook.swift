package import Compose
internal import OrderedCollections

/// A service that runs once, to its end, at a moment in the life of its release.
package struct Hook: Sendable, Hashable {
    /// The service's key in the project.
    package var service: String
    /// Why it runs.
    package var event: Directives.Hook
    package var deletePolicies: Set<Directives.HookDeletePolicy>
    /// The longest time that it may take, in seconds.
    package var timeout: Double

    package init(
        service: String,
        event: Directives.Hook,
        deletePolicies: Set<Directives.HookDeletePolicy> = [],
        timeout: Double = 300
    ) {
        self.service = service
        self.event = event
        self.deletePolicies = deletePolicies
        self.timeout = timeout
    }

    /// How a person is told of it: `hook 'migrate' (pre-upgrade)`, or `test 'web'`.
    package var title: String {
        event == .test ? "test '\(service)'" : "hook '\(service)' (\(event.rawValue))"
    }
}

extension Project {
    /// The services that are hooks of an event, by weight, then by name: the order in which Helm runs them.
    func hooks(for event: Directives.Hook) -> [Service] {
        services.values.filter { $0.directives.hooks.contains(event) }
            .sorted { ($0.directives.hookWeight, $0.name) < ($1.directives.hookWeight, $1.name) }
    }

    /// Only the hooks of an event as plain services, with what they use.
    func reduced(toHooksOf event: Directives.Hook) -> Project {
        var project = self
        project.services = [:]
        for service in hooks(for: event) {
            var plain = service
            plain.directives.hooks = []
            project.services[service.name] = plain
        }
        let used = project.services.values
        project.configs = configs.filter { key, _ in
            used.contains { $0.configs.contains { $0.source == key } || $0.credentialSpec?.config == key }
        }
        project.secrets = secrets.filter { key, _ in
            used.contains { $0.secrets.contains { $0.source == key } }
        }
        return project
    }
}
