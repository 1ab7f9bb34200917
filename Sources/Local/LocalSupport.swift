internal import Compose
internal import Diagnostics
internal import OrderedCollections

/// What a project asks for and one machine cannot do.
enum LocalSupport {
    static func diagnostics(of project: Project) -> [Diagnostic] {
        var collector = DiagnosticCollector()
        for (name, service) in project.services where !service.directives.isHook {
            check(name, service, &collector)
        }
        for (name, secret) in project.secrets {
            switch secret.content {
            case .external:
                collector.error(
                    "the external secret '\(name)' cannot be had on this machine",
                    hint: "give the secret's content in the chart, or install to a Swarm"
                )
            case .driver:
                collector.error("secret '\(name)': drivers of secrets are not supported on this machine")
            case .inline, .reference, .generated:
                continue
            }
        }
        for (name, config) in project.configs {
            if config.isExternal {
                collector.error(
                    "the external config '\(name)' cannot be had on this machine",
                    hint: "give the config's content in the chart, or install to a Swarm"
                )
            } else if let driver = config.templateDriver {
                collector.warning(
                    "configs.\(name).template_driver '\(driver)' is ignored: the content is used as it is"
                )
            }
        }
        return collector.diagnostics
    }

    private static func check(_ name: String, _ service: Service, _ collector: inout DiagnosticCollector) {
        if service.image == nil {
            collector.error(
                "service '\(name)' has no image",
                hint: "build the image, and name it with 'image:'"
            )
        }
        for (variable, value) in service.environment where value == nil {
            collector.warning(
                "services.\(name).environment.\(variable) has no value and is left to the image"
            )
        }
        let plain = FileReference(source: "", target: "")
        for file in service.configs + service.secrets
        where (file.uid, file.gid, file.mode) != (plain.uid, plain.gid, plain.mode) {
            collector.warning(
                "uid, gid and mode of '\(file.source)' in service '\(name)' are ignored: its file has its own"
            )
        }
        let deploy = service.deploy
        let ports = service.ports.compactMap(\.published)
        if let replicas = deploy.replicas, replicas > 1, let port = ports.first {
            collector.warning(
                "service '\(name)' has \(replicas) replicas, and only one can publish port \(port) on this machine",
                hint: "install with one replica here, or publish no fixed port"
            )
        }
        let ignored: [(String, Bool)] = [
            ("mode: \(deploy.mode.rawValue)", deploy.mode != .replicated),
            ("placement", deploy.placement != Placement()),
            ("update_config", deploy.update != nil),
            ("rollback_config", deploy.rollback != nil),
            ("endpoint_mode", deploy.endpointMode != nil),
            ("labels", !deploy.labels.isEmpty),
        ]
        for (key, isSet) in ignored where isSet {
            collector.note("services.\(name).deploy.\(key) is ignored: there is only this machine")
        }
    }
}
