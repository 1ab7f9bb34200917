/// A dynamic value as Go's reflection sees it in a template.
///
/// Maps and lists that templates can observe being shared are reference objects, as in Go. A value
/// does not leave the thread that renders, so nothing here is `Sendable`.
package enum GoValue {
    /// Go's untyped nil; also what a missing key of a `map[string]any` gives.
    case `nil`
    case bool(Bool)
    case int(Int)
    case int64(Int64)
    case uint8(UInt8)
    case uint64(UInt64)
    case float64(Double)
    case complex128(Double, Double)
    case string(GoString)
    /// `[]byte`.
    case bytes([UInt8])
    case list(GoList)
    case map(GoMap)
    /// A struct, pointer or named type with methods: time, semantic version, files, capabilities.
    case object(any GoObject)
}

/// A Go map with string keys, shared by reference as in Go.
package final class GoMap {
    /// The Go type, such as `map[string]interface {}`, `map[string]string` or `common.Values`.
    package let typeName: String
    package var entries: [GoString: GoValue] {
        didSet { knownSortedKeys = nil }
    }
    /// A nil map prints like an empty one but is `null` in JSON.
    package let isNil: Bool
    /// What the elements are, which decides what a missing key gives.
    package let elementKind: ElementKind
    /// False for the plain `map[string]interface {}`; named types may have methods.
    package let isNamedType: Bool

    /// The element types that maps of templates have.
    package enum ElementKind: Sendable {
        case any, string, bytes
    }

    package init(
        _ entries: [GoString: GoValue] = [:],
        type typeName: String = "map[string]interface {}",
        isNil: Bool = false
    ) {
        self.entries = entries
        self.typeName = typeName
        self.isNil = isNil
        isNamedType = typeName != "map[string]interface {}"
        elementKind =
            switch typeName {
            case "map[string]string": .string
            case "engine.files": .bytes
            default: .any
            }
    }

    /// A map of the given fields, whose names are made once and not for each map.
    package convenience init(
        fields: [GoString],
        _ values: [GoValue],
        type typeName: String = "map[string]interface {}"
    ) {
        self.init(Dictionary(uniqueKeysWithValues: zip(fields, values)), type: typeName)
    }

    deinit {
        var release = ContainerRelease()
        release.take(entries.values)
        entries = [:]
        release.run()
    }

    /// What indexing with a missing key gives: nil for `interface {}` elements, "" for strings, ….
    package var missing: GoValue {
        switch elementKind {
        case .any: .nil
        case .string: .string("")
        case .bytes: .bytes([])
        }
    }

    /// The keys in the order in which Go's templates range over a map: by bytes.
    package var sortedKeys: [GoString] {
        if let knownSortedKeys { return knownSortedKeys }
        let keys = entries.keys.sorted()
        knownSortedKeys = keys
        return keys
    }

    private var knownSortedKeys: [GoString]?
}

/// A Go struct, pointer or named type with fields and methods that templates can reach.
package protocol GoObject: AnyObject {
    /// The type as `%T` prints it: `time.Time`, `*semver.Version`, ….
    var typeName: String { get }
    /// The kind as `kindOf` prints it: `struct`, `ptr`, `map`, `int64`, ….
    var kindName: String { get }
    /// An exported field, or nil when the type has none of that name.
    func field(_ name: String) -> GoValue?
    /// The method of that name, or nil when the type has none.
    func method(_ name: String) -> GoFunction?
    /// What an action that is only the value prints.
    var printed: GoString { get }
    /// What `print` and `%v` give; it differs from `printed` for structs whose pointer has a `String`
    /// method, which Go finds only when it can take the value's address.
    var printedAsArgument: GoString { get }
    /// What `encoding/json` gives for it, as plain data; nil for what JSON cannot hold.
    var json: GoValue? { get }
    /// Go's `==` on two values of the same type.
    func isEqual(to other: any GoObject) -> Bool
}

extension GoObject {
    package var printedAsArgument: GoString { printed }
}

extension GoValue {
    package static func text(_ value: String) -> GoValue { .string(GoString(value)) }

    package static func list(_ elements: [GoValue]) -> GoValue { .list(GoList(elements)) }

    package static func strings(_ elements: [GoString]) -> GoValue {
        .list(GoList(elements.map { .string($0) }, of: "string"))
    }
}
