/// A file of a chart: its path below the chart's root, with `/`, and its content.
package struct ChartFile: Sendable, Hashable {
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
