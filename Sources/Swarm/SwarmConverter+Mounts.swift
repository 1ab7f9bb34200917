import Compose
import Diagnostics
import DockerAPI
import OrderedCollections
import Values

extension SwarmConverter {
    /// The mounts by target; shared memory of a given size is one more.
    mutating func mounts(_ service: Service) -> Value? {
        var mounts: [Value] = []
        for mount in service.mounts {
            mounts.append(self.mount(mount, of: service.name))
        }
        if let size = service.sharedMemorySize, !service.mounts.contains(where: { $0.target == "/dev/shm" }) {
            mounts.append(
                .object(
                    of: ("Type", "tmpfs"),
                    ("Target", "/dev/shm"),
                    ("TmpfsOptions", .object(of: ("SizeBytes", .int(size))))
                )
            )
        }
        return .nonEmpty(mounts)
    }

    private mutating func mount(_ mount: Mount, of service: String) -> Value {
        var options: [(String, Value?)] = []
        var source = mount.source
        switch mount.kind {
        case .volume, .cluster:
            options = [("VolumeOptions", volumeOptions(mount))]
            source = mount.source.map { names.volume($0, project.volumes[$0]) }
        case .bind:
            checkBind(mount, of: service)
            options = [("BindOptions", bindOptions(mount))]
        case .tmpfs:
            options = [("TmpfsOptions", tmpfsOptions(mount))]
        case .npipe, .image:
            break
        }
        var value = Value.object(
            of: ("Type", .string(mount.kind.rawValue)),
            ("Source", .optional(source)),
            ("Target", .string(mount.target)),
            ("ReadOnly", mount.readOnly ? true : nil)
        )
        for (key, option) in options { value = value.setting([key], option) }
        return value
    }

    private func tmpfsOptions(_ mount: Mount) -> Value? {
        let others = mount.tmpfs.others.map { option in
            Value.strings(option.split(separator: "=", maxSplits: 1).map(String.init))
        }
        let options = Value.object(
            of: ("SizeBytes", .optional(mount.tmpfs.size)),
            ("Mode", .optional(mount.tmpfs.mode.map(Int64.init))),
            ("Options", .nonEmpty(others))
        )
        return options.unlessEmpty
    }

    private func volumeOptions(_ mount: Mount) -> Value? {
        var labels = mount.volume.labels
        var driver: Value?
        if let key = mount.source, let volume = project.volumes[key], !volume.isExternal {
            labels = volume.labels
            for (name, value) in mount.volume.labels { labels[name] = value }
            labels[Label.stack] = names.release
            if volume.driver != nil || !volume.driverOptions.isEmpty {
                driver = .object(
                    of: ("Name", .optional(volume.driver)),
                    ("Options", .nonEmpty(volume.driverOptions))
                )
            }
        }
        let options = Value.object(
            of: ("NoCopy", mount.volume.noCopy == true ? true : nil),
            ("Labels", .nonEmpty(labels)),
            ("DriverConfig", driver),
            ("Subpath", .optional(mount.volume.subpath))
        )
        return options.unlessEmpty
    }

    private func bindOptions(_ mount: Mount) -> Value? {
        let options = Value.object(
            of: ("Propagation", .optional(mount.bind.propagation)),
            ("NonRecursive", mount.bind.recursive == "disabled" ? true : nil)
        )
        return options.unlessEmpty
    }

    private mutating func checkBind(_ mount: Mount, of service: String) {
        let source = mount.source ?? ""
        if !source.hasPrefix("/"), !source.hasPrefix("\\\\"), source.dropFirst().first != ":" {
            collector.error(
                "the service '\(service)' binds '\(source)', which is not an absolute path",
                hint: "write the path as it is on the nodes, or use a config or a volume"
            )
        }
    }
}
