package import Charts
package import Versions

/// Where a chart came from, for finding the charts that its prerequisites name without a repository.
package enum ChartOrigin: Sendable, Hashable {
    /// A chart's folder or archive on this machine.
    case path(String)
    /// A repository: its URL, or its name in the user's list behind an `@`.
    case repository(String)
    /// The record of a release, which does not tell.
    case unknown
}

/// Finds the charts of prerequisites.
package struct PrerequisiteSource: Sendable {
    /// A chart, and where it was found.
    package struct Found: Sendable {
        package var chart: Chart
        package var origin: ChartOrigin

        package init(chart: Chart, origin: ChartOrigin) {
            self.chart = chart
            self.origin = origin
        }
    }

    /// Finds the chart of a prerequisite of a chart from `origin`: the newest version in the range, or the only
    /// one there is, whatever its version.
    ///
    /// Throws `.notFound` when there is no such chart or no such version.
    package var find:
        @Sendable (_ prerequisite: Prerequisite, _ range: VersionConstraint?, _ origin: ChartOrigin)
            async throws
            -> Found

    package init(
        find:
            @escaping @Sendable (
                _ prerequisite: Prerequisite, _ range: VersionConstraint?, _ origin: ChartOrigin
            ) async throws -> Found
    ) {
        self.find = find
    }
}
