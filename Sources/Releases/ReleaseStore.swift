internal import Diagnostics

/// Named objects with immutable data and labels that change by compare-and-set, kept by the engine.
///
/// Swarm configs, Kubernetes ConfigMaps and files can all do this much; heads, revisions, blobs and
/// the lease are built on it once, for every target.
package protocol ReleaseStore: Sendable {
    /// The most bytes that one object's data may have.
    ///
    /// A store may have to ask its engine.
    var maximumDataSize: Int { get async throws }

    /// The objects that have all the given labels, in one request.
    ///
    /// - Parameters:
    ///   - labels: What they are labelled with.
    ///   - prefixes: What their names begin with, one of these; none is any name. A store can find these names
    ///     without looking at all that it has.
    ///   - withData: Without it a store leaves the data out, or gives it anyway if it comes for nothing.
    func objects(
        labels: [String: String],
        named prefixes: [String],
        withData: Bool
    ) async throws -> [StoredObject]

    /// The same without data, for looking only: what was changed a moment ago may not be in it yet.
    func overview(labels: [String: String], named prefixes: [String]) async throws -> [StoredObject]

    /// The object of that exact name with its data, or nil.
    func object(named name: String) async throws -> StoredObject?

    /// Makes an object.
    ///
    /// - Throws: `Failure` of kind `.conflict` when the name is taken.
    func create(name: String, labels: [String: String], data: [UInt8]) async throws -> StoredObject

    /// Replaces the labels of an object, if nobody else has changed it since it was read.
    ///
    /// - Throws: `Failure` of kind `.conflict` when somebody has, `.notFound` when it is gone.
    func update(_ object: StoredObject, labels: [String: String]) async throws -> StoredObject

    /// The object with its version, if writing it did not tell that: the next update then need not ask first.
    ///
    /// - Throws: `Failure` of kind `.conflict` when somebody else has changed it since, `.notFound` when it is gone.
    func withVersion(_ object: StoredObject) async throws -> StoredObject

    /// Deletes an object; one that is already gone is no error.
    func delete(_ object: StoredObject) async throws

    /// Keeps bytes that not everybody may see who may see the object, for as long as the object exists.
    func keep(confidential data: [UInt8], with object: StoredObject) async throws

    /// The bytes that were kept with an object; nil when there are none, or the user may not see them.
    func confidential(with object: StoredObject) async throws -> [UInt8]?

    /// The engine's clock in seconds since 1970. Leases are judged on this clock alone.
    func now() async throws -> Double
}

extension ReleaseStore {
    /// A store that has nothing quicker.
    package func overview(labels: [String: String], named prefixes: [String]) async throws -> [StoredObject] {
        try await objects(labels: labels, named: prefixes, withData: false)
    }

    /// A store that tells the version with each write has nothing to ask.
    package func withVersion(_ object: StoredObject) async throws -> StoredObject { object }

    /// A store whose target has no secrets of the chart's own keeps none.
    package func keep(confidential data: [UInt8], with object: StoredObject) async throws {
        throw Failure(.internal, "'\(object.name)' has something confidential, which this target cannot keep")
    }

    package func confidential(with object: StoredObject) async throws -> [UInt8]? { nil }
}

/// An object of a release store.
package struct StoredObject: Sendable, Hashable {
    /// The engine's identifier.
    package var id: String
    package var name: String
    package var labels: [String: String]
    /// The engine's version of the object; opaque, and only for the store that gave it.
    package var version: String
    /// The data, or nil when it was not asked for.
    package var data: [UInt8]?

    package init(id: String, name: String, labels: [String: String], version: String, data: [UInt8]?) {
        self.id = id
        self.name = name
        self.labels = labels
        self.version = version
        self.data = data
    }
}
