/// The functions and methods that templates of one set can call.
///
/// Building it once and sharing it between renders saves the work for each; parsed templates refer
/// to functions by their place in it.
package final class FunctionTable: Sendable {
    /// Go's builtins and the functions given, which win over builtins of the same name, by name.
    let entries: [Entry]
    /// The methods of named map and slice types, of which there are two or three.
    private let methods: [(type: String, methods: [GoString: GoFunction])]
    /// The names in the order of `entries`; parsed templates fit every table with the same names.
    let names: [GoString]
    private let places: [GoString: Int]

    /// A function with what every call needs to know of it.
    final class Entry: Sendable {
        let function: GoFunction
        let arity: Arity
        /// Set when the evaluator runs it itself.
        let builtin: Builtin?

        init(_ function: GoFunction, builtin: Builtin?) {
            self.function = function
            self.builtin = builtin
            arity = Arity(function)
        }

        /// The type of an argument, counted from 0.
        func parameter(_ position: Int) -> GoParameter {
            position < function.parameters.count ? function.parameters[position] : function.variadic ?? .any
        }
    }

    /// How many arguments a function takes.
    struct Arity: Sendable {
        let fixed: Int
        let isVariadic: Bool

        init(_ function: GoFunction) {
            fixed = function.parameters.count
            isVariadic = function.variadic != nil
        }
    }

    /// - Parameters:
    ///   - functions: What templates can call beside Go's builtins.
    ///   - methods: The methods of named map and slice types by Go type name, such as `engine.files`.
    ///     A method gets its receiver as first argument; its signature does not mention it.
    package init(_ functions: [GoFunction], methods: [String: [GoFunction]] = [:]) {
        var byName: [GoString: (function: GoFunction, builtin: Builtin?)] = [:]
        for builtin in Builtin.allCases {
            byName[GoString(builtin.rawValue)] = (builtin.function, builtin)
        }
        for function in functions {
            byName[GoString(function.name)] = (function, nil)
        }
        let names = byName.keys.sorted()
        self.names = names
        entries = names.compactMap { name in
            byName[name].map { Entry($0.function, builtin: $0.builtin) }
        }
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        self.methods = methods.map { type, methods in
            (type, Dictionary(methods.map { (GoString($0.name), $0) }, uniquingKeysWith: { $1 }))
        }
    }

    /// The method of that name of a named map or slice type, or nil when there is none.
    func method(_ name: GoString, of type: String) -> GoFunction? {
        // The lengths of nearly all differ, which takes less time to see than that the texts do.
        let count = type.utf8.count
        for known in methods where known.type.utf8.count == count && known.type == type {
            return known.methods[name]
        }
        return nil
    }

    /// The place of the function of that name in `entries`, or nil when there is none.
    func place(of name: GoString) -> Int? { places[name] }
}
