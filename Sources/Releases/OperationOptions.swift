package import Values

/// What operations that change a release can be asked to do differently.
package struct OperationOptions: Sendable {
    /// Wait until services run.
    package var wait = true
    /// The longest time for waiting, in seconds.
    package var timeout: Double = 300
    /// Stop when it is known what would change; nothing is written.
    package var dryRun = false
    /// Take over objects that belong to nobody.
    package var adopt = false
    /// After a failure apply the last deployed revision again, or remove everything of a first install.
    package var rollbackOnFailure = false
    /// Leave the chart's hooks alone.
    package var noHooks = false
    package var imagePolicy = ImagePolicy()
    /// How many revisions are kept; 0 keeps all.
    package var historyMax = 10
    /// How long to wait for another operation on the release, in seconds.
    package var lockTimeout: Double = 0
    /// Shown in lists instead of Davit's own words.
    package var description: String?
    /// The user's labels; nil keeps those that the release has.
    package var labels: [String: String]?
    /// The request as it is to be recorded: flags and what was given with them, nothing secret.
    package var requested: Value = .emptyObject
    /// Called with what would change, before the first write; throws to leave everything as it is.
    package var approve: @Sendable ([PlannedChange]) throws -> Void = { _ in }
    /// Do what other releases that need this one cannot bear: remove it, or give it a version out of their range.
    package var ignoreDependents = false
    /// A new release is marked as installed for others only.
    var isAutomatic = false
    /// Who a new release is installed for.
    var requiredBy: [Dependent] = []
    /// Tells a person what goes on.
    package var report: @Sendable (ProgressEvent) -> Void = { _ in }

    package init() {}
}
