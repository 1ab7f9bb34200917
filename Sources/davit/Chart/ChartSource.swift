import Charts
import Diagnostics
import FoundationEssentials
import Repositories

/// Finds the chart that a command line means, and loads it.
struct ChartSource {
    private let context: Context
    private let settings: Settings

    init(_ context: Context, _ global: GlobalOptions) {
        self.context = context
        settings = Settings(context, global)
    }

    /// The chart of a folder, an archive, a repository or a URL.
    func find(_ reference: String, _ options: ChartOptions) async throws -> Chart {
        switch try await resolve(reference, options) {
        case .path(let path): return try Chart.load(path: context.path(path))
        case .archive(let archive): return try Chart.load(archive: archive.bytes, origin: archive.origin)
        }
    }

    /// Where the chart is, with the archive's bytes when it was fetched.
    func resolve(_ reference: String, _ options: ChartOptions) async throws -> ResolvedChart {
        let parsed = try ChartReference(
            parsing: reference,
            repositoryURL: options.repo,
            exists: { FileManager.default.fileExists(atPath: context.path($0)) }
        )
        let resolver = ChartResolver(catalog: settings.catalog, access: options.access(context))
        return try await resolver.resolve(parsed, matching: options.query)
    }
}
