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
package struct PlannedChange: Sendable {
    package enum Action: String, Sendable, Hashable {
        case create, update, replace, keep, delete
    }

    package var object: ObjectReference
    package var action: Action
    /// The changed keys of an update or a replacement, as paths: `deploy.replicas`, `image`.
    package var paths: [String]
    /// What differs at which path, where the engine can tell; of something new or gone, all of it.
    ///
    /// Of something new it may be made at each access: few ask, and of a hundred services it takes long.
    package var differences: [ValueDifference] {
        get { known ?? makeAll() }
        set { known = newValue }
    }
    /// The differences that are made already; nil leaves them to `makeAll`.
    private var known: [ValueDifference]?
    private var makeAll: @Sendable () -> [ValueDifference] = { [] }
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
        known = differences
    }

    /// The creation of an object.
    ///
    /// - Parameters:
    ///   - object: What is created.
    ///   - all: Tells everything that it will have; called when somebody asks, and perhaps more than once.
    package init(creating object: ObjectReference, all: @escaping @Sendable () -> [ValueDifference]) {
        self.action = .create
        self.object = object
        paths = []
        makeAll = all
    }

    /// Whether something of it was changed outside of Davit and is put back.
    package var repairsSomething: Bool {
        // What of a new object is still to be made puts nothing back.
        isRepair || (known ?? []).contains(where: \.isRepair)
    }

    /// The change with each difference as `body` has it; those that are still to be made are changed then.
    func mapDifferences(_ body: @escaping @Sendable (ValueDifference) -> ValueDifference) -> PlannedChange {
        var change = self
        if let known {
            change.known = known.map(body)
        } else {
            let makeAll = makeAll
            change.makeAll = { makeAll().map(body) }
        }
        return change
    }
}

extension PlannedChange: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        (left.action, left.object, left.paths, left.predecessor)
            == (right.action, right.object, right.paths, right.predecessor)
            && (left.isRepair, left.restarts, left.trace) == (right.isRepair, right.restarts, right.trace)
            && left.differences == right.differences
    }
}

/// What an engine tells of the history of an object.
package struct ObjectTrace: Sendable, Hashable {
    /// In seconds since 1970.
    package var created: Double?
    /// When it was last changed, in seconds since 1970.
    package var updated: Double?
    /// The program that did that, as it calls itself; nil where the engine does not tell.
    package var editor: String?
    /// Whether the object was as recorded before its last change; nil where the engine keeps no earlier state.
    package var wasAsRecorded: Bool?

    package init(created: Double? = nil, updated: Double? = nil, wasAsRecorded: Bool? = nil) {
        self.created = created
        self.updated = updated
        self.wasAsRecorded = wasAsRecorded
    }
}
