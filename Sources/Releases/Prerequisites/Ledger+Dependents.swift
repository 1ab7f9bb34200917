internal import Diagnostics
internal import OrderedCollections
internal import Values

extension Ledger {
    /// Records that a release is needed by another.
    ///
    /// One object has the lease and the list, so nobody uninstalls it without having seen this.
    ///
    /// - Throws: `.conflict` when the release is being changed by somebody else past the deadline, or is gone.
    func register(
        _ dependent: Dependent,
        on release: String,
        settings: LeaseSettings,
        until deadline: ContinuousClock.Instant
    ) async throws {
        var dependent = dependent
        dependent.since = try await store.now()
        while true {
            let state = try await freeState(of: release, settings: settings, until: deadline)
            guard var head = state.head, let object = state.headObject, !state.isVacant else {
                throw Failure(.conflict, "the release '\(release)' was removed meanwhile")
            }
            if let index = head.requiredBy.firstIndex(where: { $0.isSame(as: dependent) }) {
                head.requiredBy[index] = dependent
            } else {
                head.requiredBy.append(dependent)
            }
            do {
                _ = try await store.update(object, labels: head.storeLabels)
                return
            } catch let failure as Failure where failure.kind == .conflict || failure.kind == .notFound {
                continue
            }
        }
    }

    /// Takes a need back; what is not recorded is no error.
    ///
    /// - Returns: The release's head after it; nil when there is none.
    func unregister(_ dependent: Dependent, from release: String) async throws -> ReleaseHead? {
        for _ in 0..<10 {
            let state = try await state(of: release)
            guard var head = state.head, let object = state.headObject else { return nil }
            let count = head.requiredBy.count
            head.requiredBy.removeAll { $0.isSame(as: dependent) }
            if head.requiredBy.count == count { return head }
            do {
                _ = try await store.update(object, labels: head.storeLabels)
                return head
            } catch let failure as Failure where failure.kind == .conflict || failure.kind == .notFound {
                continue
            }
        }
        return nil
    }
}

extension ReleaseEnvironment {
    /// How long a need counts though the dependent does not show it, in seconds: it may be on its way.
    private static let grace = 900.0

    /// Those of a release's dependents that do need it: they are there, and their record names it.
    ///
    /// A need that was recorded a moment ago counts in any case, because its release may be on its way. One whose
    /// namespace cannot be read counts as well.
    func living(_ head: ReleaseHead) async throws -> [Dependent] {
        if head.requiredBy.isEmpty { return [] }
        let key = ReleaseKey(namespace: namespace == nil ? "" : head.namespace, release: head.release)
        let now = try await ledger.store.now()
        var result: [Dependent] = []
        for dependent in head.requiredBy {
            let isRecent = now - dependent.since < Self.grace
            if isRecent {
                result.append(dependent)
            } else if try await needs(dependent, key) {
                result.append(dependent)
            }
        }
        return result
    }

    private func needs(_ dependent: Dependent, _ key: ReleaseKey) async throws -> Bool {
        let ledger = at(dependent.namespace).ledger
        do {
            let state = try await ledger.state(of: dependent.release)
            guard let newest = state.newest, newest.status != .uninstalled else { return false }
            let record = try await ledger.record(of: state.inForce ?? newest)
            return record.prerequisiteKeys.contains(key)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return true
        }
    }

    /// Takes back what a release needed.
    ///
    /// - Returns: The prerequisites that were installed for it alone and that nobody needs now.
    func withdraw(_ dependent: ReleaseKey, from prerequisites: [ReleaseKey]) async -> [ReleaseKey] {
        let entry = Dependent(release: dependent.release, namespace: dependent.namespace)
        var free: [ReleaseKey] = []
        for key in prerequisites {
            let place = at(key.namespace)
            guard let head = try? await place.ledger.unregister(entry, from: key.release), head.isAutomatic,
                let living = try? await place.living(head), living.isEmpty
            else { continue }
            free.append(key)
        }
        return free
    }
}

extension RevisionRecord {
    /// The releases that the revision was installed with.
    var prerequisiteKeys: [ReleaseKey] {
        prerequisites.compactMap { entry in
            entry["release"]?.stringValue.map { release in
                ReleaseKey(namespace: entry["namespace"]?.stringValue ?? "", release: release)
            }
        }
    }
}
