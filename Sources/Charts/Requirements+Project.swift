import Compose
import Diagnostics
import OrderedCollections

extension Requirements {
    /// The project with what is said about its external objects: how networks are made, and what all are for.
    ///
    /// The first entry of a name counts; entries that the project does not use say nothing.
    ///
    /// - Parameter isComplete: Whether every external object must be listed, as where the chart itself has
    ///   the file.
    /// - Throws: `.invalidInput` for an external object that is not listed.
    func applied(to loaded: LoadedProject, isComplete: Bool) throws(Failure) -> LoadedProject {
        var loaded = loaded
        var collector = DiagnosticCollector()
        for (key, network) in loaded.project.networks where network.isExternal {
            let name = network.explicitName ?? key
            if name == "host" || name == "bridge" { continue }
            guard let entry = networks.first(where: { $0.name == name }) else {
                if isComplete { missing("networks", name, loaded.place(of: "networks.\(key)"), &collector) }
                continue
            }
            loaded.project.networks[key]?.directives.autoCreate = entry.template
            loaded.project.networks[key]?.directives.purpose = entry.purpose
        }
        for (section, path, entries) in [
            ("configs", \Project.configs, configs), ("secrets", \Project.secrets, secrets),
        ] {
            for (key, object) in loaded.project[keyPath: path] where object.isExternal {
                let name = object.explicitName ?? key
                if let entry = entries.first(where: { $0.name == name }) {
                    loaded.project[keyPath: path][key]?.directives.purpose = entry.purpose
                } else if isComplete {
                    missing(section, name, loaded.place(of: "\(section).\(key)"), &collector)
                }
            }
        }
        try collector.throwErrors()
        return loaded
    }

    private func missing(
        _ section: String,
        _ name: String,
        _ place: SourceLocation?,
        _ collector: inout DiagnosticCollector
    ) {
        collector.error(
            "the external \(section.dropLast()) '\(name)' is not listed in requirements.yaml",
            at: place,
            hint: "add '- name: \(name)' under '\(section):' of \(file)"
        )
    }
}

extension Requirements.Object {
    fileprivate var purpose: String? { description.isEmpty ? nil : description }
}

extension Requirements.Network {
    fileprivate var purpose: String? { description.isEmpty ? nil : description }
}
