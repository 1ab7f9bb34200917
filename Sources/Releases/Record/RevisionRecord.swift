package import Compose
package import Values

/// What a revision was made of: written once, never edited.
///
/// Holds everything that is needed to tell what was installed and to install it again. Secrets are not
/// in it: the project names them by hash, and values that the chart's schema marks `writeOnly` are taken
/// out, also of what was rendered with them, their places being listed instead. Where there is a key, they
/// are in `sealed`.
package struct RevisionRecord: Sendable, Hashable {
    /// The newest layout of the payload that is read.
    ///
    /// Layout 2 has texts withheld. A Davit that only knows layout 1 would take their placeholders for the
    /// texts themselves.
    package static let schema = 2

    package var release: String
    package var namespace: String
    package var revision: Int
    package var target: TargetKind
    package var chart: ChartIdentity
    /// The fields of `Chart.yaml`.
    package var chartMetadata: Value
    /// The values that the user gave, those of former revisions included when they were reused.
    package var userValues: Value
    /// The values that the templates saw.
    package var mergedValues: Value
    /// Where something secret was taken out of `userValues`.
    package var secretUserPaths: [[String]]
    /// Where something secret was taken out of `mergedValues`.
    package var secretMergedPaths: [[String]]
    /// What was taken out, encrypted; nil without a key or a secret.
    package var sealed: SealedValues?
    /// Where secret texts were taken out of what was rendered; nil when nothing was.
    package var withheld: WithheldTexts? = nil
    package var project: Project
    /// Kubernetes objects as they were applied.
    package var objects: [Value]
    /// Hook documents besides the services that the project marks as hooks.
    package var hooks: [Value]
    package var notes: String
    /// What the operation was asked to do.
    package var options: Value
    /// `user@host` of the maker.
    package var author: String
    /// When the operation began, in seconds since 1970 on the engine's clock.
    package var time: Double
    /// What the user said about the revision; empty when nothing.
    package var description: String
    /// The user's labels.
    package var labels: [String: String]
    /// What the image references meant at the time: `nginx:1` to `nginx@sha256:…`.
    package var images: [String: String]
    /// The prerequisites that the revision was installed with.
    package var prerequisites: [Value]
}

/// A chart by name, version and the digest of its archive.
package struct ChartIdentity: Sendable, Hashable {
    package var name: String
    package var version: String
    package var appVersion: String
    /// The SHA-256 of the archive, in hexadecimal; nil when no archive is kept.
    package var archive: String?

    package init(name: String, version: String, appVersion: String, archive: String? = nil) {
        self.name = name
        self.version = version
        self.appVersion = appVersion
        self.archive = archive
    }

    /// `NAME-VERSION`, as lists show it.
    package var label: String { "\(name)-\(version)" }
}
