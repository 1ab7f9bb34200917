package import Compose
package import Diagnostics
import DockerAPI
import OrderedCollections

/// What a Swarm makes of the keys of Compose documents.
///
/// Every key of a service has a line in one of the tables: a key without one would be dropped in silence,
/// and a test sees to it.
package enum SwarmSupport {
    static let services: [KeySupport<Service>] = mapped + emulated + ignored + refused + refusedParts + newer

    static let networks: [KeySupport<Network>] =
        [
            "name", "external", "driver", "driver_opts", "attachable", "internal", "enable_ipv6", "ipam",
            "labels",
        ].map { .init($0, .mapped) } + [
            .init("enable_ipv4", .mapped, when: "true"),
            .init("enable_ipv4", .refused(hint: "remove 'enable_ipv4'"), when: "false") {
                $0.enableIPv4 == false
            },
            .init("x-davit", .emulated("Davit's own")),
        ]

    static let volumes: [KeySupport<Volume>] =
        ["name", "external", "driver", "driver_opts", "labels"].map { .init($0, .mapped) } + [
            .init("x-davit", .emulated("Davit's own")),
            .init("x-davit.size", .moot("it is for claims of Kubernetes")),
            .init("x-davit.storage-class", .moot("it is for claims of Kubernetes")),
        ]

    static let data: [KeySupport<FileObject>] =
        ["name", "external", "template_driver", "labels"].map { .init($0, .mapped) } + [
            .init("content", .emulated("an object with the content's hash in its name")),
            .init("x-davit", .emulated("Davit's own")),
        ]

    /// What secrets have besides.
    static let secrets: [KeySupport<FileObject>] =
        data + [
            .init("driver", .mapped), .init("driver_opts", .mapped),
        ]

    static let project: [KeySupport<Project>] =
        ["services", "networks", "volumes", "configs", "secrets"].map { .init($0, .mapped) } + [
            .init("models", .refused(hint: "remove 'models'")) { $0.untyped["models"] != nil }
        ]

    /// The tables for the documentation.
    package static var table: SupportTable {
        var table = SupportTable(target: "swarm")
        table.add(project, below: "")
        table.add(services, below: "services.*")
        table.add(networks, below: "networks.*")
        table.add(volumes, below: "volumes.*")
        table.add(data, below: "configs.*")
        table.add(secrets, below: "secrets.*")
        return table
    }

    /// What an engine of the newest API that Davit speaks could not do of a project, for looking at a chart
    /// where no engine is asked.
    ///
    /// - Parameter place: Where a key is written, by its path: `services.web.privileged`.
    package static func diagnostics(
        of project: Project,
        release: String,
        place: @escaping (String) -> SourceLocation? = { _ in nil }
    ) -> [Diagnostic] {
        var converter = SwarmConverter(project: project, release: release, version: .maximum, place: place)
        _ = converter.convert()
        return converter.collector.diagnostics
    }
}
