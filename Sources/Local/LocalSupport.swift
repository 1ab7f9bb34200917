package import Compose
package import Diagnostics
internal import OrderedCollections

/// What a project asks for and one machine cannot do.
package enum LocalSupport {
    static let services: [KeySupport<Service>] =
        deploy + [
            .init("image", .mapped),
            .init(
                "build",
                .refused(hint: "build the image, and name it with 'image:'"),
                when: "without `image`"
            ) {
                $0.image == nil
            },
            .init("environment", .mapped),
            .init(
                "environment",
                .ignored("it is left to the image"),
                when: "a name without a value",
                uses: { service in service.environment.filter { $0.value == nil }.map(\.key) }
            ),
            .init("configs", .emulated("a bind of a file beside the document")),
            .init("secrets", .emulated("a file beside the document")),
            files("configs", \.configs),
            files("secrets", \.secrets),
            .init(
                "security_opt",
                .refused(
                    hint: "put the profile on the machine, and name its absolute path in a chart of your own"
                ),
                when: "a seccomp profile of the chart",
                uses: { service in
                    service.securityOptions.filter { $0.hasPrefix("seccomp=") && $0.contains("{") }.map { _ in
                        "seccomp"
                    }
                }
            ),
        ]

    private static func files(
        _ key: String,
        _ list: @escaping @Sendable (Service) -> [FileReference]
    ) -> KeySupport<Service> {
        .init(
            key,
            .ignored("its file has its own owner and mode"),
            when: "`uid`, `gid` and `mode`",
            uses: { service in
                let plain = FileReference(source: "", target: "")
                return list(service).filter {
                    ($0.uid, $0.gid, $0.mode) != (plain.uid, plain.gid, plain.mode)
                }.map(\.source)
            }
        )
    }

    private static let deploy: [KeySupport<Service>] = [
        alone("mode", when: "others than replicated") { $0.mode != .replicated },
        alone("placement") { $0.placement != Placement() },
        alone("update_config") { $0.update != nil },
        alone("rollback_config") { $0.rollback != nil },
        alone("endpoint_mode") { $0.endpointMode != nil },
        alone("labels") { !$0.labels.isEmpty },
        .init(
            "deploy.replicas",
            .ignored("only one task can publish a port on this machine"),
            when: "above 1, beside published ports",
            uses: { service in
                let isFixed = service.ports.contains { $0.published != nil }
                return (service.deploy.replicas ?? 1) > 1 && isFixed
                    ? ["\(service.deploy.replicas ?? 1)"] : []
            }
        ),
    ]

    private static func alone(
        _ key: String,
        when condition: String? = nil,
        _ isUsed: @escaping @Sendable (Deploy) -> Bool
    ) -> KeySupport<Service> {
        .init("deploy.\(key)", .ignored("there is only this machine", as: .note), when: condition) {
            isUsed($0.deploy)
        }
    }

    private static let given = "give the content in the chart, or install to a Swarm"

    static let configs: [KeySupport<FileObject>] = [
        .init("external", .refused(hint: given)) { $0.isExternal },
        .init(
            "template_driver",
            .ignored("the content is used as it is"),
            uses: { [$0.templateDriver].compactMap(\.self) }
        ),
    ]

    static let secrets: [KeySupport<FileObject>] = [
        .init("external", .refused(hint: given)) { $0.isExternal },
        .init("driver", .refused(hint: given)) { $0.content == .driver },
    ]

    /// The tables for the documentation; everything else goes to the Compose tool as it is.
    package static var table: SupportTable {
        var table = SupportTable(target: "local", others: "passed on")
        table.add(services, below: "services.*")
        table.add(configs, below: "configs.*")
        table.add(secrets, below: "secrets.*")
        return table
    }

    /// What becomes of the keys that one machine cannot do.
    ///
    /// - Parameter place: Where a key is written, by its path: `services.web.deploy.mode`.
    package static func diagnostics(
        of project: Project,
        place: (String) -> SourceLocation? = { _ in nil }
    ) -> [Diagnostic] {
        var collector = DiagnosticCollector()
        func report<Subject>(
            _ table: [KeySupport<Subject>],
            _ subject: Subject,
            _ owner: String,
            _ path: String
        ) {
            for support in table {
                support.report(
                    on: subject,
                    owner: owner,
                    target: "this machine",
                    minor: .max,
                    at: place("\(path).\(support.name)"),
                    to: &collector
                )
            }
        }
        for (name, service) in project.services where !service.directives.isHook {
            report(services, service, "the service '\(name)'", "services.\(name)")
        }
        for (name, secret) in project.secrets {
            report(secrets, secret, "the secret '\(name)'", "secrets.\(name)")
        }
        for (name, config) in project.configs {
            report(configs, config, "the config '\(name)'", "configs.\(name)")
        }
        return collector.diagnostics
    }
}
