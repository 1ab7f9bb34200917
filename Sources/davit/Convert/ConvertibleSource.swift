import Charts
import Diagnostics
import FoundationEssentials

/// Finds the Compose file or the chart that a command line means.
struct ConvertibleSource {
    /// What was found, as a chart.
    struct Found {
        var chart: Chart
        /// The release's name, when the command line has none.
        var defaultName: String
        /// The Compose file that the chart was made of; nil for a chart.
        var file: String?
    }

    private let context: Context
    private let global: GlobalOptions

    init(_ context: Context, _ global: GlobalOptions) {
        self.context = context
        self.global = global
    }

    /// A file that ends in `.yaml` or `.yml` is a Compose file, and everything else a chart.
    func find(_ reference: String, _ options: ChartOptions) async throws -> Found {
        let isCompose = reference == "-" || [".yaml", ".yml"].contains { reference.hasSuffix($0) }
        guard isCompose else {
            let chart = try await ChartSource(context, global).find(reference, options)
            try chart.requireDependencies()
            return Found(chart: chart, defaultName: chart.name)
        }
        let file = ComposeFile(path: reference, context)
        let name = Self.chartName(file.folderName)
        let conversion = try file.conversion(name: name)
        // What is said of the files is about keeping them in a chart, and this one is not kept.
        return Found(
            chart: try Chart.load(files: conversion.files, origin: reference),
            defaultName: name,
            file: reference
        )
    }

    /// A folder's name as that of a chart: lower case, and `-` for what a name cannot have.
    private static func chartName(_ folder: String) -> String {
        let words = folder.lowercased().split { character in
            !(character.isASCII && (character.isLetter || character.isNumber))
        }
        let name = words.joined(separator: "-").drop { !$0.isLetter }
        return name.isEmpty ? "app" : String(name.prefix(40))
    }
}
