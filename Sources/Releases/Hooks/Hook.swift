package import Compose
internal import OrderedCollections
package import Values

/// Something that runs once, to its end, at a moment in the life of its release.
package struct Hook: Sendable, Hashable {
    /// The service's key in the project, or the name of the chart's own object.
    package var name: String
    /// The chart's own Kubernetes object; nil for a service.
    package var object: Value?
    /// Why it runs.
    package var event: Directives.Hook
    /// Hooks of lower weight run first.
    package var weight: Int
    package var deletePolicies: Set<Directives.HookDeletePolicy>
    /// The longest time that it may take, in seconds.
    package var timeout: Double

    package init(
        name: String,
        object: Value? = nil,
        event: Directives.Hook,
        weight: Int = 0,
        deletePolicies: Set<Directives.HookDeletePolicy> = [],
        timeout: Double = 300
    ) {
        self.name = name
        self.object = object
        self.event = event
        self.weight = weight
        self.deletePolicies = deletePolicies
        self.timeout = timeout
    }

    /// How a person is told of it: `hook 'migrate' (pre-upgrade)`, or `test 'web'`.
    package var title: String {
        event == .test ? "test '\(name)'" : "hook '\(name)' (\(event.rawValue))"
    }
}

extension DesiredState {
    /// The hooks of an event, by weight, then by name: the order in which Helm runs them.
    ///
    /// - Parameter timeout: The longest time, in seconds, of a hook that says none.
    func hooks(for event: Directives.Hook, timeout: Double) -> [Hook] {
        let services = project.services.values.filter { $0.directives.hooks.contains(event) }.map { service in
            Hook(
                name: service.name,
                event: event,
                weight: service.directives.hookWeight,
                deletePolicies: Set(service.directives.hookDeletePolicies),
                timeout: service.directives.hookTimeout.map { Double($0) / 1e9 } ?? timeout
            )
        }
        let own = hooks.compactMap { Hook(object: $0, event: event, timeout: timeout) }
        return (services + own).sorted { ($0.weight, $0.name) < ($1.weight, $1.name) }
    }

    func hasHooks(for event: Directives.Hook) -> Bool { !hooks(for: event, timeout: 0).isEmpty }
}

extension Hook {
    /// A hook that a chart writes as an object with Helm's annotations; nil when it is none of that event.
    fileprivate init?(object: Value, event: Directives.Hook, timeout: Double) {
        let annotations = object.at("metadata", "annotations")
        func words(_ key: String) -> [String] {
            (annotations?[key]?.stringValue ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        }
        // `test-success` is what Helm 2 called it.
        let events = words("helm.sh/hook").map { $0 == "test-success" ? "test" : $0 }
        guard events.contains(event.rawValue) else { return nil }
        self.init(
            name: object.at("metadata", "name")?.stringValue ?? "",
            object: object,
            event: event,
            weight: annotations?["helm.sh/hook-weight"]?.stringValue.flatMap { Int($0) } ?? 0,
            deletePolicies: Set(
                words("helm.sh/hook-delete-policy").compactMap(Directives.HookDeletePolicy.init(rawValue:))
            ),
            timeout: timeout
        )
    }
}

extension Project {
    /// Only the hooks of an event as plain services, with what they use.
    func reduced(toHooksOf event: Directives.Hook) -> Project {
        var project = self
        project.services = [:]
        let hooks = services.values.filter { $0.directives.hooks.contains(event) }.sorted {
            ($0.directives.hookWeight, $0.name) < ($1.directives.hookWeight, $1.name)
        }
        for service in hooks {
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
