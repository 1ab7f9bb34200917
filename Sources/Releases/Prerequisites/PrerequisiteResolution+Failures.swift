internal import Charts
internal import Diagnostics
internal import OrderedCollections
internal import Values
internal import Versions

/// Why a graph cannot be: every failure names all who are part of it.
extension PrerequisiteResolution {
    func cycle(_ path: some Sequence<ReleaseKey>, _ prerequisite: Prerequisite) -> Failure {
        Failure(
            .invalidInput,
            "the prerequisites go round in a circle: " + path.map(\.description).joined(separator: " → "),
            at: prerequisite.place,
            hint: "take one of them out of 'prerequisites' in its Chart.yaml"
        )
    }

    /// Checks that two wishes can be about one release.
    func check(
        _ new: PrerequisiteNode.Requirement,
        against first: PrerequisiteNode.Requirement
    ) throws(Failure) {
        let (one, other) = (first.prerequisite, new.prerequisite)
        guard one.name == other.name else {
            throw Failure(
                .conflict,
                "the release '\(one.release)' is to be of two charts: '\(first.dependent.release)' needs "
                    + "'\(one.name)', and '\(new.dependent.release)' needs '\(other.name)'",
                at: other.place,
                hint: "give one of them another 'release' in its Chart.yaml"
            )
        }
        if let key = Self.clash(.object(one.values), .object(other.values), "") {
            throw Failure(
                .conflict,
                "'\(first.dependent.release)' and '\(new.dependent.release)' give the prerequisite "
                    + "'\(one.name)' different values of '\(key)'",
                at: other.place,
                hint: "install '\(one.name)' by itself first, with the values that are meant"
            )
        }
    }

    /// The path of the first value that two trees have and that is not the same in both.
    private static func clash(_ left: Value, _ right: Value, _ path: String) -> String? {
        guard case .object(let one) = left, case .object(let other) = right else {
            return left == right ? nil : path
        }
        for (key, value) in one {
            guard let second = other[key] else { continue }
            if let found = clash(value, second, path.isEmpty ? key : "\(path).\(key)") { return found }
        }
        return nil
    }

    func otherChart(
        _ key: ReleaseKey,
        _ label: String,
        _ requirement: PrerequisiteNode.Requirement
    ) -> Failure {
        Failure(
            .conflict,
            "'\(requirement.dependent.release)' needs the chart '\(requirement.prerequisite.name)' as release "
                + "'\(key)', and that is a release of the chart '\(label)'",
            at: requirement.prerequisite.place,
            hint: "give the prerequisite another 'release' in Chart.yaml"
        )
    }

    func installed(
        _ key: ReleaseKey,
        _ version: String,
        _ wanted: [PrerequisiteNode.Requirement]
    ) -> Failure {
        let against = wanted.filter { $0.prerequisite.version?.takes(version) == false }
        let needs = against.map { "'\($0.dependent.release)' needs \($0.prerequisite.wish)" }
        let range = against.compactMap { $0.prerequisite.version?.text }.first ?? ""
        let place = key.namespace.isEmpty ? "" : " -n \(key.namespace)"
        return Failure(
            .conflict,
            "the prerequisite '\(key)' is installed in version \(version), but "
                + needs.joined(separator: ", and "),
            at: against.first?.prerequisite.place,
            hint: "davit upgrade \(key.release) CHART --version '\(range)'\(place)"
        )
    }

    func conflict(
        _ key: ReleaseKey,
        _ wanted: [PrerequisiteNode.Requirement],
        found version: String?,
        _ cause: Failure?
    ) -> Failure {
        let needs = wanted.map { "'\($0.dependent.release)' needs \($0.prerequisite.wish)" }
            .joined(separator: ", and ")
        let what = version.map { "what was found is \($0)" } ?? "no version is in all of these ranges"
        return Failure(
            .conflict,
            "\(needs): \(what)",
            at: wanted.last?.prerequisite.place,
            notes: cause.map { [$0.message] + $0.notes } ?? [],
            hint:
                "change a range in 'prerequisites' of one Chart.yaml, or give one of them a 'release' of its own"
        )
    }
}
