/// The labels and names of the objects that hold releases, the same on every target.
enum StoreLabel {
    static let kind = "davit.kind"
    static let release = "davit.release"
    static let namespace = "davit.namespace"
    static let revision = "davit.revision"
    static let status = "davit.status"
    static let chart = "davit.chart"
    static let chartVersion = "davit.chart-version"
    static let appVersion = "davit.app-version"
    static let updated = "davit.updated"
    static let description = "davit.description"
    /// Before the user's own labels.
    static let userPrefix = "davit.label."
    /// The digest of the chart's archive, on a revision.
    static let archive = "davit.archive"
    /// The digest of a whole record or archive, on a revision and on each of its blobs.
    static let digest = "davit.digest"
    /// How many parts that whole is cut into.
    static let parts = "davit.parts"
    /// Which of them this blob is, counted from 0.
    static let part = "davit.part"
    /// On a revision: data of secrets is kept beside the record.
    static let confidential = "davit.confidential"
    /// On a head: something failed that may have left blobs which no revision refers to.
    static let unswept = "davit.unswept"

    /// On a head: the releases that need this one, as a JSON list.
    static let requiredBy = "davit.required-by"
    /// On a head: it was installed as a prerequisite, and not because somebody asked for it.
    static let automatic = "davit.automatic"

    /// How the last test of a revision ended, and when, in seconds since 1970.
    static let test = "davit.test"
    static let testTime = "davit.test-time"
    /// The events of deletion whose hooks have run, so that an uninstall that goes on does not repeat them.
    static let doneHooks = "davit.hooks-done"

    static let leaseHolder = "davit.lease.holder"
    static let leaseProcess = "davit.lease.process"
    static let leaseID = "davit.lease.id"
    static let leaseOperation = "davit.lease.operation"
    static let leaseAcquired = "davit.lease.acquired"
    static let leaseRenewed = "davit.lease.renewed"

    enum Kind: String {
        case head, revision, blob
    }

    /// What only the names of heads begin with: engines find names by their beginnings without looking at all.
    static let headPrefix = "davit-head."
    static let blobPrefix = "davit-blob."

    static func head(_ release: String) -> String { "\(headPrefix)\(release)" }

    static func revisionPrefix(of release: String) -> String { "davit.\(release).v" }

    static func revision(_ revision: Int, of release: String) -> String {
        "\(revisionPrefix(of: release))\(revision)"
    }

    /// The name of a part of something with a digest; the first part has no number.
    static func blob(_ digest: String, part: Int) -> String {
        let name = "\(blobPrefix)\(digest.prefix(12))"
        return part == 0 ? name : "\(name).\(part)"
    }
}
