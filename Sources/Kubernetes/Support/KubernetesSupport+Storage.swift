import Compose
import OrderedCollections

extension KubernetesSupport {
    static let storage: [KeySupport<Service>] = [
        .init("volumes.[].type", .emulated("a claim, a folder of the host, an `emptyDir`, or an image")),
        .init(
            "volumes.[].type",
            .refused(hint: "use a volume, or an image for Linux"),
            when: "npipe",
            uses: { service in service.mounts.filter { $0.kind == .npipe }.map { _ in "npipe" } }
        ),
        .init(
            "volumes.[].source",
            .refused(hint: "name one volume of the project"),
            when: "a group of cluster volumes",
            uses: { service in
                service.mounts.filter { $0.kind == .cluster }.compactMap(\.source).filter {
                    $0.hasPrefix("group:")
                }
            }
        ),
        .init(
            "volumes.[].source",
            .approximated("most nodes run containerd, and have no Docker to talk to"),
            when: "Docker's socket",
            uses: { service in
                service.mounts.filter { $0.kind == .bind }.compactMap(\.source).filter {
                    $0.hasSuffix("/docker.sock")
                }
            }
        ),
        .init("volumes.[].source", .mapped, when: "others"),
        .init("volumes.[].consistency", .moot("Linux keeps no such setting")),
        .init("volumes.[].bind.propagation", .mapped),
        .init(
            "volumes.[].bind.propagation",
            .refused(hint: "make the service 'privileged', or use 'rslave'"),
            when: "shared and rshared, of a service that is not privileged",
            uses: { service in
                service.privileged == true
                    ? []
                    : service.mounts.compactMap(\.bind.propagation).filter {
                        ["shared", "rshared"].contains($0)
                    }
            }
        ),
        .init(
            "volumes.[].bind.selinux",
            .ignored("label the folder on the nodes with 'chcon'"),
            uses: { service in service.mounts.compactMap(\.bind.selinux) }
        ),
        .init("volumes.[].bind.recursive", .moot("it is what Kubernetes does"), when: "enabled and writable"),
        .init("volumes.[].bind.recursive", .ignoredBefore(minor: 31), when: "readonly") { service in
            service.mounts.contains { $0.bind.recursive == "readonly" }
        },
        .init(
            "volumes.[].bind.recursive",
            .ignored("what is mounted below comes along"),
            when: "disabled",
            uses: { service in service.mounts.compactMap(\.bind.recursive).filter { $0 == "disabled" } }
        ),
        .init(
            "volumes.[].volume.nocopy",
            .moot("nothing is copied unless `x-kubernetes.populate` asks for it")
        ),
        .init("volumes.[].volume.subpath", .mapped),
        .init(
            "volumes.[].volume.labels",
            .ignored("a claim has the labels of its volume; write them there")
        ) { service in service.mounts.contains { !$0.volume.labels.isEmpty } },
        .init("volumes.[].tmpfs.size", .mapped),
        .init(
            "volumes.[].tmpfs.mode",
            .ignored("every user may write there"),
            uses: { service in service.mounts.filter { $0.tmpfs.mode != nil }.map(\.target) }
        ),
        .init(
            "tmpfs",
            .ignored("an `emptyDir` knows a size only"),
            when: "options besides size and ro",
            uses: { service in
                service.mounts.filter { !$0.tmpfs.others.isEmpty }.map {
                    "\($0.target):\($0.tmpfs.others.joined(separator: ","))"
                }
            }
        ),
        .init("volumes.[].image.subpath", .mapped),
        .init("volumes.[].image", .emulated("an `image` volume, from Kubernetes 1.31 on")),
        .init("volumes_from", .refused(hint: "name the volumes under 'volumes'")) { !$0.volumesFrom.isEmpty },
        .init(
            "devices",
            .refused(
                hint: "let a device plug-in of the cluster offer it, and ask with "
                    + "'x-kubernetes: {resources: {example.com/device: 1}}' instead"
            )
        ) { !$0.devices.isEmpty },
        .init("device_cgroup_rules", .ignored("device plug-ins of the cluster give access to devices")) {
            !$0.deviceCgroupRules.isEmpty
        },
        file("configs", \.configs), file("secrets", \.secrets),
        .init("configs.[].gid", .emulated("the pod's `fsGroup`, where it is one number for all files")),
        .init("secrets.[].gid", .emulated("the pod's `fsGroup`, where it is one number for all files")),
    ]

    private static func file(
        _ key: String,
        _ list: @escaping @Sendable (Service) -> [FileReference]
    ) -> KeySupport<Service> {
        .init(
            "\(key).[].uid",
            .ignored("the files belong to root"),
            when: "others than 0",
            uses: { service in list(service).filter { $0.uid != "0" }.map(\.source) }
        )
    }
}
