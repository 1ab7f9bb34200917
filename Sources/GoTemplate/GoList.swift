/// A Go slice other than `[]byte`.
///
/// Template functions copy slices instead of changing them in place, so it is a value. It is kept small,
/// since every value of a template is as large as its largest case.
package struct GoList {
    private(set) var storage: GoElements
    private var type: SliceType

    private enum SliceType {
        /// `[]interface {}`, `[]string` and `[]int`, not nil.
        case any, string, int
        case other(SliceDetails)

        init(elementType: String, isNil: Bool, namedType: String?) {
            let isPlain = !isNil && namedType == nil
            self =
                switch elementType {
                case "interface {}" where isPlain: .any
                case "string" where isPlain: .string
                case "int" where isPlain: .int
                default:
                    .other(SliceDetails(elementType: elementType, isNil: isNil, namedType: namedType))
                }
        }
    }

    package init(
        _ elements: [GoValue],
        of elementType: String = "interface {}",
        isNil: Bool = false,
        namedType: String? = nil
    ) {
        storage = GoElements(elements)
        type = SliceType(elementType: elementType, isNil: isNil, namedType: namedType)
    }

    package var elements: [GoValue] {
        get { storage.elements }
        set { storage = GoElements(newValue) }
    }

    /// Adds an element at the end; lists that share the others keep theirs.
    package mutating func append(_ element: GoValue) {
        if !isKnownUniquelyReferenced(&storage) { storage = GoElements(storage.elements) }
        storage.append(element)
    }

    /// The element type by its Go name, such as `interface {}`, `string` or `[]interface {}`.
    package var elementType: String {
        get { details.elementType }
        set { type = SliceType(elementType: newValue, isNil: isNil, namedType: namedType) }
    }

    /// A nil slice prints like an empty one but is `null` in JSON.
    package var isNil: Bool {
        get { if case .other(let details) = type { details.isNil } else { false } }
        set { type = SliceType(elementType: elementType, isNil: newValue, namedType: namedType) }
    }

    /// The name of a named slice type such as `common.VersionSet`; nil for a plain `[]T`.
    package var namedType: String? {
        get { if case .other(let details) = type { details.namedType } else { nil } }
        set { type = SliceType(elementType: elementType, isNil: isNil, namedType: newValue) }
    }

    private var details: SliceDetails {
        switch type {
        case .any: .any
        case .string: .string
        case .int: .int
        case .other(let details): details
        }
    }

    /// True when the elements are `interface {}`.
    var holdsInterfaces: Bool {
        switch type {
        case .any: true
        case .string, .int: false
        case .other(let details): details.elementType == "interface {}"
        }
    }

    /// The type as `%T` prints it.
    package var typeName: String { namedType ?? "[]\(elementType)" }
}

/// What is to know of a slice besides its elements.
private final class SliceDetails: Sendable {
    let elementType: String
    let isNil: Bool
    let namedType: String?

    static let any = SliceDetails(elementType: "interface {}", isNil: false, namedType: nil)
    static let string = SliceDetails(elementType: "string", isNil: false, namedType: nil)
    static let int = SliceDetails(elementType: "int", isNil: false, namedType: nil)

    init(elementType: String, isNil: Bool, namedType: String?) {
        self.elementType = elementType
        self.isNil = isNil
        self.namedType = namedType
    }
}
