import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// Adds a volume of the project to a pod, and gives the name under which containers mount it.
    mutating func addVolume(_ key: String, readOnly: Bool, to pod: inout Pod) -> String {
        if let source = inlineSource(key, readOnly: readOnly) { return pod.add(volume: source, named: key) }
        if isTemplate(key) {
            let name = KubernetesNames.label(key)
            let other = pod.templateKeys.updateValue(key, forKey: name) ?? key
            if other != key || pod.volumes[name] != nil || !KubernetesNames.isLabel(name) {
                collector.error(
                    other == key
                        ? "'\(name)' cannot be the name of a claim of the volume '\(key)'"
                        : "the volumes '\(other)' and '\(key)' would both have claims of the name '\(name)'",
                    at: place("volumes.\(key)"),
                    hint: "choose another name for it: at most 63 lower-case letters, digits and '-'"
                )
            }
            pod.claimTemplates[name] = claimTemplate(key, name: name)
            return name
        }
        let claim: Value = ["claimName": .string(names.claim(key, project.volumes[key]))]
        return pod.add(volume: ["persistentVolumeClaim": claim], named: key)
    }

    /// The claims that are objects of their own: of volumes that several services use, or one without an own
    /// volume for each pod.
    mutating func addClaims() {
        for (key, volume) in project.volumes {
            guard let users = volumeUsers[key] else {
                if !volume.isExternal {
                    collector.note(
                        "the volume '\(key)' is not made, for no service mounts it",
                        at: place("volumes.\(key)")
                    )
                }
                continue
            }
            guard !volume.isExternal, inlineSource(key, readOnly: false) == nil, !isTemplate(key) else {
                continue
            }
            let origin = "the volume '\(key)'"
            let own = sorted(volume.labels, path: "volumes.\(key).labels", owner: origin)
            var labels = own.labels
            for (name, value) in releaseLabels { labels[name] = value }
            var annotations = own.annotations
            // Taking a stack away leaves its volumes, as with Docker.
            annotations[KubernetesLabel.resourcePolicy] = "keep"
            objects.append(
                object(
                    "v1",
                    "PersistentVolumeClaim",
                    name: names.claim(key, volume),
                    labels: labels,
                    annotations: annotations,
                    origin: origin,
                    ("spec", claimSpec(key))
                )
            )
            checkSharing(key, users: users)
        }
    }

    /// Says once that volumes begin empty: Docker fills a new one with what the image has at its place.
    mutating func noteEmptyVolumes() {
        for service in project.services.values {
            let mount = service.mounts.first { mount in
                guard mount.kind == .volume, let key = mount.source, mount.volume.noCopy != true else {
                    return false
                }
                return project.volumes[key]?.isExternal == false && inlineSource(key, readOnly: false) == nil
                    && volumeExtensions[key]?.populates != true
            }
            guard let key = mount?.source else { continue }
            return collector.note(
                "the volume '\(key)' begins empty: Kubernetes copies nothing of the image into it",
                at: place("volumes.\(key)"),
                hint: "add 'x-kubernetes: {populate: true}' to volumes that need it"
            )
        }
    }

    /// A volume that one node can have at a time, and pods that may be on several.
    private mutating func checkSharing(_ key: String, users: OrderedSet<String>) {
        guard !(volumeExtensions[key]?.isShared ?? false) else { return }
        let services = users.compactMap { project.services[$0] }
        let isSpread = services.contains { service in
            service.deploy.replicas ?? 1 > 1 || workloads[service.name] == .daemonSet
        }
        guard users.count > 1 || isSpread else { return }
        let list = users.map { "'\($0)'" }.joined(separator: " and ")
        collector.warning(
            "the pods of \(list) share the volume '\(key)', which only one node can have at a time",
            at: place("volumes.\(key)"),
            hint: "add 'x-kubernetes: {access_modes: [ReadWriteMany]}' if the storage can do it"
        )
    }

    private mutating func claimTemplate(_ key: String, name: String) -> Value {
        let own = sorted(
            project.volumes[key]?.labels ?? [:],
            path: "volumes.\(key).labels",
            owner: "the volume '\(key)'"
        )
        // Nothing that changes: a template can never be edited.
        var labels = own.labels
        for (label, value) in releaseLabels where label != KubernetesLabel.chart { labels[label] = value }
        let metadata = Value.object(
            of: ("name", .string(name)),
            ("labels", .strings(labels)),
            ("annotations", .nonEmpty(own.annotations))
        )
        return ["metadata": metadata, "spec": claimSpec(key)]
    }

    private func claimSpec(_ key: String) -> Value {
        let volume = project.volumes[key]
        let asked = volumeExtensions[key] ?? VolumeExtension()
        let size =
            asked.size ?? volume?.directives.size.map(Self.sizeText)
            ?? volume?.driverOptions["size"].flatMap { Quantity.size($0) }.map(Self.sizeText)
            ?? settings.volumeSize
        let modes = asked.accessModes.isEmpty ? ["ReadWriteOnce"] : asked.accessModes
        return .object(
            of: ("accessModes", .strings(modes)),
            ("resources", ["requests": ["storage": .string(size)]]),
            (
                "storageClassName",
                .optional(asked.storageClass ?? volume?.directives.storageClass ?? settings.storageClass)
            )
        )
    }

    // MARK: Volumes without a claim

    /// The volume source that the options of Docker's local driver describe, or the one that `x-kubernetes`
    /// gives; nil for a volume with a claim.
    func inlineSource(_ key: String, readOnly: Bool) -> Value? {
        guard let volume = project.volumes[key] else { return nil }
        if let csi = volumeExtensions[key]?.csi { return ["csi": .object(csi)] }
        guard !volume.isExternal, let local = LocalVolume(volume) else { return nil }
        switch local {
        case .nfs(let server, let path, _):
            return [
                "nfs": .object(
                    of: ("path", .string(path)),
                    ("readOnly", readOnly || local.isReadOnly ? true : nil),
                    ("server", .string(server))
                )
            ]
        case .memory(let size): return Self.memory(size)
        case .folder(let path): return ["hostPath": ["path": .string(path)]]
        }
    }
}
