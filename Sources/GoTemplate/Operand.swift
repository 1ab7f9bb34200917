/// A value with the part of its static type that Go's evaluator reacts to.
struct Operand {
    var value: GoValue
    /// True when Go has it in an interface, as an element of a list or map.
    ///
    /// Nil is then a nil interface, whose fields are an error; nil otherwise is no value at all, whose
    /// fields are nil.
    var isInterface: Bool

    init(_ value: GoValue, isInterface: Bool = false) {
        self.value = value
        self.isInterface = isInterface
    }

    /// The static type as errors print it.
    var typeName: String {
        isInterface ? "interface {}" : value.typeName
    }
}
