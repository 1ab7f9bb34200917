import Compose
import Diagnostics
import KubernetesAPI
import Releases
import Values

/// Runs one hook to its end and passes on what it writes.
struct HookRun: Sendable {
    let client: KubernetesClient
    let owner: ObjectOwner
    let operation: OperationContext
    let hook: Hook
    let wanted: WantedObject

    /// Seconds between two looks.
    private static let interval = 0.3

    /// Removes what an earlier run has left, makes the object, waits for the end of what runs, and leaves or
    /// removes it by its policy.
    ///
    /// - Throws: `.refused` with the reason and the last lines when it fails, `.timeout`, `CancellationError`.
    func run() async throws {
        guard let resource = wanted.resource else {
            throw Failure(.internal, "the \(hook.title) is of an unknown kind")
        }
        let namespace = resource.isNamespaced ? wanted.key.namespace : nil
        try await removeFormer(resource, namespace)
        try await operation.checkpoint()
        operation.report(.step("running the \(hook.title)"))
        let begin = ContinuousClock.now
        let made = try await client.apply(
            wanted.value,
            to: resource,
            namespace: namespace,
            force: true,
            isDryRun: false
        ).object
        do {
            try await follow(
                LiveObject(resource: resource, value: made),
                until: begin + .seconds(hook.timeout)
            )
        } catch {
            // What still runs would go on behind everybody's back.
            let hasEnded = (error as? Failure)?.kind == .refused
            if !hasEnded || hook.deletePolicies.contains(.hookFailed) {
                await Task { _ = try? await client.delete(resource, namespace: namespace, name: wanted.name) }
                    .value
            }
            throw error
        }
        let seconds = Int((ContinuousClock.now - begin) / .seconds(1))
        operation.report(.step("the \(hook.title) is done after \(seconds) s"))
        if hook.deletePolicies.contains(.hookSucceeded) {
            try await operation.checkpoint()
            _ = try await client.delete(resource, namespace: namespace, name: wanted.name)
        }
    }

    private func removeFormer(_ resource: APIResource, _ namespace: String?) async throws {
        guard let value = try await client.get(resource, namespace: namespace, name: wanted.name) else {
            return
        }
        let former = LiveObject(resource: resource, value: value)
        guard owner.owns(former), former.annotation(KubernetesLabel.hook) != nil else {
            throw Failure(
                .conflict,
                "the \(hook.title) cannot run: the \(resource.gvk.kind) '\(wanted.name)' exists already",
                hint: "kubectl delete \(resource.plural) \(wanted.name)"
                    + (namespace.map { " -n \($0)" } ?? "")
            )
        }
        let removal = ObjectRemoval(
            client: client,
            owner: owner,
            operation: operation,
            deadline: ContinuousClock.now + .seconds(operation.timeout)
        )
        try await removal.remove([former], waits: true)
    }

    private func follow(_ object: LiveObject, until deadline: ContinuousClock.Instant) async throws {
        let kind = object.resource.gvk.kind
        // Everything else that a chart makes a hook of is there when it is made.
        guard kind == "Job" || kind == "Pod" else { return }
        var log = HookLog(client: client, hook: hook, namespace: object.namespace)
        while true {
            let current = try await client.get(
                object.resource,
                namespace: object.namespace,
                name: object.name
            )
            guard let current, current.at("metadata", "uid")?.stringValue == object.uid else {
                throw Failure(.conflict, "the \(hook.title) was removed by somebody else meanwhile")
            }
            let pods = try await pods(of: current, kind)
            for line in await log.read(pods) { operation.report(.log(line)) }
            let verdict = kind == "Job" ? Readiness(of: current, kind: kind) : Self.end(ofPod: current)
            switch verdict {
            case .ready:
                // The log of a container that has just ended may come a moment later.
                if log.isEmpty {
                    try await Task.sleep(for: .seconds(Self.interval))
                    for line in await log.read(pods) { operation.report(.log(line)) }
                }
                return
            case .failed(let reason): throw await failure(.refused, reason, pods)
            case .waiting: break
            }
            let troubles = pods.compactMap(PodTrouble.init)
            if let fatal = troubles.first(where: { $0.isFatal && !$0.hasLog }) {
                throw await failure(.refused, fatal.reason, pods)
            }
            guard ContinuousClock.now < deadline else {
                let state = troubles.first.map { " (\($0.reason))" } ?? ""
                let reason = "it has not ended after \(Int(hook.timeout)) s\(state)"
                throw await failure(.timeout, reason, pods)
            }
            try await Task.sleep(for: .seconds(Self.interval))
        }
    }

    private static func end(ofPod pod: Value) -> Readiness {
        switch pod.at("status", "phase")?.stringValue {
        case "Succeeded": .ready
        case "Failed": .failed(pod.at("status", "message")?.stringValue ?? "it has failed")
        default: .waiting("")
        }
    }

    private func pods(of object: Value, _ kind: String) async throws -> [Value] {
        if kind == "Pod" { return [object] }
        let uid = object.at("metadata", "uid")?.stringValue ?? ""
        return try await client.list(
            .pods,
            namespace: wanted.key.namespace,
            labels: "controller-uid=\(uid)"
        ).items
    }

    private func failure(_ kind: Failure.Kind, _ reason: String, _ pods: [Value]) async -> Failure {
        let trouble = pods.compactMap(PodTrouble.init).last
        let text = kind == .refused ? trouble?.reason ?? reason : reason
        var notes: [String] = []
        if let trouble {
            notes = await PodReport(client: client, namespace: wanted.key.namespace).notes(about: trouble)
        }
        return Failure(kind, "the \(hook.title) failed: \(text)", notes: notes)
    }
}
