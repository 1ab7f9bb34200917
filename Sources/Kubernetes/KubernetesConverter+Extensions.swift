import Compose
import Diagnostics
import OrderedCollections
import Values

extension KubernetesConverter {
    /// Reads every `x-kubernetes` of the project, so that all that is wrong in them is said at once.
    mutating func readExtensions() {
        settings = read(project.extensions, "") { ProjectExtension(&$0) }
        for (key, service) in project.services {
            serviceExtensions[key] = read(service.extensions, "services.\(key)") { ServiceExtension(&$0) }
        }
        for (key, volume) in project.volumes {
            let asked = read(volume.extensions, "volumes.\(key)") { VolumeExtension(&$0) }
            volumeExtensions[key] = asked
            for mode in asked.unknownModes {
                collector.error(
                    "'\(mode)' of the volume '\(key)' is not an access mode",
                    at: place("volumes.\(key).x-kubernetes.access_modes"),
                    hint: "use \(VolumeExtension.AccessMode.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
        }
        for (kind, objects) in [("configs", project.configs), ("secrets", project.secrets)] {
            for (key, object) in objects {
                read(object.extensions, "\(kind).\(key)") { reader in
                    _ = reader.text("key")
                    reader.finish()
                }
            }
        }
        for (key, network) in project.networks where network.extensions["x-kubernetes"] != nil {
            collector.warning(
                "'x-kubernetes' of the network '\(key)' is ignored: networks have no keys there",
                at: place("networks.\(key).x-kubernetes")
            )
        }
    }

    private mutating func read<Result>(
        _ extensions: Value.Object,
        _ path: String,
        _ make: (inout ExtensionReader) -> Result
    ) -> Result {
        let key = "x-kubernetes"
        var reader = ExtensionReader(
            extensions[key],
            path: path.isEmpty ? key : "\(path).\(key)",
            place: place
        )
        let result = make(&reader)
        for diagnostic in reader.collector.diagnostics { collector.emit(diagnostic) }
        return result
    }

    /// What `x-kubernetes` of a service asks for.
    func asked(_ service: Service) -> ServiceExtension {
        serviceExtensions[service.name] ?? ServiceExtension()
    }
}
