import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// The mounts of a container by target, then its configs and secrets; their volumes are added to the pod.
    mutating func mounts(_ service: Service, in pod: inout Pod) -> [Value] {
        var mounts: [Value] = []
        for mount in service.mounts {
            if let value = self.mount(mount, of: service, in: &pod) { mounts.append(value) }
        }
        if let size = service.sharedMemorySize, !service.mounts.contains(where: { $0.target == "/dev/shm" }) {
            let name = pod.add(volume: Self.memory(size), named: "\(service.name)-shm", isShared: false)
            mounts.append(["mountPath": "/dev/shm", "name": .string(name)])
        }
        mounts += fileMounts(service, in: &pod)
        checkTargets(mounts, of: service)
        return mounts
    }

    /// An `emptyDir` in memory, of a size in bytes.
    static func memory(_ size: Int64?) -> Value {
        ["emptyDir": .object(of: ("medium", "Memory"), ("sizeLimit", size.map { .string(sizeText($0)) }))]
    }

    private mutating func mount(_ mount: Mount, of service: Service, in pod: inout Pod) -> Value? {
        let name: String
        var isReadOnly = mount.readOnly
        switch mount.kind {
        case .volume, .cluster:
            guard let key = mount.source else {
                name = pod.add(
                    volume: ["emptyDir": [:]],
                    named: "\(service.name)\(mount.target)",
                    isShared: false
                )
                break
            }
            if key.hasPrefix("group:") { return nil }
            name = addVolume(key, readOnly: mount.readOnly, to: &pod)
            populate(key, mount, service, volume: name, in: &pod)
        case .bind:
            let source = mount.source ?? ""
            let path: Value = .object(
                of: ("path", .string(source)),
                ("type", mount.bind.createHostPath == true ? "DirectoryOrCreate" : nil)
            )
            name = pod.add(volume: ["hostPath": path], named: "host\(source)")
        case .tmpfs:
            name = pod.add(
                volume: Self.memory(mount.tmpfs.size),
                named: "\(service.name)\(mount.target)",
                isShared: false
            )
        case .image:
            guard checkImage(mount, of: service) else { return nil }
            name = pod.add(
                volume: ["image": ["reference": .string(mount.source ?? "")]],
                named: "image-\(mount.source ?? "")"
            )
            // Such a volume can be nothing else, and has no field for it.
            isReadOnly = false
        case .npipe:
            return nil
        }
        return .object(
            of: ("mountPath", .string(mount.target)),
            ("mountPropagation", propagation(mount)),
            ("name", .string(name)),
            ("readOnly", isReadOnly ? true : nil),
            ("recursiveReadOnly", recursive(mount)),
            ("subPath", .optional(mount.volume.subpath ?? mount.imageSubpath))
        )
    }

    /// Whether the cluster has volumes of images: an option of it from 1.31 on, and always from 1.35 on.
    private mutating func checkImage(_ mount: Mount, of service: Service) -> Bool {
        let minor = options.version.minor
        let needed = mount.imageSubpath == nil ? 31 : 33
        let location = place("services.\(service.name).volumes")
        if minor < needed {
            collector.error(
                "Kubernetes 1.\(minor) cannot mount an image at '\(mount.target)' of the service '\(service.name)': "
                    + "1.\(needed) is needed",
                at: location,
                hint: "copy the files into the service's own image"
            )
        } else if minor < 35 {
            collector.warning(
                "the image at '\(mount.target)' of the service '\(service.name)' is there only where the feature "
                    + "ImageVolume is on",
                at: location
            )
        }
        return minor >= needed
    }

    private func propagation(_ mount: Mount) -> Value? {
        switch mount.bind.propagation {
        case "rshared", "shared": "Bidirectional"
        case "rslave", "slave": "HostToContainer"
        default: Value?.none
        }
    }

    private func recursive(_ mount: Mount) -> Value? {
        let isAsked = mount.readOnly && mount.bind.recursive == "readonly"
        return isAsked && options.version.minor >= 31 ? .string("Enabled") : Value?.none
    }

    /// Two things at one path are refused by the API, in words that name no service.
    private mutating func checkTargets(_ mounts: [Value], of service: Service) {
        var seen: [String: String] = [:]
        for mount in mounts {
            guard let target = mount["mountPath"]?.stringValue, let name = mount["name"]?.stringValue else {
                continue
            }
            if let other = seen.updateValue(name, forKey: target) {
                collector.error(
                    "'\(other)' and '\(name)' of the service '\(service.name)' are both mounted at '\(target)'",
                    at: place("services.\(service.name)"),
                    hint: "give one of them another target"
                )
            }
        }
    }

    /// Fills an empty volume with what the image has there, as Docker does, when `x-kubernetes.populate` asks.
    private func populate(
        _ key: String,
        _ mount: Mount,
        _ service: Service,
        volume: String,
        in pod: inout Pod
    ) {
        guard volumeExtensions[key]?.populates == true, !mount.readOnly, mount.volume.noCopy != true else {
            return
        }
        let script = """
            if [ -z "$(ls -A /davit-volume | grep -v '^lost+found$')" ]; then cp -a "$1"/. /davit-volume/; fi
            """
        pod.initContainers.append(
            .object(
                of: (
                    "name", .string("\(KubernetesNames.label("populate-\(service.name)-\(key)").prefix(63))")
                ),
                ("image", .string(service.image ?? "")),
                (
                    "command",
                    ["/bin/sh", "-c", .string(Self.literal(script)), "populate", .string(mount.target)]
                ),
                (
                    "volumeMounts",
                    [
                        .object(
                            of: ("mountPath", "/davit-volume"),
                            ("name", .string(volume)),
                            ("subPath", .optional(mount.volume.subpath))
                        )
                    ]
                )
            )
        )
    }
}
