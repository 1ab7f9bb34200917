internal import Compose
internal import Diagnostics
internal import FoundationEssentials
internal import OrderedCollections
internal import Values

extension RevisionRecord {
    /// Takes secret texts out of what was rendered: the project, objects, hooks and notes.
    ///
    /// - Returns: The originals, for `putBack(_:)`, and where secret texts stand that cannot be taken out.
    /// - Throws: `.refused` when nothing that can be stored is left of the project.
    mutating func withhold(_ secrets: SecretTexts) throws(Failure) -> (originals: Value, left: [String]) {
        withheld = nil
        if secrets.isEmpty { return (.array([]), []) }
        let rendered = rendered
        var found: [(path: [String], original: Value, pieces: SecretTexts.Pieces)] = []
        var left: [String] = []
        var hasMask = false
        let mask = Array(SecretValues.mask.utf8.prefix(3))
        rendered.forEachScalar { path, scalar in
            guard let text = Self.bytes(scalar, at: path) else { return }
            hasMask = hasMask || text.contains(mask)
            let isFree = path[0] != "project" || WithheldTexts.isFreeText(Array(path.dropFirst()))
            guard let pieces = secrets.pieces(of: text, alsoShort: isFree) else { return }
            if isFree {
                found.append((path, scalar, pieces))
            } else {
                left.append(path.dropFirst().joined(separator: "."))
            }
        }
        if found.isEmpty { return (.array([]), left) }
        let placeholder = WithheldTexts.placeholder { candidate in
            guard hasMask else { return false }
            var isTaken = false
            rendered.forEachScalar { path, scalar in
                let text = Self.bytes(scalar, at: path) ?? []
                isTaken = isTaken || text.contains(Array(candidate.utf8))
            }
            return isTaken
        }
        var tree = rendered
        for (path, _, pieces) in found {
            let text = Self.value(pieces.joined(by: placeholder), at: path)
            tree = SecretValues.replacing(tree, at: path[...], with: text)
        }
        try set(rendered: tree)
        let places = found.map { WithheldTexts.Place(path: $0.path, values: $0.pieces.values) }
        withheld = WithheldTexts(placeholder: placeholder, places: places)
        project.placeholder = hasWhole("project") ? nil : placeholder
        let originals = found.map { entry -> Value in
            ["path": .array(entry.path.map { .string($0) }), "value": entry.original]
        }
        return (.array(originals), left)
    }

    /// Puts the originals back.
    mutating func putBack(_ originals: Value?) throws(Failure) {
        guard withheld != nil, let originals else { return }
        try set(rendered: SecretValues.putting(originals, into: rendered))
        withheld = nil
        project.placeholder = nil
    }

    /// The record with nothing missing that an engine is to run.
    ///
    /// - Parameters:
    ///   - key: What opens sealed values.
    ///   - purpose: What it is for: `be rolled back to`.
    ///   - services: The services that have to be whole; nil is everything.
    ///   - hint: What else can be done without the secret values; nil when there is nothing.
    /// - Throws: `.refused` that names the values that are missing.
    func whole(
        with key: RecordKey?,
        to purpose: String,
        services: [String]? = nil,
        hint: String? = nil
    ) throws(Failure) -> RevisionRecord {
        let record = try restoringSecrets(with: key)
        if let secret = record.secretWithoutData {
            throw Failure(
                .refused,
                "revision \(revision) of '\(release)' cannot \(purpose): the data of its Secret '\(secret)' "
                    + "cannot be read",
                hint: hint ?? "use an account that may read secrets in the namespace '\(namespace)'"
            )
        }
        let places = (record.withheld?.places ?? []).filter { place in
            guard let services else { return place.path[0] != "notes" }
            if place.path[0] == "hooks" { return true }
            return place.path.starts(with: ["project", "services"]) && services.contains(place.path[2])
        }
        let values = Set(places.flatMap(\.values).map { $0.joined(separator: ".") }).sorted()
        guard let first = values.first else { return record }
        let names = values.map { "'\($0)'" }.joined(separator: ", ")
        let remedy =
            sealed == nil
            ? "davit upgrade \(release) --set-file \(first)=FILE"
            : "set DAVIT_KEY_FILE to the file of that key"
        throw Failure(
            .refused,
            "revision \(revision) of '\(release)' cannot \(purpose): it was made with "
                + "\(values.count == 1 ? "the secret value" : "the secret values") \(names), and the record does "
                + "not have \(values.count == 1 ? "it" : "them")",
            notes: sealed.map { ["they are in the record encrypted, with the key \($0.key)"] } ?? [],
            hint: hint ?? remedy
        )
    }

    /// Says of each secret value that is withheld where it was written.
    func withholdingWarnings() -> [Diagnostic] {
        let places = withheld?.places ?? []
        let values = Set(places.flatMap(\.values)).sorted { $0.lexicographicallyPrecedes($1) }
        return values.map { value in
            let of = places.filter { $0.values.contains(value) }
            let names = of.prefix(4).map(\.description).joined(separator: ", ")
            let isRun = of.contains { $0.path[0] != "notes" }
            return Diagnostic(
                .warning,
                "the secret value '\(value.joined(separator: "."))' is written into \(names)"
                    + (of.count > 4 ? " and \(of.count - 4) more places" : "") + " and is not stored"
                    + (isRun ? ", so that no rollback to this revision is possible" : ""),
                hint: isRun
                    ? "set DAVIT_KEY_FILE to a key, made with 'openssl rand -base64 32 > FILE', or use a secret"
                    : nil
            )
        }
    }

    // MARK: The tree of what was rendered

    private func hasWhole(_ section: String) -> Bool {
        withheld?.places.contains { $0.path[0] == section } != true
    }

    private var rendered: Value {
        [
            "project": project.value, "objects": .array(objects), "hooks": .array(hooks),
            "notes": .string(notes),
        ]
    }

    private mutating func set(rendered tree: Value) throws(Failure) {
        if let value = tree["project"], value != project.value {
            project = try Project(
                recorded: value,
                contentHashes: project.contentHashes,
                name: "the record of \(release)"
            )
        }
        objects = tree["objects"]?.arrayValue ?? []
        hooks = tree["hooks"]?.arrayValue ?? []
        notes = tree["notes"]?.stringValue ?? ""
    }

    /// The text of a scalar; a config's bytes are recorded in base64.
    private static func bytes(_ scalar: Value, at path: [String]) -> [UInt8]? {
        guard let text = SecretValues.scalarTexts(scalar).first else { return nil }
        guard path.last == "content-base64" else { return Array(text.utf8) }
        return Data(base64Encoded: text).map { Array($0) }
    }

    private static func value(_ bytes: [UInt8], at path: [String]) -> Value {
        .string(
            path.last == "content-base64"
                ? Data(bytes).base64EncodedString() : String(decoding: bytes, as: UTF8.self)
        )
    }
}
