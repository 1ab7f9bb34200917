package import Charts

/// One release of the graph of prerequisites.
package struct PrerequisiteNode: Sendable {
    /// What became of looking for it.
    package enum State: Sendable {
        /// Its release is in force, with this version of the chart.
        case installed(version: String)
        /// What it provides is served by something else.
        case provided
        /// There is no release, or one that never worked: the chart is installed.
        case missing(PrerequisiteSource.Found)
        /// What it provides is there, but does not work; the text says what and why.
        case unhealthy(String)
    }

    /// Who needs it, in its own words.
    package struct Requirement: Sendable {
        package var dependent: ReleaseKey
        package var prerequisite: Prerequisite
    }

    package var key: ReleaseKey
    package var state: State
    /// In the order in which they were found.
    package var requirements: [Requirement]
    /// Whether a release is there that never worked, so that installing goes on with it.
    package var isRepeated = false

    /// The name of the chart.
    package var chart: String { requirements.first?.prerequisite.name ?? key.release }

    /// The version of the chart that is there or would be installed; nil for what others provide.
    package var version: String? {
        switch state {
        case .installed(let version): version
        case .missing(let found): found.chart.metadata.version
        case .provided, .unhealthy: nil
        }
    }

    /// What all of them say that it provides.
    package var provides: [String] {
        var seen: Set<String> = []
        return requirements.flatMap(\.prerequisite.provides).filter { seen.insert($0).inserted }
    }

    /// What all of them say makes it ready.
    var ready: [ReadinessRule] {
        var seen: Set<ReadinessRule> = []
        return requirements.flatMap(\.prerequisite.ready).filter { seen.insert($0).inserted }
    }

    /// The longest time that one of them gives it, in seconds.
    var timeout: Double {
        requirements.map(\.prerequisite.timeout).max() ?? Prerequisite.defaultTimeout
    }

    /// Whether installing the dependent would install it.
    package var isMissing: Bool {
        if case .missing = state { true } else { false }
    }
}
