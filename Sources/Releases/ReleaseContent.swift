package import Compose
package import Diagnostics
package import Values

/// A chart rendered for one revision: all that a revision consists of.
package struct ReleaseContent: Sendable {
    /// The fields of `Chart.yaml`.
    package var chartMetadata: Value
    package var chartName: String
    package var chartVersion: String
    package var appVersion: String
    /// The chart as a reproducible .tgz.
    package var archive: [UInt8]
    /// The values given by the user, as `RenderRequest.userValues` has them.
    package var userValues: Value
    /// The values that the templates saw.
    package var mergedValues: Value
    /// What the chart's schema marks `writeOnly`: the keys from the root down, `*` for any key or index.
    package var secretPaths: [[String]]
    package var project: Project
    /// Kubernetes objects, for a target that takes them.
    package var objects: [Value]
    /// Hook documents besides the services that the project marks as hooks.
    package var hooks: [Value]
    /// Custom resource definitions, which are there before everything else.
    package var definitions: [Value]
    package var notes: String
    /// What the image references mean now: `nginx:1` to `nginx@sha256:…`.
    package var images: [String: String]
    package var diagnostics: [Diagnostic]

    package init(
        chartMetadata: Value,
        chartName: String,
        chartVersion: String,
        appVersion: String = "",
        archive: [UInt8],
        userValues: Value,
        mergedValues: Value,
        secretPaths: [[String]] = [],
        project: Project,
        objects: [Value] = [],
        hooks: [Value] = [],
        definitions: [Value] = [],
        notes: String = "",
        images: [String: String] = [:],
        diagnostics: [Diagnostic] = []
    ) {
        self.chartMetadata = chartMetadata
        self.chartName = chartName
        self.chartVersion = chartVersion
        self.appVersion = appVersion
        self.archive = archive
        self.userValues = userValues
        self.mergedValues = mergedValues
        self.secretPaths = secretPaths
        self.project = project
        self.objects = objects
        self.hooks = hooks
        self.definitions = definitions
        self.notes = notes
        self.images = images
        self.diagnostics = diagnostics
    }
}
