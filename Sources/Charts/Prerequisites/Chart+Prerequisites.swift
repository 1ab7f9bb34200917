package import Diagnostics
import OrderedCollections
package import Values

extension Chart {
    /// What has to be there before the chart is installed on a target.
    ///
    /// The prerequisites of subcharts count too, as far as conditions and tags leave these in.
    ///
    /// - Parameters:
    ///   - target: `swarm`, `kubernetes` or `local`.
    ///   - user: The user's values, which decide on subcharts.
    /// - Throws: What deciding on subcharts throws.
    package func prerequisites(on target: String, user: Value.Object = [:]) throws(Failure) -> [Prerequisite]
    {
        var found: [Prerequisite] = []
        let enabled = dependencies.isEmpty ? self : try processingDependencies(user)
        enabled.collectPrerequisites(&found)
        return found.filter { $0.isNeeded(on: target) }
    }

    private func collectPrerequisites(_ result: inout [Prerequisite]) {
        result += metadata.prerequisites
        for chart in dependencies { chart.collectPrerequisites(&result) }
    }
}
