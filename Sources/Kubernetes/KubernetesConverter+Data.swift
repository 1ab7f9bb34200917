package import Compose
import Diagnostics
import FoundationEssentials
import OrderedCollections
import Values

extension KubernetesConverter {
    /// The largest ConfigMap or Secret that an API server takes, in bytes.
    private static let largest = 1 << 20

    /// A config as a ConfigMap, or a secret as a Secret: never the other way round.
    mutating func addData(_ key: String, _ file: FileObject, isSecret: Bool) {
        let kind = isSecret ? "secret" : "config"
        let origin = "the \(kind) '\(key)'"
        let path = "\(kind)s.\(key)"
        var content: [UInt8]?
        var isPending = false
        switch file.content {
        case .external, .driver: return
        case .inline(let bytes, _): content = bytes
        case .generated:
            content = options.generatedSecrets[key]
            isPending = content == nil
        case .reference: isPending = true
        }
        let name = dataKey(key, file)
        if !KubernetesNames.isDataKey(name) {
            collector.error(
                "'\(name)' of \(origin) cannot be a key in Kubernetes",
                at: place(path),
                hint: "name one with 'x-kubernetes: {key: …}': letters, digits, '-', '_' and '.'"
            )
        }
        if let content, content.count > Self.largest {
            collector.error(
                "\(origin) has \(content.count) bytes, and Kubernetes takes \(Self.largest)",
                at: place(path),
                hint: "put the file into an image or a volume"
            )
        }
        let own = sorted(file.labels, path: "\(path).labels", owner: origin)
        var labels = own.labels
        for (label, value) in releaseLabels { labels[label] = value }
        var annotations = own.annotations
        if file.directives.keep { annotations[KubernetesLabel.resourcePolicy] = "keep" }
        let encoded = content.map { bytes -> Value in [name: .string(Data(bytes).base64EncodedString())] }
        let text = isSecret ? nil : content.flatMap { String(validating: $0, as: UTF8.self) }
        var object = object(
            "v1",
            isSecret ? "Secret" : "ConfigMap",
            name: names.data(key, file),
            labels: labels,
            annotations: annotations,
            origin: origin,
            ("type", isSecret ? "Opaque" : nil),
            ("data", isSecret ? encoded : text.map { [name: .string($0)] }),
            ("binaryData", isSecret || text != nil ? nil : encoded)
        )
        if isPending { object.pendingSecret = key }
        objects.append(object)
    }

    /// The key of a config's or secret's bytes in its object: what `x-kubernetes` says, the key in the project,
    /// or for objects of others `file`, as Compose on Kubernetes has it.
    package func dataKey(_ key: String, _ file: FileObject) -> String {
        file.extensions["x-kubernetes"]?["key"]?.stringValue ?? (file.isExternal ? "file" : key)
    }

    /// The files that configs and secrets are in a container.
    ///
    /// Each is mounted alone: a folder over `/run/secrets` would hide what the cluster mounts there itself.
    mutating func fileMounts(_ service: Service, in pod: inout Pod) -> [Value] {
        fileMounts(service.configs, of: project.configs, service: service, isSecret: false, in: &pod)
            + fileMounts(service.secrets, of: project.secrets, service: service, isSecret: true, in: &pod)
    }

    private mutating func fileMounts(
        _ references: [FileReference],
        of objects: OrderedDictionary<String, FileObject>,
        service: Service,
        isSecret: Bool,
        in pod: inout Pod
    ) -> [Value] {
        let kind = isSecret ? "secret" : "config"
        return references.compactMap { reference in
            guard let object = objects[reference.source] else { return nil }
            let key = Value.string(dataKey(reference.source, object))
            let item: Value = ["key": key, "mode": .int(Int64(reference.mode)), "path": key]
            let name = Value.string(names.data(reference.source, object))
            let source: Value =
                isSecret
                ? ["secret": ["items": [item], "secretName": name]]
                : ["configMap": ["items": [item], "name": name]]
            let volume = pod.add(volume: source, named: "\(kind)-\(reference.source)")
            if reference.gid != "0" { pod.fileGroups.append(reference.gid) }
            let folder = isSecret ? "/run/secrets/" : "/"
            let target = reference.target.hasPrefix("/") ? reference.target : folder + reference.target
            return [
                "mountPath": .string(target), "name": .string(volume), "readOnly": true, "subPath": key,
            ]
        }
    }
}
