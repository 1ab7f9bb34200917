import ArgumentParser
import Charts
import Diagnostics
import FoundationEssentials
import Repositories
import Values

/// `davit repo index FOLDER`.
struct RepositoryIndexCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Write index.yaml for a folder of chart archives.")

    @Argument(help: "The folder.")
    var folder: String

    @Option(help: ArgumentHelp("What the archives' URLs begin with (default: relative URLs).", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("An index whose entries are kept.", valueName: "file"))
    var merge: String?

    @Flag(help: "Write the index as JSON, which is faster to read.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let root = context.path(folder)
        let publisher = IndexPublisher(
            folder: root, baseURL: url ?? "", now: Timestamp.rfc3339(Date().timeIntervalSince1970),
            metadata: { bytes, file throws(Failure) in
                .object(try Chart.load(archive: bytes, origin: file).metadata.document)
            })
        var collector = DiagnosticCollector()
        let file = "\(folder)/index.yaml"
        var former: RepositoryIndex?
        if FileManager.default.fileExists(atPath: context.path(file)) {
            // An index that cannot be read is replaced like one that is not there.
            former = try? RepositoryIndex(decoding: try context.readFile(file), file: file, diagnostics: &collector)
        }
        var merged: RepositoryIndex?
        if let merge, FileManager.default.fileExists(atPath: context.path(merge)) {
            merged = try RepositoryIndex(
                decoding: try context.readFile(merge), file: merge, diagnostics: &collector)
        }
        let index = try publisher.index(replacing: former, merging: merged, diagnostics: &collector)
        context.tell(collector.diagnostics, global)
        try context.writeFile(index.encoded(json: json), to: file)
        try context.print("Wrote \(file): \(index.count) chart versions")
    }
}
