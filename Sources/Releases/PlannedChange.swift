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

    package init(_ action: Action, _ object: ObjectReference, paths: [String] = []) {
        self.action = action
        self.object = object
        self.paths = paths
    }
}
