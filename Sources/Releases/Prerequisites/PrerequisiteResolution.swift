internal import Charts
internal import Diagnostics
internal import OrderedCollections
internal import Values
internal import Versions

/// Finds out what all the prerequisites of a release are, and in what state.
///
/// Nothing is changed. Ranges of versions that several releases give for one prerequisite are intersected; when
/// one found later rules out the version that was chosen, the search begins again with what is known by then.
struct PrerequisiteResolution {
    let root: ReleaseKey
    let prerequisites: [Prerequisite]
    let origin: ChartOrigin
    let source: PrerequisiteSource
    let environment: ReleaseEnvironment

    /// Releases and charts as they were found, which another round does not ask for again.
    private var found: [ReleaseKey: Found] = [:]
    /// What is wanted of a release, as far as former rounds know.
    private var wishes: [ReleaseKey: [PrerequisiteNode.Requirement]] = [:]
    // Of the round at work:
    private var requirements: OrderedDictionary<ReleaseKey, [PrerequisiteNode.Requirement]> = [:]
    private var done: [ReleaseKey] = []
    private var path: [ReleaseKey] = []

    private struct Found {
        var state: PrerequisiteNode.State
        var isRepeated = false
        /// What it needs itself.
        var prerequisites: [Prerequisite]
        var origin: ChartOrigin
    }

    /// More rounds than any graph of sense needs.
    private static let maximumRounds = 20
    /// More releases than anybody can have meant.
    private static let maximumNodes = 200

    init(
        root: ReleaseKey,
        prerequisites: [Prerequisite],
        origin: ChartOrigin,
        source: PrerequisiteSource,
        environment: ReleaseEnvironment
    ) {
        self.root = root
        self.prerequisites = prerequisites
        self.origin = origin
        self.source = source
        self.environment = environment
    }

    /// - Throws: `.invalidInput` for a cycle, `.conflict` for wishes that no version meets, `.notFound` for a chart
    ///   that is nowhere, and what the engine throws.
    mutating func resolve() async throws -> PrerequisiteGraph {
        for _ in 0..<Self.maximumRounds {
            requirements = [:]
            done = []
            path = [root]
            for prerequisite in prerequisites { try await visit(prerequisite, of: root, from: origin) }
            if try settle() {
                return PrerequisiteGraph(root: root, nodes: done.compactMap { node($0) })
            }
        }
        throw Failure(
            .conflict,
            "the prerequisites of '\(root.release)' do not come to rest: each choice of versions rules out another",
            hint: "give narrower ranges in 'prerequisites' of its Chart.yaml"
        )
    }

    private func node(_ key: ReleaseKey) -> PrerequisiteNode? {
        guard let found = found[key], let requirements = requirements[key] else { return nil }
        return PrerequisiteNode(
            key: key,
            state: found.state,
            requirements: requirements,
            isRepeated: found.isRepeated
        )
    }

    // MARK: One round

    private mutating func visit(
        _ prerequisite: Prerequisite,
        of dependent: ReleaseKey,
        from origin: ChartOrigin
    ) async throws {
        let key = ReleaseKey(prerequisite, of: dependent)
        if let start = path.firstIndex(of: key) { throw cycle(path[start...] + [key], prerequisite) }
        try environment.at(key.namespace).checkName(prerequisite)
        let requirement = PrerequisiteNode.Requirement(dependent: dependent, prerequisite: prerequisite)
        if let first = requirements[key]?.first { try check(requirement, against: first) }
        requirements[key, default: []].append(requirement)
        if requirements[key]?.count ?? 0 > 1 { return }
        guard requirements.count <= Self.maximumNodes else {
            throw Failure(.invalidInput, "'\(root.release)' has more than \(Self.maximumNodes) prerequisites")
        }
        let node = try await find(key, requirement, from: origin)
        path.append(key)
        for child in node.prerequisites { try await visit(child, of: key, from: node.origin) }
        path.removeLast()
        done.append(key)
    }

    private mutating func find(
        _ key: ReleaseKey,
        _ requirement: PrerequisiteNode.Requirement,
        from origin: ChartOrigin
    ) async throws -> Found {
        if let known = found[key] { return known }
        let result = try await look(key, requirement, from: origin)
        found[key] = result
        return result
    }

    private func look(
        _ key: ReleaseKey,
        _ requirement: PrerequisiteNode.Requirement,
        from origin: ChartOrigin
    ) async throws -> Found {
        let place = environment.at(key.namespace)
        let target = environment.orchestrator.kind.rawValue
        let state = try await place.ledger.state(of: key.release)
        if let current = state.inForce, state.newest?.status != .uninstalling {
            guard current.chart.name == requirement.prerequisite.name else {
                throw otherChart(key, current.chart.label, requirement)
            }
            let record = try await place.ledger.record(of: current)
            let metadata = try ChartMetadata(
                document: record.chartMetadata.objectValue ?? [:],
                file: "Chart.yaml of the release '\(key.release)'"
            )
            return Found(
                state: .installed(version: current.chart.version),
                prerequisites: metadata.prerequisites.filter { $0.isNeeded(on: target) },
                origin: .unknown
            )
        }
        let isVacant = state.newest == nil || state.newest?.status == .uninstalled
        if isVacant, let provided = try await provided(requirement.prerequisite) {
            return Found(state: provided, prerequisites: [], origin: .unknown)
        }
        let chart = try await chart(key, requirement, from: origin)
        return Found(
            state: .missing(chart),
            isRepeated: !isVacant,
            prerequisites: try chart.chart.prerequisites(on: target, user: requirement.prerequisite.values),
            origin: chart.origin
        )
    }

    /// Whether something else provides it; nil when it has to be installed.
    private func provided(_ prerequisite: Prerequisite) async throws -> PrerequisiteNode.State? {
        var absent: [String] = []
        var present: [String] = []
        for provided in prerequisite.provides {
            switch try await environment.orchestrator.provision(of: provided) {
            case .absent, .unattended: absent.append(provided)
            case .healthy: present.append(provided)
            case .unhealthy(let reason): return .unhealthy("'\(provided)': \(reason)")
            }
        }
        guard let first = present.first else { return nil }
        guard let missing = absent.first else { return .provided }
        return .unhealthy("'\(first)' is served by something else, and '\(missing)' is not")
    }

    private func chart(
        _ key: ReleaseKey,
        _ requirement: PrerequisiteNode.Requirement,
        from origin: ChartOrigin
    ) async throws -> PrerequisiteSource.Found {
        let all = wishes[key] ?? [requirement]
        let range = try VersionConstraint.intersection(all.compactMap(\.prerequisite.version))
        do {
            return try await source.find(requirement.prerequisite, range, origin)
        } catch let failure as Failure where failure.kind == .notFound {
            if all.count > 1 { throw conflict(key, all, found: nil, failure) }
            var failure = failure
            failure.location = failure.location ?? requirement.prerequisite.place
            failure.notes.append(
                "'\(requirement.dependent.release)' needs it as a prerequisite: \(requirement.prerequisite.wish)"
            )
            throw failure
        }
    }

    // MARK: After a round

    /// Whether what was chosen is what everybody wants; else what does not fit is forgotten.
    private mutating func settle() throws -> Bool {
        var isSettled = true
        for (key, wanted) in requirements {
            guard let node = node(key), let version = node.version else { continue }
            let ranges = wanted.compactMap(\.prerequisite.version)
            if ranges.allSatisfy({ $0.takes(version) }) { continue }
            switch node.state {
            case .installed: throw installed(key, version, wanted)
            case .missing:
                let known = Set((wishes[key] ?? []).compactMap(\.prerequisite.version))
                guard wishes[key] == nil || known != Set(ranges), wanted.count > 1 else {
                    throw conflict(key, wanted, found: version, nil)
                }
                wishes[key] = wanted
                found[key] = nil
                isSettled = false
            case .provided, .unhealthy: continue
            }
        }
        return isSettled
    }
}

extension VersionConstraint {
    /// Whether the version of a chart is in the range.
    func takes(_ version: String) -> Bool {
        (try? Version(version)).map { check($0) } ?? false
    }
}

extension ReleaseEnvironment {
    /// Checks the name of a prerequisite's release.
    fileprivate func checkName(_ prerequisite: Prerequisite) throws(Failure) {
        do {
            try ReleaseName.validate(prerequisite.release)
        } catch {
            var failure = error
            failure.location = failure.location ?? prerequisite.place
            throw failure
        }
    }
}
