import Diagnostics
package import DockerAPI
import OrderedCollections
package import Releases
import Values

/// The release store of a Swarm: its configs.
///
/// Data is immutable, labels change by compare-and-set on the object's version. The objects carry no
/// stack label, so `docker stack rm` leaves the history.
package struct SwarmStore: ReleaseStore {
    /// The engine takes less than 1000 KiB; this leaves room for the name and the labels.
    package static let configLimit = 1000 * 1024 - 1024
    /// What engines before 20.10.13 take, with the same room.
    package static let oldConfigLimit = 500 * 1024 - 1024

    private let client: DockerClient

    /// - Parameter client: The engine, a Swarm manager.
    package init(client: DockerClient) {
        self.client = client
    }

    /// By the version that the engine tells with its first answer; one that does not tell may be an old one.
    package var maximumDataSize: Int {
        get async throws {
            Self.takesLargeConfigs(try await client.engineVersion()) ? Self.configLimit : Self.oldConfigLimit
        }
    }

    package func objects(
        labels: [String: String],
        named prefixes: [String],
        withData: Bool
    ) async throws -> [StoredObject] {
        // The engine sends the data of configs whether wanted or not. It has an index of names, which it uses
        // for their beginnings; without that it goes through all configs there are.
        let wanted = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var filters = EngineFilters().adding("label", wanted)
        if !prefixes.isEmpty { filters = filters.adding("name", prefixes) }
        let found = try await client.objects(.config, filters)
        return found.filter { object in
            // Several values of one filter are alternatives to some engines.
            labels.allSatisfy { object.labels[$0.key] == $0.value }
        }.map(Self.stored)
    }

    package func object(named name: String) async throws -> StoredObject? {
        try await client.object(.config, named: name).map(Self.stored)
    }

    package func create(
        name: String,
        labels: [String: String],
        data: [UInt8]
    ) async throws -> StoredObject {
        let maximum = try await maximumDataSize
        guard data.count <= maximum else {
            throw Failure(
                .internal,
                "\(data.count) bytes are too many for the config '\(name)': \(maximum) fit"
            )
        }
        // The engine wants at least one byte.
        let id = try await client.create(
            .config,
            name: name,
            labels: Self.value(labels),
            data: data.isEmpty ? Self.nothing : data
        )
        return StoredObject(id: id, name: name, labels: labels, version: Self.unread, data: data)
    }

    package func update(_ object: StoredObject, labels: [String: String]) async throws -> StoredObject {
        try await client.update(
            .config,
            id: object.id,
            version: try await version(of: object),
            spec: ["Name": .string(object.name)],
            labels: Self.value(labels)
        )
        var updated = object
        updated.labels = labels
        updated.version = Self.unread
        return updated
    }

    package func withVersion(_ object: StoredObject) async throws -> StoredObject {
        var known = object
        known.version = try await version(of: object)
        return known
    }

    /// The version of an object of which nobody has changed anything since it was read or written.
    ///
    /// Only a read tells it, also after a write. It is read when there is another write to make, and then
    /// the labels tell whether somebody else was there in between.
    private func version(of object: StoredObject) async throws -> String {
        guard object.version == Self.unread else { return object.version }
        guard let current = try await client.object(.config, id: object.id) else {
            throw Failure(.notFound, "config '\(object.name)' is gone")
        }
        guard current.labels == object.labels else {
            throw Failure(.conflict, "config '\(object.name)' was changed by somebody else meanwhile")
        }
        return String(current.version)
    }

    package func delete(_ object: StoredObject) async throws {
        do {
            try await client.delete(.config, id: object.id, name: object.name)
        } catch let failure as Failure where failure.kind == .notFound {
            return
        }
    }

    package func now() async throws -> Double {
        try await client.clock()
    }

    // MARK: Translation

    /// What stands for no data at all; nothing that a store is given looks like it.
    private static let nothing = Array("\u{0}davit: no data".utf8)

    /// Stands for the version of an object that this store has written and not read since.
    private static let unread = ""

    private static func stored(_ object: SwarmObject) -> StoredObject {
        let data = object.data ?? []
        return StoredObject(
            id: object.id,
            name: object.name,
            labels: object.labels,
            version: String(object.version),
            data: data == nothing ? [] : data
        )
    }

    private static func value(_ labels: [String: String]) -> Value.Object {
        var object: Value.Object = [:]
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            object[key] = .string(value)
        }
        return object
    }

    /// The limit was raised in February 2022, for 20.10.13 and all of 22 and later.
    private static func takesLargeConfigs(_ version: String?) -> Bool {
        guard let version else { return false }
        let numbers = version.split { !$0.isNumber }.prefix(3).compactMap { Int($0) }
        guard numbers.count == 3, numbers[0] == 20, numbers[1] == 10 else {
            return (numbers.first ?? 0) > 20
        }
        return numbers[2] >= 13
    }
}
