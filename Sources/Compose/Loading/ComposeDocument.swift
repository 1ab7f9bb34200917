package import YAML

/// One rendered Compose document.
package struct ComposeDocument: Sendable {
    /// The file as messages name it: `templates/web.yaml`, `charts/redis/templates/redis.yaml`.
    package var file: String
    package var node: Node
    /// The folder of the chart that the document belongs to, empty for the parent and else ending in
    /// `/` (`charts/redis/`).
    ///
    /// Documents of one chart are merged by the rules of Compose; charts are then joined, and two that
    /// say different things under one name clash. Relative files are looked for in this folder.
    package var chart: String

    package init(file: String, node: Node, chart: String = "") {
        self.file = file
        self.node = node
        self.chart = chart
    }
}
