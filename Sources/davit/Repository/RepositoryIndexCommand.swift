import ArgumentParser
import Charts
import Diagnostics
import FoundationEssentials
import Repositories
import Values

/// `davit repo index FOLDER`.
struct RepositoryIndexCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Write index.yaml for a folder of chart archives."
    )

    @Argument(help: "The folder.")
    var folder: String

    @Option(
        help: ArgumentHelp("What the archives' URLs begin with (default: relative URLs).", valueName: "url")
    )
    var url: String?

    @Option(help: ArgumentHelp("An index whose entries are kept.", valueName: "file"))
    var merge: String?

    @Flag(help: "Write the index as JSON, which is faster to read.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let root = context.path(folder)
        let publisher = IndexPublisher(
            folder: root,
            baseURL: url ?? "",
            now: Timestamp.rfc3339(Date().timeIntervalSince1970),
            metadata: Self.metadata
        )
        var collector = DiagnosticCollector()
        let file = "\(folder)/index.yaml"
        let former = try Self.former(context.path(file), &collector)
        var merged: RepositoryIndex?
        if let merge { merged = try RepositoryIndex.read(from: context.path(merge), diagnostics: &collector) }
        let index = try publisher.index(replacing: former, merging: merged, diagnostics: &collector)
        context.tell(collector.diagnostics, global)
        try index.write(to: context.path(file), asJSON: json)
        try context.print("Wrote \(file): \(index.count) chart version\(index.count == 1 ? "" : "s")")
    }

    /// What the index says of a chart.
    private static func metadata(_ archive: [UInt8], _ file: String) throws(Failure) -> Value {
        .object(try Chart.load(archive: archive, origin: file).metadata.document)
    }

    /// The index that is about to be replaced; one that cannot be read is like one that is not there.
    private static func former(_ path: String, _ collector: inout DiagnosticCollector) throws(Failure)
        -> RepositoryIndex?
    {
        do throws(Failure) {
            return try RepositoryIndex.read(from: path, diagnostics: &collector)
        } catch {
            guard error.kind == .invalidInput else { throw error }
            collector.warning("the former index is replaced, for it cannot be read: \(error)")
            return nil
        }
    }
}
