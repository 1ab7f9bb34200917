import Diagnostics
import KubernetesAPI
import OrderedCollections
import Releases
import Values

/// Watches the objects of an operation until they are as wanted.
///
/// One request a kind and look, whatever the number of objects, and one for the pods that lag.
struct Convergence: Sendable {
    let client: KubernetesClient
    let owner: ObjectOwner
    let operation: OperationContext
    let deadline: ContinuousClock.Instant
    private var watches: [ObjectWatch] = []

    /// Seconds between two looks.
    private static let interval = 0.4

    init(
        client: KubernetesClient,
        owner: ObjectOwner,
        operation: OperationContext,
        deadline: ContinuousClock.Instant
    ) {
        self.client = client
        self.owner = owner
        self.operation = operation
        self.deadline = deadline
    }

    mutating func add(_ watch: ObjectWatch) {
        if watch.canBeWaitedFor { watches.append(watch) }
    }

    /// Looks until all watched objects that are meant are ready.
    ///
    /// - Throws: `.refused` with the reason of what fails, `.timeout` with what is missing, `CancellationError`.
    mutating func wait(for isMeant: (ObjectWatch) -> Bool) async throws {
        while true {
            let open = watches.indices.filter { isMeant(watches[$0]) && !watches[$0].isReady }
            if open.isEmpty { return }
            try await look(at: open)
            let late = open.filter { !watches[$0].isReady }
            if late.isEmpty { return }
            if ContinuousClock.now >= deadline { throw await timeout(late.map { watches[$0] }) }
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }

    private mutating func look(at open: [Int]) async throws {
        let places = Dictionary(grouping: open) { Place(watches[$0]) }
        let client = client
        let owner = owner
        let found = try await concurrently(Array(places.keys)) { place in
            let list = try await client.list(
                place.resource,
                namespace: place.namespace,
                labels: place.isOwned ? owner.selector : nil
            )
            return Dictionary(list.items.map { ($0.at("metadata", "name")?.stringValue ?? "", $0) }) { $1 }
                .map { ($0.key, place, $0.value) }
        }.flatMap(\.self)
        var objects: [Place: [String: Value]] = [:]
        for (name, place, value) in found { objects[place, default: [:]][name] = value }
        for (place, indices) in places {
            for index in indices {
                try await judge(index, objects[place]?[watches[index].key.name])
            }
        }
    }

    private mutating func judge(_ index: Int, _ object: Value?) async throws {
        let watch = watches[index]
        guard let object else {
            throw Failure(
                .conflict,
                "the \(watch.kind) '\(watch.key.name)' was removed by somebody else meanwhile"
            )
        }
        var readiness = Readiness(of: object, kind: watch.kind)
        // What was so before is given the time to come round: its controller goes on trying.
        if !watch.isWritten, case .failed(let reason) = readiness { readiness = .waiting(reason) }
        var progress = watch.progress
        if let pods = Readiness.pods(of: object, kind: watch.kind) {
            progress.running = pods.ready
            progress.desired = pods.desired
        }
        switch readiness {
        case .ready:
            watches[index].isReady = true
            progress.state = watch.kind == "Job" ? .completed : .running
            progress.message = nil
        case .failed(let reason):
            throw await failure(watch, reason, try await troubles(of: object, watch))
        case .waiting(let reason):
            let troubles = try await troubles(of: object, watch)
            if let fatal = troubles.first(where: \.isFatal) {
                guard !watch.isWritten, !watch.isRevived, try await revive(troubles.filter(\.isFatal), watch)
                else { throw await failure(watch, nil, [fatal]) }
                watches[index].isRevived = true
            }
            progress.message = troubles.first?.reason ?? reason
        }
        if progress != watch.progress {
            watches[index].progress = progress
            if Readiness.pods(of: object, kind: watch.kind) != nil { operation.report(.service(progress)) }
        }
    }

    /// What is wrong with the pods of a workload, as far as it is this operation's doing.
    private func troubles(of object: Value, _ watch: ObjectWatch) async throws -> [PodTrouble] {
        guard let selector = object.at("spec", "selector", "matchLabels")?.objectValue, !selector.isEmpty,
            watch.resource.isWorkload
        else { return [] }
        guard watch.kind == "Job" || CurrentPods.isSeen(object) else { return [] }
        let labels = selector.map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(separator: ",")
        let pods = try await client.list(.pods, namespace: watch.key.namespace, labels: labels).items
        let current = CurrentPods(
            of: object,
            kind: watch.kind,
            pods: pods,
            revisions: await revisions(of: watch, labels: labels)
        )
        return current.pods.compactMap(PodTrouble.init).sorted { $0.isFatal && !$1.isFatal }
    }

    /// What keeps the templates of a workload; nothing where that may not be looked at.
    private func revisions(of watch: ObjectWatch, labels: String) async -> [Value] {
        let resource: APIResource
        switch watch.kind {
        case "Deployment": resource = .replicaSets
        case "DaemonSet": resource = .controllerRevisions
        default: return []
        }
        let list = try? await client.list(resource, namespace: watch.key.namespace, labels: labels)
        return list?.items ?? []
    }

    /// Has pods that failed before this operation made anew, as waiting for their next attempt may take minutes.
    ///
    /// - Returns: False when the user may not.
    private func revive(_ troubles: [PodTrouble], _ watch: ObjectWatch) async throws -> Bool {
        operation.report(.step("starting the failed pods of \(Self.title(watch)) anew"))
        for trouble in troubles {
            try await operation.checkpoint()
            do {
                try await client.delete(.pods, namespace: watch.key.namespace, name: trouble.pod)
            } catch let failure as Failure where failure.apiError?.status == 403 {
                return false
            }
        }
        return true
    }

    // MARK: Telling what went wrong

    private func failure(_ watch: ObjectWatch, _ reason: String?, _ troubles: [PodTrouble]) async -> Failure {
        let trouble = troubles.first
        let text = trouble.map(\.reason) ?? reason ?? "it has failed"
        var failed = watch.progress
        failed.state = .failed
        operation.report(.service(failed))
        return Failure(
            .refused,
            "\(Self.title(watch)) failed: \(text)",
            notes: [trouble == nil ? nil : reason].compactMap(\.self) + (await notes(trouble, watch))
        )
    }

    private func timeout(_ late: [ObjectWatch]) async -> Failure {
        let list = late.map { watch in
            let count =
                watch.progress.desired > 0
                ? "has \(watch.progress.running) of \(watch.progress.desired) pods" : "is not ready"
            return "\(Self.title(watch)) \(count)" + (watch.progress.message.map { " (\($0))" } ?? "")
        }
        var notes = Array(list.dropFirst())
        if let watch = late.first,
            let object = try? await client.get(
                watch.resource,
                namespace: watch.resource.isNamespaced ? watch.key.namespace : nil,
                name: watch.key.name
            )
        {
            notes += await self.notes((try? await troubles(of: object, watch))?.first, watch)
        }
        return Failure(
            .timeout,
            "not everything is ready after \(Int(operation.timeout)) s: \(list.first ?? "")",
            notes: notes,
            hint: "give it longer with --timeout, or see why: kubectl get events -n \(owner.namespace)"
        )
    }

    private func notes(_ trouble: PodTrouble?, _ watch: ObjectWatch) async -> [String] {
        let report = PodReport(client: client, namespace: watch.key.namespace)
        guard let trouble else { return await report.events(of: watch.kind, watch.key.name) }
        return await report.notes(about: trouble)
    }

    private static func title(_ watch: ObjectWatch) -> String {
        watch.service.contains("/") ? "\(watch.kind) '\(watch.key.name)'" : "service '\(watch.service)'"
    }

    private struct Place: Hashable, Sendable {
        var resource: APIResource
        var namespace: String?
        /// Whether the objects carry the release's labels: definitions of `crds/` do not.
        var isOwned: Bool

        init(_ watch: ObjectWatch) {
            resource = watch.resource
            namespace = watch.resource.isNamespaced ? watch.key.namespace : nil
            isOwned = watch.resource.gvk.kind != "CustomResourceDefinition"
        }
    }
}
