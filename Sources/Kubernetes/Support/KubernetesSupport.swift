package import Compose
package import Diagnostics
import OrderedCollections
import Values

/// What Kubernetes makes of the keys of Compose documents.
///
/// Every key of a service has a line in one of the tables: a key without one would be dropped in silence, and
/// a test sees to it.
package enum KubernetesSupport {
    static let services: [KeySupport<Service>] =
        mapped + emulated + processes + network + storage + limits + rollout + ignored + refused

    static let networks: [KeySupport<Network>] =
        ["name", "external"].map { .init($0, .emulated("the label by which its policy finds pods")) } + [
            .init("driver", .moot("pods have the cluster's network"), when: "overlay and bridge"),
            .init(
                "driver",
                .ignored("pods have the cluster's network"),
                when: "others",
                uses: { network in
                    [network.driver].compactMap(\.self).filter { !["overlay", "bridge"].contains($0) }
                }
            ),
            .init("driver_opts", .ignored("pods have the cluster's network")) { !$0.driverOptions.isEmpty },
            .init("attachable", .moot("every pod reaches every other one")),
            .init("internal", .emulated("a NetworkPolicy, with `x-kubernetes.network_policies`")),
            .init("enable_ipv4", .ignored("the cluster decides"), when: "false") { $0.enableIPv4 == false },
            .init("enable_ipv6", .ignored("the cluster decides"), when: "true") { $0.enableIPv6 == true },
            .init("ipam", .ignored("the cluster gives out the addresses")) { $0.ipam != nil },
            .init("labels", .ignored("networks are no objects")) { !$0.labels.isEmpty },
            .init("x-davit", .moot("networks are no objects")),
        ]

    static let volumes: [KeySupport<Volume>] =
        ["name", "external", "labels"].map { .init($0, .mapped) } + [
            .init("driver", .moot("the storage class says how a volume is made"), when: "local"),
            .init(
                "driver",
                .refused(hint: driverHint),
                when: "others, without a storage class or `csi` in `x-kubernetes`",
                uses: { volume in
                    [volume.driver].compactMap(\.self).filter { $0 != "local" && !volume.hasKubernetesSource }
                }
            ),
            .init(
                "driver_opts",
                .emulated("a volume source of the pod"),
                when: "NFS, tmpfs, folders and `size`"
            ),
            .init(
                "driver_opts",
                .ignored("a volume of a pod has no mount options; a claim of a storage class can have them"),
                when: "mount options of NFS",
                uses: { LocalVolume($0)?.lostOptions ?? [] }
            ),
            .init(
                "driver_opts",
                .refused(hint: driverHint),
                when: "other types",
                uses: { volume in
                    guard volume.driver ?? "local" == "local", !volume.hasKubernetesSource,
                        LocalVolume(volume) == nil,
                        let type = volume.driverOptions["type"] ?? volume.driverOptions["o"]
                    else { return [] }
                    return [type]
                }
            ),
            .init("x-davit", .emulated("Davit's own")),
            .init("x-davit.size", .mapped),
            .init("x-davit.storage-class", .mapped),
        ]

    private static let driverHint =
        "name what the cluster has instead: 'x-kubernetes: {storage_class: NAME}', or a source as 'csi'"

    static let configs: [KeySupport<FileObject>] =
        ["name", "external", "labels"].map { .init($0, .mapped) } + [
            .init("content", .emulated("an object with the content's hash in its name")),
            .init(
                "template_driver",
                .refused(hint: "write the content out, with the chart's values in it"),
                uses: { [$0.templateDriver].compactMap(\.self) }
            ),
            .init("x-davit", .emulated("Davit's own")),
        ]

    /// What secrets have besides.
    static let secrets: [KeySupport<FileObject>] =
        configs + [
            .init(
                "driver",
                .refused(
                    hint: "let an operator such as External Secrets make the Secret, and make it 'external'"
                ),
                uses: { [$0.driver].compactMap(\.self) }
            ),
            .init("driver_opts", .refused(hint: "see `driver`")),
        ]

    static let project: [KeySupport<Project>] =
        ["services", "volumes", "configs", "secrets"].map { .init($0, .mapped) } + [
            .init("networks", .emulated("NetworkPolicies, with `x-kubernetes.network_policies`")),
            .init("models", .refused(hint: "remove 'models'")) { $0.untyped["models"] != nil },
        ]

    /// The tables for the documentation.
    package static var table: SupportTable {
        var table = SupportTable(target: "kubernetes")
        table.add(project, below: "")
        table.add(services, below: "services.*")
        table.add(networks, below: "networks.*")
        table.add(volumes, below: "volumes.*")
        table.add(configs, below: "configs.*")
        table.add(secrets, below: "secrets.*")
        return table
    }

    /// What a cluster of the assumed version could not do of a project, for looking at a chart where no cluster
    /// is asked.
    ///
    /// - Parameter place: Where a key is written, by its path: `services.web.privileged`.
    package static func diagnostics(
        of project: Project,
        release: String,
        place: @escaping (String) -> SourceLocation? = { _ in nil }
    ) -> [Diagnostic] {
        var converter = KubernetesConverter(
            project: project,
            options: ConversionOptions(release: release),
            place: place
        )
        _ = converter.convert()
        return converter.diagnostics
    }
}

extension Volume {
    /// Whether the volume says itself how Kubernetes makes it.
    fileprivate var hasKubernetesSource: Bool {
        let asked = extensions["x-kubernetes"]
        return isExternal || directives.storageClass != nil || asked?["storage_class"] != nil
            || asked?["csi"] != nil
    }
}
