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

    @Flag(name: [.customShort("g"), .customLong("generate-name")], help: .hidden)
    var generateName = false

    @Option(help: ArgumentHelp("The release's name as a template.", valueName: "template"))
    var nameTemplate: String?

    @Flag(help: "Do not check the values against the chart's schema.")
    var skipSchemaValidation = false

    @OptionGroup(title: "Result") var flags: TemplateFlags
    @OptionGroup(title: "Rendering") var facts: RenderFlags
    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chart: ChartOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let (name, reference) = try split()
        let source = try await ChartSource(context, global).find(reference, chart)
        try source.requireDependencies()
        let given = try await ValuesReader(context, global).read(values)
        var input = RenderInput(
            release: ReleaseFacts(
                name: name,
                namespace: target.namespace ?? name,
                revision: 1,
                isInstall: !facts.isUpgrade
            ),
            target: (target.target ?? .swarm).rawValue,
            validatesSchema: !skipSchemaValidation
        )
        input.service = facts.releaseService
        input.kubernetes = try facts.kubernetes()
        let preview = Preview(
            chart: source,
            given: given,
            input: input,
            variables: try variables.all(context),
            environment: try await environment(context)
        )
        let result = try await preview.render()
        let rendered = result.chart
        if global.debug {
            context.tell("VALUES:")
            context.writeError(YAML.emit(.object(rendered.values), style: .v3))
        }
        if flags.raw { return try printRaw(rendered, context) }
        var manifest = try Manifest(rendered)
        var diagnostics = result.diagnostics
        if manifest.hasKubernetesObjects {
            try source.requireKubernetes(input.kubernetes)
        } else {
            let kind = target.target ?? .swarm
            diagnostics += try await preview.check(result) { kind.problems(of: $0, release: name) }
            manifest = Manifest(filesOf: rendered)
        }
        let style = Style(
            global.color,
            isTerminal: context.isErrorTerminal,
            environment: context.environment
        )
        for diagnostic in diagnostics { context.tell(FailurePrinter(style: style).line(diagnostic)) }
        try print(manifest, release: name, context)
    }

    private func print(_ manifest: Manifest, release: String, _ context: Context) throws {
        guard let outputDir = flags.outputDir else {
            return try context.write(try manifest.text(flags.selection))
        }
        let folder = flags.usesReleaseName ? "\(outputDir)/\(release)" : outputDir
        for (path, text) in try manifest.files(flags.selection) {
            try context.writeFile(text, to: "\(folder)/\(path)")
            try context.print("wrote \(folder)/\(path)")
        }
    }

    private func split() throws(Failure) -> (name: String, chart: String) {
        guard let reference = names.last, names.count <= 2 else {
            throw Failure(.usage, "template takes a name and a chart", hint: "davit template [NAME] CHART")
        }
        guard names.count == 2 else {
            return (try nameTemplate.map(ReleaseNameMaker.render) ?? "release-name", reference)
        }
        if generateName || nameTemplate != nil {
            throw Failure(
                .usage,
                "a name cannot be given together with --\(generateName ? "generate-name" : "name-template")",
                hint: "leave one out"
            )
        }
        return (names[0], reference)
    }

    private func environment(_ context: Context) async throws -> ReleaseEnvironment? {
        guard ["client", "server"].contains(facts.dryRun) else {
            throw Failure(
                .usage,
                "'--dry-run=\(facts.dryRun)' is unknown",
                hint: "write --dry-run=client or --dry-run=server"
            )
        }
        guard facts.asksEngine else { return nil }
        return try await TargetResolver(context, global, target).resolve(.change).environment
    }

    private func printRaw(_ rendered: RenderedChart, _ context: Context) throws {
        let files = (rendered.files + rendered.noteFiles).map {
            ($0.name, Value.string(String(decoding: $0.text, as: UTF8.self)))
        }
        try context.write(
            JSON.encode(.object(Value.Object(uniqueKeysWithValues: files)), pretty: true) + [0x0A]
        )
    }
}
