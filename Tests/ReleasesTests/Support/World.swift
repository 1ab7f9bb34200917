import Diagnostics
import Releases
import Values

/// What exists outside of every process: the store's objects and what an engine runs.
actor World {
    struct Running: Hashable {
        var release: String
        var image: String
    }

    struct Hook: Hashable {
        var release: String
        var revision: Int
    }

    /// Services of hooks that are there, by name.
    private(set) var hooks: [String: Hook] = [:]
    /// The hooks that have run, in their order: `pre-upgrade migrate`.
    private(set) var ran: [String] = []
    private(set) var objects: [String: StoredObject] = [:]
    private(set) var services: [String: Running] = [:]
    /// Live configs, by name, with the release that owns them.
    private(set) var configs: [String: String] = [:]
    /// What the engine serves besides what releases run.
    private(set) var provisions: [String: Provision] = [:]
    /// Objects that can be looked up, by `kind/name`.
    private(set) var lookups: [String: Value] = [:]
    private var counter = 0
    /// The engine's clock.
    private(set) var clock: Double = 1_000_000
    private var gates: [CheckedContinuation<Void, Never>] = []
    private var isOpen = false

    func advance(_ seconds: Double) { clock += seconds }

    // MARK: The store

    func matching(_ labels: [String: String], withData: Bool) -> [StoredObject] {
        objects.values.filter { object in labels.allSatisfy { object.labels[$0.key] == $0.value } }
            .sorted { $0.name < $1.name }
            .map { object in
                var object = object
                if !withData { object.data = nil }
                return object
            }
    }

    func create(_ name: String, _ labels: [String: String], _ data: [UInt8]) throws -> StoredObject {
        guard objects[name] == nil else {
            throw Failure(.conflict, "name conflicts with an existing object: '\(name)'")
        }
        counter += 1
        let object = StoredObject(
            id: "id\(counter)",
            name: name,
            labels: labels,
            version: String(counter),
            data: data
        )
        objects[name] = object
        return object
    }

    func update(_ object: StoredObject, _ labels: [String: String]) throws -> StoredObject {
        guard var current = objects[object.name], current.id == object.id else {
            throw Failure(.notFound, "'\(object.name)' not found")
        }
        guard current.version == object.version else { throw Failure(.conflict, "update out of sequence") }
        counter += 1
        current.labels = labels
        current.version = String(counter)
        objects[object.name] = current
        return current
    }

    func delete(_ object: StoredObject) {
        if objects[object.name]?.id == object.id { objects[object.name] = nil }
    }

    /// Damages stored data, as a broken disk would.
    func damage(_ name: String) {
        objects[name]?.data?[0] ^= 0xFF
    }

    // MARK: The engine

    func set(service name: String, to running: Running?) { services[name] = running }

    func set(hook name: String, to hook: Hook?) { hooks[name] = hook }

    func note(_ hook: String) { ran.append(hook) }

    func set(config name: String, owner: String?) { configs[name] = owner }

    func set(provision name: String, to provision: Provision) { provisions[name] = provision }

    func set(lookup name: String, to object: Value) { lookups[name] = object }

    // MARK: Holding an operation up

    /// Waits until the gate is opened.
    func pass() async {
        guard !isOpen else { return }
        await withCheckedContinuation { gates.append($0) }
    }

    /// How many wait at the gate.
    var waiting: Int { gates.count }

    func open() {
        isOpen = true
        for gate in gates { gate.resume() }
        gates = []
    }
}
