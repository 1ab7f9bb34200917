package import Compose
internal import Diagnostics
internal import OrderedCollections
package import Releases
internal import Values

/// Releases on the machine at hand: a Compose file with its files beside it, run by a Compose tool where
/// there is one.
package struct LocalOrchestrator: Orchestrator {
    let folder: String
    private let runner: FoundRunner

    /// - Parameters:
    ///   - folder: Davit's data folder; releases are in `releases/NAME` below it.
    ///   - findRunner: Finds the tool that runs Compose files.
    package init(
        folder: String,
        findRunner: @escaping @Sendable () async -> (any ComposeRunner)? = { await ComposeTool.find() }
    ) {
        self.folder = folder
        runner = FoundRunner(findRunner)
    }

    package var kind: TargetKind { .local }

    package var endpoint: String { "this machine (\(folder))" }

    package func facts() async throws -> EngineFacts {
        EngineFacts(version: nil, nodes: 1)
    }

    package func plan(_ deployment: Deployment) async throws -> any ReleasePlan {
        let folder = ReleaseFolder(deployment.release, in: folder)
        let run = await runner.get().map { LocalRun($0, folder) }
        return try LocalPlan(deployment, folder: folder, runner: run)
    }

    /// A Compose tool removes a hook's container when it ends, and when the tool itself is ended.
    package func removeHooks(of release: String, operation: OperationContext) async throws {}

    package func logs(
        of release: String,
        _ query: LogQuery,
        receive: @escaping @Sendable (LogLine) -> Void
    ) async throws {
        let folder = ReleaseFolder(release, in: folder)
        guard let tool = await runner.get(), folder.wasRun else {
            throw Failure(
                .refused,
                "Davit runs nothing of '\(release)' on this machine, so there are no logs",
                hint: "see 'davit status \(release)'"
            )
        }
        try await LocalRun(tool, folder).logs(query, receive: receive)
    }

    package func status(of release: String, desired: DesiredState?) async throws -> LiveStatus {
        let project = desired?.project
        let folder = ReleaseFolder(release, in: folder)
        let file = project.map { ComposeFile($0) }
        var missing: [ObjectReference] = []
        for file in file?.files ?? [] where !folder.has(file.object) {
            missing.append(Self.reference(file.object, release))
        }
        var states = LocalRun.States()
        var runs = false
        let tool = await runner.get()
        if let tool, folder.wasRun {
            let run = LocalRun(tool, folder)
            if let found = try await run.states() {
                states = found
                runs = true
            }
        }
        var services: [LiveStatus.Service] = []
        for (name, service) in project?.services ?? [:] where !service.directives.isHook {
            let desired = service.deploy.replicas ?? 1
            let isRunning = states.running.contains(name)
            services.append(
                LiveStatus.Service(
                    name: name,
                    image: service.image ?? "",
                    mode: service.deploy.mode.rawValue,
                    running: isRunning ? desired : 0,
                    desired: desired,
                    ports: service.ports.map(\.summary),
                    message: runs && !isRunning
                        ? (states.ended.contains(name) ? "has ended" : "does not run") : nil
                )
            )
        }
        let isWritten = try folder.document() != nil
        if project != nil, !isWritten {
            missing += services.map { ObjectReference(kind: "service", name: "\(release)_\($0.name)") }
        }
        let command = tool?.command ?? "docker compose"
        let advice =
            runs
            ? nil
            : isWritten
                ? "Run it with: \(command) -p \(release) -f \(folder.composePath) up -d"
                : "The files of '\(release)' are gone: 'davit upgrade \(release)' writes them again"
        return LiveStatus(services: services, missing: missing.sorted(), runs: runs, advice: advice)
    }

    package func remove(
        release: String,
        keeping: Set<ObjectReference>,
        operation: OperationContext
    ) async throws -> [ObjectReference] {
        let folder = ReleaseFolder(release, in: folder)
        guard folder.exists else { return [] }
        var left: [ObjectReference] = []
        let document = try folder.document()
        let services = document?["services"]?.objectValue.map { Array($0.keys) } ?? []
        let keptServices = services.filter {
            keeping.contains(ObjectReference(kind: "service", name: "\(release)_\($0)"))
        }
        if folder.wasRun {
            guard let tool = await runner.get() else {
                throw Failure(
                    .unavailable,
                    "'\(release)' was run by a Compose tool, which is not there to stop it",
                    hint: "install docker compose, or remove its containers and '\(folder.path)/.run'"
                )
            }
            try await operation.checkpoint()
            operation.report(.step("stopping \(release)"))
            try await LocalRun(tool, folder).stop(services, keeping: keptServices)
            left += volumes(of: document, release: release)
        }
        try await operation.checkpoint()
        guard keptServices.isEmpty else {
            // What goes on running needs its files.
            return (left + keptServices.map { ObjectReference(kind: "service", name: "\(release)_\($0)") })
                .sorted()
        }
        let kept = ["configs", "secrets"].flatMap { sort in
            folder.names(in: sort).map {
                Self.reference(ComposeFile.ObjectName(folder: sort, name: $0), release)
            }
        }.filter(keeping.contains)
        guard kept.isEmpty else {
            try removeFiles(of: folder, keeping: keeping)
            return (left + kept).sorted()
        }
        try LocalFolder.remove(folder.path)
        return left.sorted()
    }

    package func objects(of desired: DesiredState, release: String) -> Set<ObjectReference> {
        let project = desired.project
        var objects: Set<ObjectReference> = []
        for (name, service) in project.services where !service.directives.isHook {
            objects.insert(ObjectReference(kind: "service", name: "\(release)_\(name)"))
        }
        for (name, network) in project.networks where !network.isExternal {
            objects.insert(
                ObjectReference(kind: "network", name: network.explicitName ?? "\(release)_\(name)")
            )
        }
        for (name, volume) in project.volumes where !volume.isExternal {
            objects.insert(ObjectReference(kind: "volume", name: volume.explicitName ?? "\(release)_\(name)"))
        }
        for (folder, files) in [("configs", project.configs), ("secrets", project.secrets)] {
            for (key, object) in files {
                guard let name = ComposeFile.objectName(key, object, folder: folder) else { continue }
                objects.insert(Self.reference(name, release))
            }
        }
        return objects
    }

    static func reference(_ name: ComposeFile.ObjectName, _ release: String) -> ObjectReference {
        ObjectReference(kind: String(name.folder.dropLast()), name: "\(release)_\(name.name)")
    }

    private func volumes(of document: Value?, release: String) -> [ObjectReference] {
        (document?["volumes"]?.objectValue ?? [:]).compactMap { name, volume in
            guard volume["external"] != true else { return nil }
            return ObjectReference(kind: "volume", name: volume["name"]?.stringValue ?? "\(release)_\(name)")
        }
    }

    private func removeFiles(of folder: ReleaseFolder, keeping: Set<ObjectReference>) throws {
        for sort in ["configs", "secrets"] {
            for name in folder.names(in: sort) {
                let object = Self.reference(ComposeFile.ObjectName(folder: sort, name: name), folder.release)
                if !keeping.contains(object) { try folder.delete(name, in: sort) }
            }
        }
        try LocalFolder.remove(folder.composePath)
        try LocalFolder.remove(folder.hooksPath)
    }
}

extension Port {
    /// `80->8080/tcp`, published before target as Docker writes it.
    fileprivate var summary: String {
        "\(published.map { "\($0)->" } ?? "")\(target)/\(self.protocol.rawValue)"
    }
}
