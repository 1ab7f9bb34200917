internal import Diagnostics
internal import Versions

extension ReleaseEnvironment {
    /// Refuses to remove a release that others need.
    ///
    /// - Throws: `.refused` with their names.
    func requireUnneeded(_ head: ReleaseHead?) async throws {
        guard let head, !head.requiredBy.isEmpty else { return }
        let living = try await living(head)
        if living.isEmpty { return }
        let place = living[0].namespace.isEmpty ? "" : " -n \(living[0].namespace)"
        throw Failure(
            .refused,
            "'\(head.release)' is needed by \(names(living))",
            hint: "davit uninstall \(living[0].release)\(place), or add --ignore-dependents"
        )
    }

    /// Refuses to bring a release to a version that others cannot use.
    ///
    /// - Throws: `.refused` with their names and ranges.
    func requireSuitable(_ version: String, for head: ReleaseHead?) async throws {
        guard let head else { return }
        let against = head.requiredBy.filter { dependent in
            (try? VersionConstraint(dependent.version)).map { !$0.takes(version) } ?? false
        }
        if against.isEmpty { return }
        var strict = head
        strict.requiredBy = against
        let living = try await living(strict)
        guard let first = living.first else { return }
        throw Failure(
            .refused,
            "'\(head.release)' is needed by \(names(living)) in another version than \(version): \(first.version)",
            hint:
                "choose a version in that range, upgrade '\(first.release)' first, or add --ignore-dependents"
        )
    }

    private func names(_ dependents: [Dependent]) -> String {
        let own = namespace ?? ""
        return dependents.map { dependent in
            "'\(dependent.release)'"
                + (dependent.namespace == own ? "" : " in the namespace '\(dependent.namespace)'")
        }.joined(separator: ", ")
    }
}
