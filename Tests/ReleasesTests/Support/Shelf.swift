import Charts
import Diagnostics
import Releases
import Versions

/// Charts by name and version, where prerequisites are found.
struct Shelf: Sendable {
    /// `Chart.yaml` behind name and version, and the image of its one service.
    private var entries: [String: [(version: String, fields: String, image: String)]] = [:]

    /// - Parameter needs: Prerequisites by name and range: `etcd ^1.2; operator`.
    mutating func add(_ name: String, _ version: String = "1.0.0", needs: String = "", image: String? = nil) {
        add(name, version, fields: Self.prerequisites(needs), image: image)
    }

    mutating func add(_ name: String, _ version: String = "1.0.0", fields: String, image: String? = nil) {
        entries[name, default: []].removeAll { $0.version == version }
        entries[name, default: []].append((version, fields, image ?? "\(name):\(version)"))
    }

    static func prerequisites(_ needs: String) -> String {
        let entries = needs.split(separator: ";").map { need in
            let words = need.split(separator: " ").map(String.init)
            let range = words.dropFirst().joined(separator: " ")
            return "  - {name: \(words[0])\(range.isEmpty ? "" : ", version: \"\(range)\"")}\n"
        }
        return entries.isEmpty ? "" : "prerequisites:\n" + entries.joined()
    }

    static func chart(_ name: String, _ version: String, fields: String, image: String) throws -> Chart {
        let metadata = "apiVersion: v2\nname: \(name)\nversion: \(version)\n\(fields)"
        let compose = "services:\n  main:\n    image: \(image)\n"
        return try Chart.load(
            files: [
                ChartFile(path: "Chart.yaml", bytes: Array(metadata.utf8)),
                ChartFile(path: "templates/compose.yaml", bytes: Array(compose.utf8)),
            ],
            origin: name
        )
    }

    var source: PrerequisiteSource {
        PrerequisiteSource { prerequisite, range, _ in
            let fitting = try (entries[prerequisite.name] ?? []).map { (try Version($0.version), $0) }
                .filter { range?.check($0.0) ?? true }.sorted { $0.0 < $1.0 }
            guard let (_, found) = fitting.last else {
                throw Failure(
                    .notFound,
                    "no chart '\(prerequisite.name)' in '\(range?.text ?? "any")' on the shelf"
                )
            }
            let chart = try Self.chart(
                prerequisite.name,
                found.version,
                fields: found.fields,
                image: found.image
            )
            return PrerequisiteSource.Found(chart: chart, origin: .unknown)
        }
    }

    /// The prerequisites of a chart `root` with the needs.
    func prerequisites(needs: String) throws -> Prerequisites {
        try prerequisites(fields: Self.prerequisites(needs))
    }

    func prerequisites(fields: String) throws -> Prerequisites {
        Prerequisites(
            chart: try Self.chart("root", "1.0.0", fields: fields, image: "root:1"),
            source: source
        )
    }

    /// Installs a release that needs others.
    func install(
        _ release: String = "root",
        needs: String? = nil,
        fields: String = "",
        image: String = "web:1",
        in environment: ReleaseEnvironment,
        _ prepare: (inout OperationOptions) -> Void = { _ in }
    ) async throws -> OperationResult {
        var options = OperationOptions()
        prepare(&options)
        return try await Install(
            release: release,
            options: options,
            prerequisites: needs.map { try prerequisites(needs: $0) } ?? prerequisites(fields: fields),
            makeContent: Stack(image).maker
        ).run(in: environment)
    }
}
