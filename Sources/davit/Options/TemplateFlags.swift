import ArgumentParser
import Charts
import Diagnostics

/// What `template` shows of a chart, with Helm's names.
struct TemplateFlags: ParsableArguments, Sendable {
    @Option(
        name: [.short, .long],
        parsing: .singleValue,
        help: ArgumentHelp(
            "Only this template, such as templates/compose.yaml or templates/*.yaml; repeatable.",
            valueName: "file"
        )
    )
    var showOnly: [String] = []

    @Option(
        help: ArgumentHelp("Write the files into this folder instead of printing them.", valueName: "folder")
    )
    var outputDir: String?

    @Flag(name: .customLong("release-name"), help: "Put a folder with the release's name into --output-dir.")
    var usesReleaseName = false

    @Flag(help: "Also print the chart's custom resource definitions.")
    var includeCrds = false

    @Flag(help: "Leave out the chart's hooks.")
    var noHooks = false

    @Flag(help: "Leave out test hooks.")
    var skipTests = false

    @Flag(help: "Print every rendered file untouched as JSON, without asking whether it is YAML.")
    var raw = false

    /// Which parts are shown.
    var selection: ManifestSelection {
        var selection = ManifestSelection()
        selection.includesDefinitions = includeCrds
        selection.includesHooks = !noHooks
        selection.includesTests = !skipTests
        selection.templates = showOnly
        return selection
    }
}

/// What templates are told of the release and of the engine.
struct RenderFlags: ParsableArguments, Sendable {
    @Flag(help: "Render as for an upgrade.")
    var isUpgrade = false

    @Option(
        help: ArgumentHelp(
            "The version of Kubernetes that templates see, such as 1.31.",
            valueName: "version"
        )
    )
    var kubeVersion: String?

    @Option(
        name: [.customShort("a"), .long],
        parsing: .singleValue,
        help: ArgumentHelp(
            "API versions that templates see besides Helm's own; repeatable, or with commas.",
            valueName: "versions"
        )
    )
    var apiVersions: [String] = []

    @Flag(help: "Ask the engine: its facts, lookup, and whether it could run the result.")
    var validate = false

    @Option(help: ArgumentHelp("client, or server as --validate.", valueName: "how"))
    var dryRun = "client"

    @Option(help: .hidden)
    var releaseService = "Davit"

    @Option(help: .hidden)
    var helmVersion: String?

    var asksEngine: Bool { validate || dryRun == "server" }

    /// What `.Capabilities` is to say of Kubernetes.
    func kubernetes() throws(Failure) -> KubernetesFacts {
        KubernetesFacts(
            version: try kubeVersion.map(Self.version),
            apiVersions: apiVersions.flatMap { $0.split(separator: ",").map(String.init) },
            helmVersion: helmVersion
        )
    }

    /// A version as Helm reads it: two numbers at least, and a `v` put in front.
    private static func version(_ text: String) throws(Failure) -> String {
        let numbers = text.drop { $0 == "v" }.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }
        let parts = numbers.split(separator: ".", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        guard parts.count > 1, parts[0] == "0" || !parts[0].hasPrefix("0") else {
            throw Failure(
                .usage,
                "'--kube-version \(text)' is not a version",
                hint: "write --kube-version 1.31",
                cause: HelmText("invalid kube version '\(text)': illegal version string \"\(text)\"")
            )
        }
        return text.hasPrefix("v") ? text : "v\(text)"
    }
}
