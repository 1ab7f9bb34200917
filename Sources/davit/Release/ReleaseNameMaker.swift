import Charts
import Diagnostics
import FoundationEssentials

/// Names for `--generate-name`: the chart's name and the time, as in Helm.
enum ReleaseNameMaker {
    /// The chart's name, cut so that the whole fits a release name's 40 characters, and the seconds since 1970.
    static func make(for chart: String, now: Double = Date().timeIntervalSince1970) -> String {
        "\(chart.prefix(29))-\(Int(now))"
    }

    /// The name that a template gives (`--name-template`), which can use every function but no values.
    static func render(_ template: String) throws(Failure) -> String {
        try ChartRenderer.text(of: template, named: "--name-template")
    }
}
