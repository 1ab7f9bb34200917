import OrderedCollections
package import Values

/// A chart in memory: what a folder or an archive holds, sorted by purpose.
///
/// The layout is that of Helm's charts (chart-format, "Chart format").
package struct Chart: Sendable {
    package var metadata: ChartMetadata
    /// The default values: `values.yaml`, several documents merged in order.
    package var values: Value.Object
    /// `values.schema.json` as written.
    package var schema: ChartFile?
    /// Everything below `templates/`.
    package var templates: [ChartFile]
    /// Everything else that templates may read through `.Files`.
    package var files: [ChartFile]
    /// The charts in `charts/`.
    package var dependencies: [Chart]
    /// All files as loaded, for packaging and `show`; nested charts with their path.
    package var contents: [ChartFile]
    /// Whether the chart is in SwarmCLI's format: its numbers are exact, its files are merged by name, and
    /// `file: values/KEY` of a config is the text of a value.
    package internal(set) var isSwarmCLI = false

    package init(
        metadata: ChartMetadata,
        values: Value.Object = [:],
        schema: ChartFile? = nil,
        templates: [ChartFile] = [],
        files: [ChartFile] = [],
        dependencies: [Chart] = [],
        contents: [ChartFile] = []
    ) {
        self.metadata = metadata
        self.values = values
        self.schema = schema
        self.templates = templates
        self.files = files
        self.dependencies = dependencies
        self.contents = contents
    }

    /// The name by which its parent's values address it: an alias when it has one.
    package var name: String { metadata.name }

    /// A file of the chart's root by exact name, such as `README.md`.
    package func content(_ path: String) -> ChartFile? {
        contents.first { $0.path == path }
    }

    /// The chart's readme, by the names that Helm looks for.
    package var readme: ChartFile? {
        ["readme.md", "readme.txt", "readme"].lazy.compactMap { name in
            contents.first { $0.path.lowercased() == name }
        }.first
    }
}
