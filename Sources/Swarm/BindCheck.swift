import Diagnostics
import DockerAPI
import FoundationEssentials
import Releases
import Values

/// Finds bind mounts whose source is not there: a Swarm makes no folders, and rejects the tasks.
///
/// Davit sees the files of its own machine only. They are the nodes' where the Swarm has a single node, its
/// engine is reached through a socket of this machine, and the node bears the machine's name.
struct BindCheck {
    /// The services that are made or changed, by their project's key, with the sources that they bind.
    let sources: [(service: String, source: String)]
    let isHere: Bool

    init(_ changes: [ServiceChange], nodes: [SwarmNode], endpoint: DockerEndpoint) {
        sources = changes.filter { $0.planned.action != .keep }.flatMap { change in
            (change.service.spec.at("TaskTemplate", "ContainerSpec", "Mounts")?.arrayValue ?? []).compactMap {
                mount in
                guard mount["Type"] == "bind", let source = mount["Source"]?.stringValue else { return nil }
                return (change.service.key, source)
            }
        }
        guard case .unix = endpoint.address, nodes.count == 1 else {
            isHere = false
            return
        }
        isHere = nodes[0].hostname == ProcessInfo.processInfo.hostName
    }

    var problems: [Failure] {
        guard isHere else { return [] }
        return sources.filter { !FileManager.default.fileExists(atPath: $0.source) }.map { service, source in
            Failure(
                .notFound,
                "'\(source)', which '\(service)' binds, does not exist on this node",
                hint: "mkdir -p \(source)"
            )
        }
    }

    /// What cannot be looked at from here.
    var warnings: [Diagnostic] {
        guard !isHere, !sources.isEmpty else { return [] }
        let list = Set(sources.map(\.source)).sorted().map { "'\($0)'" }.joined(separator: ", ")
        return [
            Diagnostic(
                .warning,
                "services bind paths that must exist on every node they may run on: \(list)"
            )
        ]
    }
}
