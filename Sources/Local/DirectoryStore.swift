internal import Archives
internal import Diagnostics
internal import FoundationEssentials
internal import OrderedCollections
package import Releases
internal import Values

/// A release store in a folder of this machine, for its owner only.
///
/// Of each object there is `NAME.json` with labels and version, and `NAME.data`, which never changes. The
/// object is there when its `.json` is. Every call holds the lock file: alone when it writes, so that
/// comparing and setting is one step, and together with other readers when it reads, so that what is read
/// is of one moment.
package struct DirectoryStore: ReleaseStore {
    private let folder: String

    /// A store below Davit's data folder, which is made when something is written.
    package init(folder: String) {
        self.folder = "\(folder)/store"
    }

    /// Files have no limit of their own; this one keeps a part in memory small.
    package var maximumDataSize: Int { 64 << 20 }

    package func objects(
        labels: [String: String],
        named prefixes: [String],
        withData: Bool
    ) async throws -> [StoredObject] {
        try await locked(isExclusive: false) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return try names.sorted().compactMap { file in
                guard file.hasSuffix(".json"),
                    prefixes.isEmpty || prefixes.contains(where: { file.hasPrefix($0) }),
                    var object = try read(String(file.dropLast(5))),
                    labels.allSatisfy({ object.labels[$0.key] == $0.value })
                else { return nil }
                if withData { object.data = try data(of: object.name) }
                return object
            }
        } ?? []
    }

    package func object(named name: String) async throws -> StoredObject? {
        try await locked(isExclusive: false) {
            guard var object = try read(name) else { return nil }
            object.data = try data(of: name)
            return object
        } ?? nil
    }

    package func create(
        name: String,
        labels: [String: String],
        data: [UInt8]
    ) async throws -> StoredObject {
        try LocalFolder.make(folder)
        return try await locked(isExclusive: true) {
            guard try read(name) == nil else {
                throw Failure(.conflict, "'\(name)' exists already in '\(folder)'")
            }
            let id = String(UInt64.random(in: .min ... .max), radix: 16)
            let object = StoredObject(id: id, name: name, labels: labels, version: "1", data: data)
            try AtomicFile.write(data, to: path(name, "data"), mode: 0o600)
            do {
                try write(object)
            } catch {
                try? LocalFolder.remove(path(name, "data"))
                throw error
            }
            return object
        } ?? { throw Failure(.unavailable, "the folder '\(folder)' is gone") }()
    }

    package func update(_ object: StoredObject, labels: [String: String]) async throws -> StoredObject {
        try await locked(isExclusive: true) {
            guard var current = try read(object.name), current.id == object.id else {
                throw Failure(.notFound, "'\(object.name)' is gone from '\(folder)'")
            }
            guard current.version == object.version, let version = Int(current.version) else {
                throw Failure(.conflict, "'\(object.name)' was changed by somebody else")
            }
            current.labels = labels
            current.version = String(version + 1)
            try write(current)
            current.data = object.data
            return current
        } ?? { throw Failure(.notFound, "the folder '\(folder)' is gone") }()
    }

    package func delete(_ object: StoredObject) async throws {
        _ = try await locked(isExclusive: true) {
            guard try read(object.name)?.id == object.id else { return }
            try LocalFolder.remove(path(object.name, "json"))
            try LocalFolder.remove(path(object.name, "data"))
        }
    }

    /// This machine's clock is the only one here.
    package func now() async throws -> Double {
        Date().timeIntervalSince1970
    }

    // MARK: Files

    private func path(_ name: String, _ suffix: String) -> String { "\(folder)/\(name).\(suffix)" }

    /// Runs `body` under the lock; nil when there is no folder yet, and so nothing to read.
    private func locked<Answer>(isExclusive: Bool, _ body: () throws -> Answer) async throws -> Answer? {
        guard FileManager.default.fileExists(atPath: folder) else { return nil }
        let lock = try await FileLock.acquire("\(folder)/lock", isExclusive: isExclusive)
        let answer = Result { try body() }
        lock.release()
        return try answer.get()
    }

    private func read(_ name: String) throws -> StoredObject? {
        let path = path(name, "json")
        guard let text = FileManager.default.contents(atPath: path) else { return nil }
        let value = try JSON.decode(Array(text), file: path)
        guard let id = value["id"]?.stringValue, let version = value["version"]?.intValue,
            let members = value["labels"]?.objectValue
        else { throw Failure(.invalidInput, "'\(path)' is damaged") }
        var labels: [String: String] = [:]
        for (key, label) in members { labels[key] = label.stringValue }
        return StoredObject(id: id, name: name, labels: labels, version: String(version), data: nil)
    }

    private func data(of name: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path(name, "data")) else {
            throw Failure(.invalidInput, "'\(path(name, "data"))' is missing")
        }
        return Array(data)
    }

    private func write(_ object: StoredObject) throws {
        var labels: Value.Object = [:]
        for (key, label) in object.labels.sorted(by: { $0.key < $1.key }) { labels[key] = .string(label) }
        let value: Value = [
            "id": .string(object.id), "version": .int(Int64(object.version) ?? 0), "labels": .object(labels),
        ]
        try AtomicFile.write(JSON.encode(value, pretty: true), to: path(object.name, "json"), mode: 0o600)
    }
}
