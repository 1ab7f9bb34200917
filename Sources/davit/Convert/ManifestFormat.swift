import ArgumentParser
import Kubernetes
import Values
import YAML

/// How manifests are written.
enum ManifestFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case yaml, json

    /// All objects as one text that `kubectl apply -f -` takes.
    func stream(_ objects: [KubernetesObject]) -> [UInt8] {
        switch self {
        case .yaml:
            return objects.flatMap { object in
                Array("---\n# From \(object.origin)\n".utf8) + file(object)
            }
        case .json:
            let list: Value = [
                "apiVersion": "v1", "kind": "List", "items": .array(objects.map(\.value)),
            ]
            return JSON.encode(list, pretty: true) + [0x0A]
        }
    }

    /// One object as a file.
    func file(_ object: KubernetesObject) -> [UInt8] {
        switch self {
        case .yaml: YAML.emit(object.value, style: .v3, sortKeys: false)
        case .json: JSON.encode(object.value, pretty: true) + [0x0A]
        }
    }
}
