import Diagnostics
import OrderedCollections
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// Rules of the API server that are in no schema, for the kinds that the conversion makes.
///
/// From the validation of Kubernetes (`pkg/apis/*/validation`): what breaks one of these is refused on apply.
struct ManifestRules {
    private(set) var problems: [String] = []
    private let object: KubernetesObject

    init(_ object: KubernetesObject) {
        self.object = object
        let metadata = object.value["metadata"] ?? .null
        check(KubernetesNames.isSubdomain(object.name), "name '\(object.name)'")
        checkLabels(metadata)
        switch object.kind {
        case "Service": checkService(object.value["spec"] ?? .null)
        case "ConfigMap", "Secret":
            for key in object.value["data"]?.objectValue?.keys ?? [] {
                check(KubernetesNames.isDataKey(key), "key '\(key)'")
            }
        case "Deployment", "StatefulSet", "DaemonSet", "Job": checkWorkload(object.value["spec"] ?? .null)
        case "PersistentVolumeClaim": checkClaim(object.value["spec"] ?? .null)
        default: break
        }
    }

    private mutating func check(_ holds: Bool, _ what: String) {
        if !holds { problems.append("\(object.kind) \(object.name): \(what)") }
    }

    private mutating func checkLabels(_ metadata: Value) {
        for (key, value) in metadata["labels"]?.objectValue ?? [:] {
            check(KubernetesNames.isQualifiedName(key), "label '\(key)'")
            check(value.stringValue.map(KubernetesNames.isLabelValue) ?? false, "label '\(key)': \(value)")
        }
        for (key, value) in metadata["annotations"]?.objectValue ?? [:] {
            check(KubernetesNames.isQualifiedName(key.lowercased()), "annotation '\(key)'")
            check(value.stringValue != nil, "annotation '\(key)'")
        }
    }

    private mutating func checkUnique(_ values: [String], _ what: String) {
        check(Set(values).count == values.count, "\(what) twice: \(values)")
    }

    private mutating func checkService(_ spec: Value) {
        check(KubernetesNames.isServiceName(object.name), "name of a Service")
        let ports = spec["ports"]?.arrayValue ?? []
        check(!ports.isEmpty || spec["clusterIP"] == "None", "a Service with an address and no ports")
        checkUnique(ports.compactMap { $0["name"]?.stringValue }, "name of a port")
        checkUnique(ports.map { "\($0["port"] ?? .null)\($0["protocol"] ?? .null)" }, "port")
        for port in ports {
            check(port["name"]?.stringValue.map(KubernetesNames.isLabel) ?? false, "name of a port")
            if let node = port["nodePort"]?.intValue {
                check((30000...32767).contains(node), "nodePort \(node)")
            }
        }
        check(spec["selector"]?.objectValue?.isEmpty == false, "no selector")
    }

    private mutating func checkWorkload(_ spec: Value) {
        let template = spec["template"] ?? .null
        checkLabels(template["metadata"] ?? .null)
        let labels = template["metadata"]?["labels"]?.objectValue ?? [:]
        if object.kind != "Job" {
            let selector = spec["selector"]?["matchLabels"]?.objectValue ?? [:]
            check(!selector.isEmpty, "no selector")
            for (key, value) in selector {
                check(labels[key] == value, "the selector does not find its pods")
            }
        }
        let pod = template["spec"] ?? .null
        let policy = pod["restartPolicy"]
        check((policy == "Always") == (object.kind != "Job"), "restartPolicy")
        if object.kind == "StatefulSet" { check(spec["serviceName"] != nil, "no serviceName") }
        let rolling = (spec["strategy"] ?? spec["updateStrategy"])?["rollingUpdate"]
        check(rolling == nil || rolling?["maxSurge"] != 0 || rolling?["maxUnavailable"] != 0, "no progress")
        let claims = spec["volumeClaimTemplates"]?.arrayValue ?? []
        for claim in claims { checkClaim(claim["spec"] ?? .null) }
        checkPod(pod, claims: claims.compactMap { $0["metadata"]?["name"]?.stringValue })
    }

    private mutating func checkClaim(_ spec: Value) {
        check(spec["accessModes"]?.arrayValue?.isEmpty == false, "no access modes")
        checkQuantity(spec["resources"]?["requests"]?["storage"])
    }

    private mutating func checkQuantity(_ value: Value?) {
        let text = value?.stringValue ?? ""
        let number = text.prefix { $0.isNumber || $0 == "." }
        let units = ["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"]
        check(!number.isEmpty && units.contains(String(text.dropFirst(number.count))), "quantity '\(text)'")
    }

    private mutating func checkPod(_ pod: Value, claims: [String]) {
        let volumes = (pod["volumes"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        checkUnique(volumes + claims, "volume")
        for name in volumes { check(KubernetesNames.isLabel(name), "volume '\(name)'") }
        for volume in pod["volumes"]?.arrayValue ?? [] {
            check(volume.objectValue?.count == 2, "a volume with one source")
        }
        let containers = pod["containers"]?.arrayValue ?? []
        let all = containers + (pod["initContainers"]?.arrayValue ?? [])
        checkUnique(all.compactMap { $0["name"]?.stringValue }, "container")
        for container in all {
            checkContainer(container, pod, volumes: Set(volumes + claims))
        }
        var used: Set<String> = []
        for container in all {
            used.formUnion(
                (container["volumeMounts"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
            )
        }
        check(
            used == Set(volumes + claims),
            "volumes that nothing mounts: \(Set(volumes + claims).subtracting(used))"
        )
        for host in pod["hostAliases"]?.arrayValue ?? [] {
            check(host["ip"]?.stringValue != nil, "hostAliases")
        }
    }

    private mutating func checkContainer(_ container: Value, _ pod: Value, volumes: Set<String>) {
        check(container["name"]?.stringValue.map(KubernetesNames.isLabel) ?? false, "name of a container")
        check(container["image"]?.stringValue?.isEmpty == false, "no image")
        let mounts = container["volumeMounts"]?.arrayValue ?? []
        checkUnique(mounts.compactMap { $0["mountPath"]?.stringValue }, "mountPath")
        for mount in mounts {
            check(mount["name"]?.stringValue.map(volumes.contains) ?? false, "a mount of no volume")
            check(mount["mountPath"]?.stringValue?.contains(":") == false, "mountPath")
            check(mount["subPath"]?.stringValue?.hasPrefix("/") != true, "subPath")
            let isBidirectional = mount["mountPropagation"] == "Bidirectional"
            check(!isBidirectional || container["securityContext"]?["privileged"] == true, "propagation")
        }
        for port in container["ports"]?.arrayValue ?? [] {
            check(port["name"]?.stringValue.map { $0.utf8.count <= 15 } ?? true, "name of a port")
            let isHost = pod["hostNetwork"] == true
            check(!isHost || port["hostPort"] == nil || port["hostPort"] == port["containerPort"], "hostPort")
        }
        for name in ["readinessProbe", "livenessProbe", "startupProbe"] {
            guard let probe = container[name] else { continue }
            let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].filter { probe[$0] != nil }
            check(handlers.count == 1, "\(name) with one handler")
            for key in ["periodSeconds", "timeoutSeconds", "failureThreshold"] {
                check(probe[key]?.intValue ?? 1 >= 1, "\(name).\(key)")
            }
        }
        for variable in container["env"]?.arrayValue ?? [] {
            check(
                variable["name"]?.stringValue.map(KubernetesNames.isVariableName) ?? false,
                "name of a variable"
            )
        }
        let resources = container["resources"]
        for part in ["limits", "requests"] {
            for (_, value) in resources?[part]?.objectValue ?? [:] { checkQuantity(value) }
        }
        if container["lifecycle"]?["stopSignal"] != nil {
            check(pod["os"]?["name"] != nil, "stopSignal without os")
        }
    }
}
