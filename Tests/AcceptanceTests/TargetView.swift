/// A target's own word about releases, read without any of Davit's code.
protocol TargetView: Sendable {
    /// What is wrong with a release that should be at rest; empty when nothing is.
    ///
    /// - Parameters:
    ///   - release: The release.
    ///   - services: The services that should be there, without the release's name.
    ///   - text: What a config that a service uses should have in it.
    ///   - historyMax: How many revisions may be kept.
    func faults(of release: String, services: [String], text: String, historyMax: Int) throws -> [String]

    /// Everything that is left of a release.
    func remains(of release: String) throws -> [String]

    /// What Davit has noted of its own objects of a kind, such as `revision`, of all releases.
    func notes(ofKind kind: String) throws -> [[String: String]]
}

extension TargetView {
    /// The charts that are stored and that no revision has.
    func strayCharts() throws -> [String] {
        let stored = Set(try notes(ofKind: "blob").compactMap { $0["davit.digest"] })
        let used = try notes(ofKind: "revision").flatMap { notes in
            [notes["davit.archive"], notes["davit.digest"]].compactMap(\.self)
        }
        return stored.subtracting(used).sorted()
    }
}

/// Collects what is wrong.
struct Faults {
    private(set) var all: [String] = []

    mutating func check(_ condition: Bool, _ message: @autoclosure () -> String) {
        if !condition { all.append(message()) }
    }

    /// Checks the labels of a release's revisions and heads: the history is whole and nothing is going on.
    mutating func checkHistory(_ stored: [[String: String]], historyMax: Int) {
        let revisions = stored.filter { $0["davit.kind"] == "revision" }
            .sorted { Int($0["davit.revision"] ?? "") ?? 0 < Int($1["davit.revision"] ?? "") ?? 0 }
        let numbers = revisions.compactMap { Int($0["davit.revision"] ?? "") }
        let statuses = revisions.map { $0["davit.status"] ?? "" }
        check(statuses.last == "deployed", "the newest revision is '\(statuses.last ?? "none")'")
        check(statuses.count { $0 == "deployed" } == 1, "statuses: \(statuses)")
        check(
            statuses.dropLast().allSatisfy { ["superseded", "interrupted", "failed"].contains($0) },
            "statuses: \(statuses)"
        )
        check(
            numbers == Array((numbers.first ?? 0)..<((numbers.first ?? 0) + numbers.count)),
            "revisions: \(numbers)"
        )
        check(numbers.count <= historyMax, "\(numbers.count) revisions are kept")
        let heads = stored.filter { $0["davit.kind"] == "head" }
        check(heads.count == 1, "\(heads.count) heads")
        let head = heads.first ?? [:]
        check(head["davit.revision"] == numbers.last.map(String.init), "head: \(head)")
        check(head["davit.status"] == "deployed", "head: \(head)")
        check(head["davit.lease.id"] == nil, "a lease is left: \(head)")
    }
}
