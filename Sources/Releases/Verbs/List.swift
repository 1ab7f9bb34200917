/// Lists the releases of a target; one request, whatever the length of their histories.
package struct List: Sendable {
    package enum Order: String, Sendable, Hashable, CaseIterable {
        case name, updated
    }

    /// Only releases with one of these; empty is all.
    package var statuses: Set<ReleaseStatus>
    /// Only releases in this namespace; nil is all.
    package var namespace: String?
    /// Only releases with all of these labels of the user's.
    package var labels: [String: String]
    /// Only releases whose name this accepts.
    package var nameFilter: @Sendable (String) -> Bool
    package var order: Order
    package var isReversed: Bool
    /// How many to leave out at the start.
    package var offset: Int
    /// The most to list; nil is all.
    package var maximum: Int?

    package init(
        statuses: Set<ReleaseStatus> = [],
        namespace: String? = nil,
        labels: [String: String] = [:],
        order: Order = .name,
        isReversed: Bool = false,
        offset: Int = 0,
        maximum: Int? = nil,
        nameFilter: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.statuses = statuses
        self.namespace = namespace
        self.labels = labels
        self.order = order
        self.isReversed = isReversed
        self.offset = offset
        self.maximum = maximum
        self.nameFilter = nameFilter
    }

    package func run(in environment: ReleaseEnvironment) async throws -> [ReleaseHead] {
        var heads = try await environment.ledger.heads(mayLag: true).filter { head in
            (statuses.isEmpty || statuses.contains(head.status))
                && (namespace == nil || namespace == head.namespace)
                && labels.allSatisfy { head.labels[$0.key] == $0.value }
                && nameFilter(head.release)
        }
        if order == .updated {
            heads.sort { ($0.updated, $0.release) < ($1.updated, $1.release) }
        }
        if isReversed { heads.reverse() }
        let rest = heads.dropFirst(max(0, offset))
        return Array(maximum.map { rest.prefix(max(0, $0)) } ?? rest)
    }
}
