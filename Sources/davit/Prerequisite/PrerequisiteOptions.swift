import ArgumentParser
import Charts
import OrderedCollections
import Releases
import Values

/// What commands take that install the prerequisites of a chart first.
struct PrerequisiteOptions: ParsableArguments, Sendable {
    @Flag(help: "Leave the prerequisites of the chart alone.")
    var noPrerequisites = false

    @Flag(help: "Change the release also where releases that need it cannot bear that.")
    var ignoreDependents = false
}

extension ChangeOptions {
    /// The prerequisites of the chart that a command line names.
    ///
    /// - Parameters:
    ///   - chart: The chart, or nil to take the one of the release's record.
    ///   - reference: How the command line names it.
    ///   - request: The values given.
    func prerequisites(
        of chart: Chart?,
        from reference: String?,
        _ request: ChangeRequest,
        _ context: Context,
        _ global: GlobalOptions
    ) -> Prerequisites {
        let charts = PrerequisiteCharts(context, global, self.chart)
        return Prerequisites(
            chart: chart,
            user: request.values.objectValue ?? [:],
            origin: reference.map { charts.origin(of: $0) } ?? .unknown,
            source: charts.source,
            isSkipped: prerequisite.noPrerequisites
        )
    }
}
