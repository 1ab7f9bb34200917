import FoundationEssentials

/// Names for `--generate-name`: the chart's name and the time, as in Helm.
enum ReleaseNameMaker {
    /// The chart's name, cut so that the whole fits a release name's 40 characters, and the seconds since 1970.
    static func make(for chart: String, now: Double = Date().timeIntervalSince1970) -> String {
        "\(chart.prefix(29))-\(Int(now))"
    }
}
