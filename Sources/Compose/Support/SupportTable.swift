internal import Diagnostics

/// What one target makes of every key, as the documentation shows it.
package struct SupportTable: Sendable {
    /// The target's name, at the head of its column.
    package var target: String
    /// What is said of a key by its path in the schema.
    private var entries: [String: [Entry]] = [:]
    /// What is said of keys that no entry names, nor a section around them.
    private let others: String?

    private struct Entry: Sendable {
        var condition: String?
        var words: String
    }

    /// - Parameters:
    ///   - target: The target's name.
    ///   - others: What is said of keys that the tables do not name; nil when they name all.
    package init(target: String, others: String? = nil) {
        self.target = target
        self.others = others
    }

    /// Adds a table about the subjects below a path: `services.*`, `networks.*`, or nothing for the project.
    package mutating func add<Subject>(_ table: [KeySupport<Subject>], below prefix: String) {
        for support in table {
            let path = prefix.isEmpty ? support.path : "\(prefix).\(support.path)"
            entries[path, default: []].append(
                Entry(condition: support.condition, words: support.verdict.words)
            )
        }
    }

    /// The paths that the tables name.
    package var paths: Set<String> { Set(entries.keys) }

    /// What becomes of a key: what its own entries say, or those of the nearest section around it; nil when
    /// nothing does.
    package func words(for path: String) -> String? {
        if let reading = ComposeSchema.readings[path] { return reading }
        var section = path[...]
        while true {
            if let found = entries[String(section)] {
                let words = Self.words(found)
                // What is said of a whole section at length is said once.
                if section.utf8.count == path.utf8.count || words.utf8.count <= 20 { return words }
                return "as `\(section.split(separator: ".").dropFirst(2).joined(separator: "."))`"
            }
            guard let dot = section.lastIndex(of: ".") else { return others }
            section = section[..<dot]
            // A section says nothing about what is chosen in it.
            if section.hasSuffix(".*"), section.split(separator: ".").count == 2 { return others }
        }
    }

    private static func words(_ entries: [Entry]) -> String {
        let general = entries.filter { $0.condition == nil }.map(\.words)
        let special = entries.compactMap { entry in entry.condition.map { "\($0): \(entry.words)" } }
        return (general + special).joined(separator: "; ")
    }
}

extension ComposeSchema {
    /// What becomes of the keys that loading resolves: no target ever sees them.
    static let readings: [String: String] = [
        "version": "accepted and not looked at",
        "name": "kept in the record; names are made from the release's",
        "include": "read while loading; files of the chart",
        "services.*.extends": "read while loading; files of the chart",
        "services.*.extends.service": "read while loading",
        "services.*.extends.file": "read while loading",
        "services.*.profiles": "decided while loading, by `--profile` and `COMPOSE_PROFILES`",
        "services.*.env_file": "read while loading; files of the chart",
        "services.*.env_file.[].path": "read while loading",
        "services.*.env_file.[].required": "read while loading",
        "services.*.env_file.[].format": "read while loading",
        "services.*.label_file": "read while loading; files of the chart",
        "services.*.scale": "as `deploy.replicas`",
        "services.*.cpus": "as `deploy.resources.limits.cpus`",
        "services.*.mem_limit": "as `deploy.resources.limits.memory`",
        "services.*.mem_reservation": "as `deploy.resources.reservations.memory`",
        "services.*.pids_limit": "as `deploy.resources.limits.pids`",
        "services.*.cgroupns_mode": "as `cgroup`",
        "configs.*.file": "read while loading; a file of the chart",
        "configs.*.environment": "read while loading",
        "secrets.*.file": "read while loading; a file of the chart",
        "secrets.*.environment": "read while loading",
        "secrets.*.content": "read while loading",
    ]
}
