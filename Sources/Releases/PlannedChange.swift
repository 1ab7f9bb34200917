/// An engine object by sort and name: `service shop_web`, `config shop_page_1f3a…`.
package struct ObjectReference: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The engine's word for it: `service`, `network`, `config`, `secret`, `volume`, `deployment`, ….
    package var kind: String
    package var name: String

    package init(kind: String, name: String) {
        self.kind = kind
        self.name = name
    }

    package var description: String { "\(kind) \(name)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.kind, left.name) < (right.kind, right.name)
    }
}

/// What a plan does with one object.
package struct PlannedChange: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable {
        case create, update, replace, keep, delete
    }

    package var object: ObjectReference
    package var action: Action
    /// The changed keys of an update or a replacement, as paths: `deploy.replicas`, `image`.
    package var paths: [String]
    /// What differs at which path, where the engine can tell; of something new or gone, all of it.
    package var differences: [ValueDifference]
    /// The object whose place a new one takes, such as the config with the former content.
    package var predecessor: ObjectReference?
    /// The object was removed, or added, since the revision in force was applied.
    package var isRepair = false
    /// Whatever is changed of it makes it run anew, such as a job.
    package var restarts = false
    /// What the engine tells of the object as it is now.
    package var trace: ObjectTrace?

    package init(
        _ action: Action,
        _ object: ObjectReference,
        paths: [String] = [],
        differences: [ValueDifference] = []
    ) {
        self.action = action
        self.object = object
        self.paths = paths
        self.differences = differences
    }

    /// Whether something of it was changed outside of Davit and is put back.
    package var repairsSomething: Bool {
        isRepair || differences.contains(where: \.isRepair)
    }
}

/// What an engine tells of the history of an object.
package struct ObjectTrace: Sendable, Hashable {
    /// In seconds since 1970.
    package var created: Double?
    /// When it was last changed, in seconds since 1970.
    package var updated: Double?
    /// Whether the object was as recorded before its last change; nil where the engine keeps no earlier state.
    package var wasAsRecorded: Bool?

    package init(created: Double? = nil, updated: Double? = nil, wasAsRecorded: Bool? = nil) {
        self.created = created
        self.updated = updated
        self.wasAsRecorded = wasAsRecorded
    }
}
