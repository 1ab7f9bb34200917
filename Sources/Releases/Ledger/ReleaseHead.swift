internal import Diagnostics

/// A release at a glance: what its head object says, without any payload.
package struct ReleaseHead: Sendable, Hashable {
    package var release: String
    package var namespace: String
    /// The newest revision; 0 before the first.
    package var revision: Int
    /// The status of the newest revision.
    package var status: ReleaseStatus
    package var chart: ChartIdentity
    /// When the status was set, in seconds since 1970 on the engine's clock.
    package var updated: Double
    package var description: String
    /// The user's labels.
    package var labels: [String: String]
    /// The operation at work, or one that broke.
    package var lease: Lease?
    /// The releases that were installed with this one as their prerequisite.
    package var requiredBy: [Dependent] = []
    /// Whether it was installed as a prerequisite, and not because somebody asked for it.
    package var isAutomatic = false
    /// Whether an operation failed that may have left blobs which no revision refers to.
    var isUnswept = false

    package init(
        release: String,
        namespace: String,
        revision: Int,
        status: ReleaseStatus,
        chart: ChartIdentity,
        updated: Double,
        description: String = "",
        labels: [String: String] = [:],
        lease: Lease? = nil
    ) {
        self.release = release
        self.namespace = namespace
        self.revision = revision
        self.status = status
        self.chart = chart
        self.updated = updated
        self.description = description
        self.labels = labels
        self.lease = lease
    }

    /// Reads the labels of a head object.
    ///
    /// - Throws: `.invalidInput` when they are not those of a head.
    init(_ object: StoredObject) throws(Failure) {
        let labels = object.labels
        guard let release = labels[StoreLabel.release],
            let status = labels[StoreLabel.status].flatMap(ReleaseStatus.init(rawValue:))
        else {
            throw Failure(.invalidInput, "'\(object.name)' is not a release that this Davit can read")
        }
        self.init(
            release: release,
            namespace: labels[StoreLabel.namespace] ?? release,
            revision: labels[StoreLabel.revision].flatMap { Int($0) } ?? 0,
            status: status,
            chart: ChartIdentity(labels: labels),
            updated: labels[StoreLabel.updated].flatMap { Double($0) } ?? 0,
            description: labels[StoreLabel.description] ?? "",
            labels: labels.userLabels,
            lease: Lease(labels: labels)
        )
        isUnswept = labels[StoreLabel.unswept] != nil
        requiredBy = Dependent.list(label: labels[StoreLabel.requiredBy])
        isAutomatic = labels[StoreLabel.automatic] != nil
    }

    /// The labels of the head object.
    var storeLabels: [String: String] {
        var result = [
            StoreLabel.kind: StoreLabel.Kind.head.rawValue,
            StoreLabel.release: release,
            StoreLabel.namespace: namespace,
            StoreLabel.revision: String(revision),
            StoreLabel.status: status.rawValue,
            StoreLabel.updated: String(updated),
            StoreLabel.description: description,
        ]
        result.merge(chart.labels) { first, _ in first }
        for (key, value) in labels { result[StoreLabel.userPrefix + key] = value }
        if isUnswept { result[StoreLabel.unswept] = "yes" }
        result[StoreLabel.requiredBy] = Dependent.label(requiredBy)
        if isAutomatic { result[StoreLabel.automatic] = "yes" }
        if let lease { result.merge(lease.labels) { first, _ in first } }
        return result
    }
}

extension ChartIdentity {
    init(labels: [String: String]) {
        self.init(
            name: labels[StoreLabel.chart] ?? "",
            version: labels[StoreLabel.chartVersion] ?? "",
            appVersion: labels[StoreLabel.appVersion] ?? "",
            archive: labels[StoreLabel.archive]
        )
    }

    var labels: [String: String] {
        var labels = [
            StoreLabel.chart: name,
            StoreLabel.chartVersion: version,
            StoreLabel.appVersion: appVersion,
        ]
        labels[StoreLabel.archive] = archive
        return labels
    }
}

extension [String: String] {
    /// The labels that the user gave, among those of an object.
    var userLabels: [String: String] {
        var result: [String: String] = [:]
        for (key, value) in self where key.hasPrefix(StoreLabel.userPrefix) {
            result[String(key.dropFirst(StoreLabel.userPrefix.count))] = value
        }
        return result
    }
}
