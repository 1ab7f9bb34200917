internal import Archives
internal import Compose
internal import Diagnostics
internal import Values

extension PreparedRevision {
    /// A revision with content that was just rendered.
    ///
    /// - Parameters:
    ///   - verb: Install or upgrade.
    ///   - content: What the chart gave.
    ///   - request: What was asked of it.
    ///   - target: The engine's sort.
    ///   - labels: The user's labels.
    ///   - requested: The user's request, to be recorded.
    ///   - description: What the user says about the revision.
    ///   - author: The maker.
    ///   - key: What seals secret values; nil leaves them out.
    /// - Throws: `.internal` when they cannot be sealed.
    init(
        _ verb: Verb,
        content: ReleaseContent,
        request: RenderRequest,
        target: TargetKind,
        labels: [String: String],
        requested: Value,
        description: String?,
        author: LeaseHolder,
        key: RecordKey?
    ) throws(Failure) {
        var record = RevisionRecord(
            release: request.release,
            namespace: request.namespace,
            revision: request.revision,
            target: target,
            chart: ChartIdentity(
                name: content.chartName,
                version: content.chartVersion,
                appVersion: content.appVersion,
                archive: content.archive.isEmpty ? nil : Digest.sha256(content.archive)
            ),
            chartMetadata: content.chartMetadata,
            userValues: content.userValues,
            mergedValues: content.mergedValues,
            secretUserPaths: [],
            secretMergedPaths: [],
            project: content.project,
            objects: content.objects,
            hooks: content.hooks,
            notes: content.notes,
            options: requested,
            author: "\(author.user)@\(author.host)",
            time: 0,
            description: description ?? "",
            labels: labels,
            images: content.images,
            prerequisites: []
        )
        let left = try record.leaveOutSecrets(at: content.secretPaths, key: key)
        var diagnostics = content.diagnostics
        if key == nil { diagnostics += record.withholdingWarnings() }
        if !left.isEmpty {
            diagnostics.append(
                Diagnostic(
                    .warning,
                    "the text of a secret value also stands in \(left.prefix(4).joined(separator: ", ")), "
                        + "which is stored as it is",
                    hint: "take it out of there in the chart; if it is there by chance, choose a longer value"
                )
            )
        }
        self.init(
            verb: verb,
            record: record,
            desired: DesiredState(project: content.project, objects: content.objects, hooks: content.hooks),
            definitions: content.definitions,
            archive: content.archive.isEmpty ? nil : content.archive,
            diagnostics: diagnostics,
            doneDescription: verb == .install ? "installed" : "upgraded",
            secrets: SecretValues.texts(at: content.secretPaths, in: content.userValues)
                + SecretValues.texts(at: content.secretPaths, in: content.mergedValues)
        )
    }

    /// A new revision with the content of an old one.
    ///
    /// - Parameters:
    ///   - old: The old revision as it is stored.
    ///   - key: What opens its secrets.
    ///   - revision: The number of the new one.
    ///   - author: The maker.
    /// - Throws: `.refused` when the record does not have all that the old revision consisted of.
    init(
        rollingBackTo old: RevisionRecord,
        key: RecordKey?,
        as revision: Int,
        author: LeaseHolder
    ) throws(Failure) {
        let whole = try old.whole(with: key, to: "be rolled back to")
        var record = old
        record.revision = revision
        record.author = "\(author.user)@\(author.host)"
        record.description = ""
        record.options = ["rollback": .int(Int64(old.revision))]
        self.init(
            verb: .rollback,
            record: record,
            desired: whole.desired,
            archive: nil,
            diagnostics: [],
            images: old.images,
            doneDescription: "rolled back to revision \(old.revision)"
        )
    }
}
