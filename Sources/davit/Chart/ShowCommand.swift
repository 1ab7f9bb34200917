import ArgumentParser
import Charts
import Values

/// `davit show`.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a chart's description, values or readme.",
        subcommands: [ShowAll.self, ShowChart.self, ShowReadme.self, ShowValues.self],
        aliases: ["inspect"]
    )
}

/// Which chart `show` is about.
struct ShownChart: ParsableArguments, Sendable {
    @Argument(help: "The chart: a folder, a .tgz file, REPOSITORY/CHART, or a URL.")
    var reference: String

    @OptionGroup(title: "Chart") var chart: ChartOptions
    @OptionGroup var global: GlobalOptions

    func load(_ context: Context) async throws -> Chart {
        try await ChartSource(context, global).find(reference, chart)
    }
}

extension Context {
    /// Writes a file's text, with a line feed at its end.
    fileprivate func show(_ file: ChartFile?) throws {
        guard let bytes = file?.bytes else { return }
        try write(bytes.last == 0x0A ? bytes : bytes + [0x0A])
    }
}

/// `davit show chart CHART`.
struct ShowChart: DavitCommand {
    static let configuration = CommandConfiguration(commandName: "chart", abstract: "Print Chart.yaml.")

    @OptionGroup var chart: ShownChart
    var global: GlobalOptions { chart.global }

    func run(_ context: Context) async throws {
        try context.show(try await chart.load(context).content("Chart.yaml"))
    }
}

/// `davit show values CHART`.
struct ShowValues: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "values",
        abstract: "Print the default values, comments included."
    )

    @Option(
        name: .customLong("jsonpath"),
        help: ArgumentHelp(
            "Print what the template makes of the values instead.",
            discussion: "For example '{.image.tag}' or '{range .hosts[*]}{.host}{\"\\n\"}{end}'.",
            valueName: "template"
        )
    )
    var path: String?

    @OptionGroup var chart: ShownChart
    var global: GlobalOptions { chart.global }

    func run(_ context: Context) async throws {
        if let path {
            let path = try JSONPath(path)
            return try context.write(
                Array(try path.text(of: .object(try await chart.load(context).values)).utf8)
            )
        }
        try context.show(try await chart.load(context).content("values.yaml"))
    }
}

/// `davit show readme CHART`.
struct ShowReadme: DavitCommand {
    static let configuration = CommandConfiguration(commandName: "readme", abstract: "Print the readme.")

    @OptionGroup var chart: ShownChart
    var global: GlobalOptions { chart.global }

    func run(_ context: Context) async throws {
        try context.show(try await chart.load(context).readme)
    }
}

/// `davit show all CHART`.
struct ShowAll: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "all",
        abstract: "Print Chart.yaml, the values and the readme."
    )

    @OptionGroup var chart: ShownChart
    var global: GlobalOptions { chart.global }

    func run(_ context: Context) async throws {
        let loaded = try await chart.load(context)
        let files = [loaded.content("Chart.yaml"), loaded.content("values.yaml"), loaded.readme].compactMap {
            $0
        }
        for (index, file) in files.enumerated() {
            if index > 0 { try context.print("---") }
            try context.show(file)
        }
    }
}
