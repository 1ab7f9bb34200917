import Charts
import Diagnostics
import FoundationEssentials
import Releases
import Repositories
import Versions

/// Finds the charts that prerequisites name: beside the chart that needs them, or in repositories.
struct PrerequisiteCharts: Sendable {
    private let context: Context
    private let catalog: RepositoryCatalog
    /// What the command line says of repositories: it counts for the one that it names and for no other.
    private let access: RepositoryEntry?
    private let repository: String?
    private let includesPrereleases: Bool
    /// What to do where nothing tells where a chart is.
    var unknownHint =
        "name the chart that needs it on the command line, or give the prerequisite a 'repository'"

    /// - Parameter options: What the command line says of the chart; nil where it names none.
    init(_ context: Context, _ global: GlobalOptions, _ options: ChartOptions?) {
        self.context = context
        catalog = Settings(context, global).catalog
        access = options?.access(context)
        repository = options?.repo
        includesPrereleases = options?.devel ?? false
    }

    var source: PrerequisiteSource {
        PrerequisiteSource(find: find)
    }

    /// Where a chart comes from whose kin are in `place`: a folder, a repository of the user's list, or a URL.
    func origin(of chart: String, in place: String) -> ChartOrigin {
        if place.contains("://") { return .repository(place) }
        if exists(context.path(place)) { return .path("\(context.path(place))/\(chart)") }
        return .repository("@\(place.drop { $0 == "@" })")
    }

    /// Where the chart that a command line names comes from.
    func origin(of reference: String) -> ChartOrigin {
        if let repository, !repository.isEmpty { return .repository(repository) }
        if reference.hasPrefix("http://") || reference.hasPrefix("https://") {
            let end = reference.utf8.lastIndex(of: UInt8(ascii: "/")) ?? reference.endIndex
            return .repository(String(reference[..<end]))
        }
        if exists(context.path(reference)) { return .path(context.path(reference)) }
        return reference.split(separator: "/").first.map { .repository("@\($0)") } ?? .unknown
    }

    private func find(
        _ prerequisite: Prerequisite,
        _ range: VersionConstraint?,
        _ origin: ChartOrigin
    ) async throws -> PrerequisiteSource.Found {
        let place = prerequisite.repository
        if Self.isPath(place) { return try local(prerequisite, at: place, origin) }
        if place.isEmpty {
            switch origin {
            case .path: return try local(prerequisite, at: "..", origin)
            case .repository(let name): return try await remote(prerequisite, range, name)
            case .unknown:
                throw Failure(
                    .notFound,
                    "nothing tells where the chart '\(prerequisite.name)' is",
                    at: prerequisite.place,
                    hint: unknownHint
                )
            }
        }
        return try await remote(prerequisite, range, place)
    }

    // MARK: On this machine

    private static func isPath(_ place: String) -> Bool {
        place.hasPrefix("file://") || place.hasPrefix(".") || place.hasPrefix("/")
    }

    /// A path is the chart itself, or a folder that the chart is in: as a folder or as a package of its name.
    private func local(
        _ prerequisite: Prerequisite,
        at place: String,
        _ origin: ChartOrigin
    ) throws -> PrerequisiteSource.Found {
        let path = place.hasPrefix("file://") ? String(place.dropFirst("file://".count)) : place
        // What came over a network has no business with this machine's files.
        guard case .path(let own) = origin else {
            throw Failure(
                .invalidInput,
                "the repository '\(place)' of the prerequisite '\(prerequisite.name)' is a path, and the chart that "
                    + "needs it is not of this machine",
                at: prerequisite.place,
                hint: "leave 'repository' empty for the place where the chart itself is, or write a URL"
            )
        }
        var base = path.hasPrefix("/") ? path : "\(own)/\(path)"
        base = URL(fileURLWithPath: base).standardized.path
        for candidate in [base, "\(base)/\(prerequisite.name)"] + packages(of: prerequisite.name, in: base)
        where exists(candidate) {
            guard let chart = try? Chart.load(path: candidate), chart.metadata.name == prerequisite.name
            else {
                // What is wrong with the very chart is to be told.
                if candidate.hasSuffix("/\(prerequisite.name)") { _ = try Chart.load(path: candidate) }
                continue
            }
            return PrerequisiteSource.Found(chart: chart, origin: .path(candidate))
        }
        throw Failure(
            .notFound,
            "the chart '\(prerequisite.name)' is not in '\(base)'",
            at: prerequisite.place,
            hint: "put its folder there, or give the prerequisite another 'repository'"
        )
    }

    /// The packages of a name in a folder, newest last by name.
    private func packages(of name: String, in folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasPrefix("\(name)-") && $0.hasSuffix(".tgz") }.sorted().reversed()
            .map { "\(folder)/\($0)" }
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    // MARK: In repositories

    /// - Parameter place: A URL, or a name of the user's list behind `@` or `alias:`, or alone.
    private func remote(
        _ prerequisite: Prerequisite,
        _ range: VersionConstraint?,
        _ place: String
    ) async throws -> PrerequisiteSource.Found {
        let reference: ChartReference
        if place.contains("://") {
            reference = try ChartReference(
                parsing: prerequisite.name,
                repositoryURL: place,
                exists: { _ in false }
            )
        } else {
            let name = place.hasPrefix("alias:") ? place.dropFirst("alias:".count) : place.drop { $0 == "@" }
            reference = .listed(repository: String(name), chart: prerequisite.name)
        }
        let resolver =
            if let access, place == repository {
                ChartResolver(catalog: catalog, access: access)
            } else {
                ChartResolver(catalog: catalog)
            }
        let query = VersionQuery(version: range?.text ?? "", includesPrereleases: includesPrereleases)
        switch try await resolver.resolve(reference, matching: query) {
        case .path(let path):
            return PrerequisiteSource.Found(chart: try Chart.load(path: path), origin: .path(path))
        case .archive(let archive):
            let chart = try Chart.load(archive: archive.bytes, origin: archive.origin)
            return PrerequisiteSource.Found(chart: chart, origin: .repository(place))
        }
    }
}
