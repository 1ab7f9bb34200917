package import Charts
internal import Diagnostics
internal import OrderedCollections
internal import Values
internal import Versions

/// All prerequisites of a release, those of its prerequisites included: resolved as a whole before anything is done.
package struct PrerequisiteGraph: Sendable {
    /// The release that needs them.
    package var root: ReleaseKey
    /// In the order in which they have to be there.
    package var nodes: [PrerequisiteNode]

    /// What the root itself needs.
    package var direct: [PrerequisiteNode] {
        nodes.filter { node in node.requirements.contains { $0.dependent == root } }
    }

    /// What a record says of the prerequisites that one of the releases was installed with.
    func recorded(for dependent: ReleaseKey) -> [Value] {
        nodes.compactMap { node in
            guard let requirement = node.requirements.first(where: { $0.dependent == dependent }) else {
                return nil
            }
            var members: Value.Object = [
                "name": .string(node.chart), "release": .string(node.key.release),
                "namespace": .string(node.key.namespace),
            ]
            if let range = requirement.prerequisite.version { members["range"] = .string(range.text) }
            if let version = node.version { members["version"] = .string(version) }
            if case .provided = node.state { members["provided"] = true }
            return .object(members)
        }
    }

    /// Throws what stands in the way of putting everything in place, before anything is done.
    ///
    /// - Parameters:
    ///   - target: The engine's sort.
    ///   - facts: What it is now.
    func checkInstallable(on target: TargetKind, _ facts: EngineFacts) throws(Failure) {
        for node in nodes {
            switch node.state {
            case .installed, .provided: continue
            case .unhealthy(let reason):
                throw Failure(
                    .refused,
                    "what the prerequisite '\(node.key)' provides is there but does not work: \(reason)",
                    notes: node.origins(root: root),
                    hint: "repair it, or remove it so that '\(node.chart)' is installed in its place; "
                        + "'--no-prerequisites' goes on as it is"
                )
            case .missing(let found):
                do {
                    try found.chart.requireInstallable(on: target, facts)
                } catch {
                    var failure = error
                    failure.notes += node.origins(root: root)
                    throw failure
                }
            }
        }
    }

    /// The facts of the engine as if everything was in place, for trying out what comes after.
    func assumed(_ facts: EngineFacts) -> EngineFacts {
        guard var kubernetes = facts.kubernetes else { return facts }
        for provided in nodes.flatMap(\.provides) {
            kubernetes.apiVersions.append(provided)
            let parts = provided.split(separator: "/")
            // The kind's version is served with it.
            if parts.count == 3 { kubernetes.apiVersions.append("\(parts[0])/\(parts[1])") }
        }
        var facts = facts
        facts.kubernetes = kubernetes
        return facts
    }
}

extension PrerequisiteNode {
    /// Lines that tell who needs it.
    func origins(root: ReleaseKey) -> [String] {
        requirements.map { requirement in
            "'\(requirement.dependent.release)' needs \(requirement.prerequisite.wish) "
                + "(\(requirement.prerequisite.place))"
        }
    }
}

extension Prerequisite {
    /// The chart with the range of versions: `etcd-operator >=0.11 <1`.
    package var wish: String { "\(name) \(version?.text ?? "in any version")" }
}
