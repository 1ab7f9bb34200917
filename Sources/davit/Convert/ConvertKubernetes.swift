import ArgumentParser
import Diagnostics
import Kubernetes
import Releases
import Values

/// `davit convert kubernetes [NAME] COMPOSE_OR_CHART`.
struct ConvertKubernetes: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubernetes",
        abstract: "Print the Kubernetes objects of a Compose file or a chart, for 'kubectl apply -f -'.",
        discussion: """
            What Kubernetes has no equivalent for is told by name; docs/compose-support.md lists every key. Keys \
            below 'x-kubernetes' say what a Compose file cannot.
            """
    )

    @Argument(
        help: "The release's name (default: the chart's, or that of the folder), and the file or chart."
    )
    var names: [String]

    @Option(name: [.short, .long], help: "The namespace to write into the objects (default: none).")
    var namespace: String?

    @Option(
        help: ArgumentHelp(
            "The cluster's version, such as 1.31 (default: a recent one).",
            valueName: "version"
        )
    )
    var kubeVersion: String?

    @Flag(help: "Let warnings end the command too.")
    var strict = false

    @Flag(help: "Put new random values into the Secrets that the chart has generated.")
    var generateSecrets = false

    @Flag(help: "Do not check the values against the chart's schema.")
    var skipSchemaValidation = false

    @Option(name: [.customShort("o"), .customLong("output")], help: "Print the objects as yaml or json.")
    var format = ManifestFormat.yaml

    @Option(
        help: ArgumentHelp("Write a file for each object into this folder instead.", valueName: "folder")
    )
    var outputDir: String?

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Chart") var chart: ChartOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let (name, reference) = try split()
        let source = try await ConvertibleSource(context, global).find(reference, chart)
        let version = try kubernetesVersion()
        let release = name ?? source.defaultName
        try ReleaseName.validate(release)
        let conversion = KubernetesManifests(
            source: source,
            release: release,
            namespace: namespace,
            version: version,
            validatesSchema: !skipSchemaValidation,
            generatesSecrets: generateSecrets
        )
        let given = try await ValuesReader(context, global).read(values)
        let result = try await conversion.make(given: given, variables: try variables.all(context))
        try report(result.diagnostics, context)
        try write(result.objects, context)
    }

    private func split() throws(Failure) -> (name: String?, source: String) {
        guard let source = names.last, names.count <= 2 else {
            throw Failure(
                .usage,
                "convert kubernetes takes a name and a Compose file or a chart",
                hint: "davit convert kubernetes [NAME] compose.yaml"
            )
        }
        return (names.count == 2 ? names[0] : nil, source)
    }

    private func kubernetesVersion() throws(Failure) -> KubernetesVersion {
        guard let text = kubeVersion else { return .assumed }
        guard let version = KubernetesVersion(text) else {
            throw Failure(
                .usage,
                "'--kube-version \(text)' is not a version",
                hint: "write --kube-version 1.31"
            )
        }
        guard version >= .oldest else {
            throw Failure(
                .usage,
                "Kubernetes 1.\(version.minor) is too old: the objects are for 1.\(KubernetesVersion.oldest.minor) "
                    + "and newer",
                hint: "write --kube-version 1.\(KubernetesVersion.oldest.minor) or a newer one"
            )
        }
        return version
    }

    /// Prints notes and warnings; errors end the command, with all of them told.
    private func report(_ diagnostics: [Diagnostic], _ context: Context) throws {
        let style = Style(
            global.color,
            isTerminal: context.isErrorTerminal,
            environment: context.environment
        )
        var errors = DiagnosticCollector()
        for found in diagnostics {
            var diagnostic = found
            if strict, diagnostic.severity == .warning { diagnostic.severity = .error }
            if diagnostic.severity == .error {
                errors.emit(diagnostic)
            } else {
                context.tell(FailurePrinter(style: style).line(diagnostic))
            }
        }
        try errors.throwErrors()
    }

    private func write(_ objects: [KubernetesObject], _ context: Context) throws {
        guard let outputDir else { return try context.write(format.stream(objects)) }
        let width = "\(objects.count)".utf8.count
        for (index, object) in objects.enumerated() {
            // kubectl takes the files of a folder by their names.
            let number = "\(index + 1)"
            let padded = String(repeating: "0", count: width - number.utf8.count) + number
            let path = "\(outputDir)/\(padded)-\(object.kind.lowercased())-\(object.name).\(format.rawValue)"
            try context.writeFile(format.file(object), to: path)
            try context.print("wrote \(path)")
        }
    }
}
