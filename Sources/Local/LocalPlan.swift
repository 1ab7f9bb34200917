internal import Compose
internal import Diagnostics
internal import OrderedCollections
internal import Releases
internal import Values

/// The comparison of a deployment with the files of its release.
struct LocalPlan: ReleasePlan {
    let changes: [PlannedChange]
    let diagnostics: [Diagnostic]
    let deployment: Deployment
    let file: ComposeFile
    let folder: ReleaseFolder
    let runner: LocalRun?
    private let isWritten: Bool

    init(_ deployment: Deployment, folder: ReleaseFolder, runner: LocalRun?) throws {
        self.deployment = deployment
        self.folder = folder
        self.runner = runner
        let file = ComposeFile(deployment.project)
        self.file = file
        let old = try folder.document()
        let left = folder.wasRun ? Self.networks(of: old, notIn: file.value) : []
        diagnostics =
            LocalSupport.diagnostics(of: deployment.project)
            + left.map {
                Diagnostic(
                    .warning,
                    "the network '\(deployment.release)_\($0)' is not used any more and is left",
                    hint: "docker network rm \(deployment.release)_\($0)"
                )
            }
        // Through its text, so that both sides are read in the same way.
        let read = try ComposeFile.read(file.bytes, file: folder.composePath)
        let new = read.filling(deployment.project.placeholder, from: old)
        isWritten = old == new
        // A tool that is there by now has a release to start that was only written out.
        let mustStart = runner != nil && !folder.wasRun
        changes =
            Self.changes(from: old, to: new, release: deployment.release, mustStart: mustStart)
            + Self.changes(of: file, in: folder)
    }

    func preflight() async throws -> [Diagnostic] {
        let missing = file.files.filter { $0.content == .existing && !folder.has($0.object) }
        guard let first = missing.first else { return [] }
        let names = missing.map { "'\($0.object.name)'" }.joined(separator: ", ")
        throw Failure(
            .notFound,
            "the content of \(names) is no longer here",
            notes: ["it would be '\(folder.path)/\(first.path)'"],
            hint: "secrets are not in the record: upgrade with the chart and give their values again"
        )
    }

    func apply(_ operation: OperationContext) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(operation.timeout))
        try await operation.checkpoint()
        for file in file.files { try folder.write(file) }
        if !isWritten {
            operation.report(.step("writing \(folder.composePath)"))
            try folder.write(file)
        }
        guard let runner else { return }
        try await operation.checkpoint()
        operation.report(.step("starting \(deployment.release) with '\(runner.command)'"))
        guard try await runner.start() else {
            operation.report(
                .diagnostic(
                    Diagnostic(
                        .warning,
                        "'\(runner.command)' has no engine to run containers with; nothing runs yet"
                    )
                )
            )
            return
        }
        if operation.wait { try await runner.wait(for: deployment.project, operation, until: deadline) }
    }

    /// Deletes the files of configs and secrets; a Compose tool has removed dropped services already.
    func prune(keeping: Set<ObjectReference>, operation: OperationContext) async throws {
        let wanted = Set(file.files.map(\.object))
        for sort in ["configs", "secrets"] {
            for name in folder.names(in: sort) {
                let object = ComposeFile.ObjectName(folder: sort, name: name)
                guard !wanted.contains(object),
                    !keeping.contains(LocalOrchestrator.reference(object, deployment.release))
                else { continue }
                try await operation.checkpoint()
                try folder.delete(name, in: sort)
            }
        }
    }

    // MARK: Comparing

    private static func changes(of file: ComposeFile, in folder: ReleaseFolder) -> [PlannedChange] {
        file.files.map { file in
            PlannedChange(
                folder.has(file.object) ? .keep : .create,
                LocalOrchestrator.reference(file.object, folder.release)
            )
        }
    }

    private static func changes(
        from old: Value?,
        to new: Value,
        release: String,
        mustStart: Bool
    ) -> [PlannedChange] {
        var changes: [PlannedChange] = []
        for (section, kind) in [("networks", "network"), ("volumes", "volume"), ("services", "service")] {
            let before = old?[section]?.objectValue ?? [:]
            let after = new[section]?.objectValue ?? [:]
            for (key, value) in after where value["external"] != true {
                let object = reference(kind, key, value, release)
                guard let former = before[key] else {
                    changes.append(PlannedChange(.create, object))
                    continue
                }
                let paths = differences(former, value)
                if kind == "service", mustStart {
                    changes.append(PlannedChange(.create, object))
                } else {
                    changes.append(PlannedChange(paths.isEmpty ? .keep : .update, object, paths: paths))
                }
            }
            // Volumes are kept, and Compose tools leave networks.
            for (key, value) in before where after[key] == nil && kind == "service" {
                changes.append(PlannedChange(.delete, reference(kind, key, value, release)))
            }
        }
        return changes
    }

    private static func networks(of old: Value?, notIn new: Value) -> [String] {
        (old?["networks"]?.objectValue ?? [:]).compactMap { key, network in
            network["external"] == true || new["networks"]?[key] != nil ? nil : key
        }
    }

    private static func reference(
        _ kind: String,
        _ key: String,
        _ value: Value,
        _ release: String
    ) -> ObjectReference {
        ObjectReference(kind: kind, name: value["name"]?.stringValue ?? "\(release)_\(key)")
    }

    /// The paths of the keys that differ; a list or a scalar is one thing.
    private static func differences(_ old: Value, _ new: Value, below path: String = "") -> [String] {
        if old == new { return [] }
        guard case .object(let before) = old, case .object(let after) = new else { return [path] }
        var keys = Array(before.keys)
        keys += after.keys.filter { before[$0] == nil }
        return keys.flatMap { key -> [String] in
            let inner = path.isEmpty ? key : "\(path).\(key)"
            guard let one = before[key], let other = after[key] else { return [inner] }
            return differences(one, other, below: inner)
        }
    }
}
