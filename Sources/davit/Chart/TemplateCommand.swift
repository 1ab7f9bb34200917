import ArgumentParser
import Charts
import Compose
import Diagnostics
import OrderedCollections
import Releases
import Values
import YAML

/// `davit template [NAME] CHART`.
struct TemplateCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Render a chart and print the result; no engine is asked."
    )

    @Argument(help: "The release's name (default: release-name), and the chart.")
    var names: [String]

    @Option(
        name: [.short, .long],
        parsing: .singleValue,
        help: ArgumentHelp(
            "Only this template, such as templates/compose.yaml; repeatable.",
            valueName: "file"
        )
    )
    var showOnly: [String] = []

    @Option(
        help: ArgumentHelp("Write the files into this folder instead of printing them.", valueName: "folder")
    )
    var outputDir: String?

    @Flag(help: "Render as for an upgrade.")
    var isUpgrade = false

    @Flag(help: "Print every rendered file untouched as JSON, without asking whether it is YAML.")
    var raw = false

    @Flag(help: "Do not check the values against the chart's schema.")
    var skipSchemaValidation = false

    @Option(name: [.short, .long], help: "The namespace that templates see.")
    var namespace: String?

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chart: ChartOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @Option(help: "The target that templates see as .Capabilities.Target.")
    var target: TargetKind = .swarm
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        guard let reference = names.last, names.count <= 2 else {
            throw Failure(.usage, "template takes a name and a chart", hint: "davit template [NAME] CHART")
        }
        let name = names.count == 2 ? names[0] : "release-name"
        let source = try await ChartSource(context, global).find(reference, chart)
        try source.requireDependencies()
        let given = try await ValuesReader(context, global).read(values)
        let rendered = try ChartRenderer.render(
            source,
            user: try given.merged(exactNumbers: source.metadata.hasExactNumbers),
            RenderInput(
                release: ReleaseFacts(
                    name: name,
                    namespace: namespace ?? name,
                    revision: 1,
                    isInstall: !isUpgrade
                ),
                target: target.rawValue,
                validatesSchema: !skipSchemaValidation
            )
        )
        if global.debug {
            context.tell("VALUES:")
            context.writeError(YAML.emit(.object(rendered.values), style: .v3))
        }
        if raw {
            let files = rendered.files.map {
                ($0.name, Value.string(String(decoding: $0.text, as: UTF8.self)))
            }
            return try context.write(
                JSON.encode(.object(Value.Object(uniqueKeysWithValues: files)), pretty: true) + [0x0A]
            )
        }
        try check(rendered, release: name, context)
        try print(try selected(rendered.files), context)
    }

    /// Checks that the rendered documents say something sound; warnings go to standard error, and so does
    /// what the target cannot do.
    private func check(_ rendered: RenderedChart, release: String, _ context: Context) throws {
        let documents = try rendered.documents()
        let composes = documents.filter { $0.kind == .compose }.count
        guard composes > 0, composes == documents.count else { return }
        let loaded = try rendered.project(variables: try variables.all(context), target: target.rawValue)
        let printer = FailurePrinter(
            style: Style(global.color, isTerminal: context.isErrorTerminal, environment: context.environment)
        )
        for found in loaded.diagnostics + target.problems(of: loaded, release: release) {
            var diagnostic = found
            // Nothing is installed here: an error of the target does not end the command.
            if diagnostic.severity == .error { diagnostic.severity = .warning }
            context.tell(printer.line(diagnostic))
        }
    }

    private func selected(_ files: [RenderedFile]) throws(Failure) -> [RenderedFile] {
        let sorted = files.filter { !$0.isBlank }.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        if showOnly.isEmpty { return sorted }
        var result: [RenderedFile] = []
        for wanted in showOnly {
            let found = sorted.filter { $0.name == wanted || $0.name.hasSuffix("/\(wanted)") }
            guard !found.isEmpty else {
                let near = suggestion(for: wanted, among: sorted.map { $0.name })
                throw Failure(
                    .notFound,
                    "there is no template '\(wanted)' with any text",
                    hint: near.map { "did you mean '\($0)'?" }
                )
            }
            result += found
        }
        return result
    }

    private func print(_ files: [RenderedFile], _ context: Context) throws {
        for file in files {
            if let outputDir {
                try context.writeFile(file.text, to: "\(outputDir)/\(file.name)")
                try context.print("wrote \(outputDir)/\(file.name)")
            } else {
                let end: [UInt8] = file.text.last == 0x0A ? [] : [0x0A]
                try context.write(Array("---\n# Source: \(file.name)\n".utf8) + file.text + end)
            }
        }
    }
}
