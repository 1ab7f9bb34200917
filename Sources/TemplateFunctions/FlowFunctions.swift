import GoTemplate

/// Defaults, choices and questions about types, and Helm's `include`, `tpl`, `required` and `fail`.
enum FlowFunctions {
    static func all(options: FunctionOptions) -> [GoFunction] {
        defaults + types + helm + cluster(options)
    }

    private static var defaults: [GoFunction] {
        [
            GoFunction("default", [.any], variadic: .any) { arguments, _ in
                guard arguments.count > 1, !arguments[1].isEmptyValue else { return arguments[0] }
                return arguments[1]
            },
            GoFunction("empty", [.any]) { arguments, _ in .bool(arguments[0].isEmptyValue) },
            GoFunction("coalesce", variadic: .any) { arguments, _ in
                arguments.first { !$0.isEmptyValue } ?? .nil
            },
            GoFunction("all", variadic: .any) { arguments, _ in
                .bool(arguments.allSatisfy { !$0.isEmptyValue })
            },
            GoFunction("any", variadic: .any) { arguments, _ in
                .bool(arguments.contains { !$0.isEmptyValue })
            },
            GoFunction("ternary", [.any, .any, .bool]) { arguments, _ in
                arguments[2].boolean ? arguments[0] : arguments[1]
            },
            GoFunction("hello") { _, _ in .text("Hello!") },
        ]
    }

    private static var types: [GoFunction] {
        [
            GoFunction("kindOf", [.any]) { arguments, _ in .text(arguments[0].goKindName) },
            GoFunction("kindIs", [.string, .any]) { arguments, _ in
                .bool(arguments[0].stringText == arguments[1].goKindName)
            },
            GoFunction("typeOf", [.any]) { arguments, _ in .text(arguments[0].goTypeName) },
            GoFunction("typeIs", [.string, .any]) { arguments, _ in
                .bool(arguments[0].stringText == arguments[1].goTypeName)
            },
            GoFunction("typeIsLike", [.string, .any]) { arguments, _ in
                let wanted = arguments[0].stringText
                let type = arguments[1].goTypeName
                return .bool(wanted == type || "*" + wanted == type)
            },
            GoFunction("deepEqual", [.any, .any]) { arguments, _ in
                .bool(GoValue.deepEqual(arguments[0], arguments[1]))
            },
        ]
    }

    private static var helm: [GoFunction] {
        [
            GoFunction("include", [.string, .any]) { arguments, context throws(GoError) in
                .string(try context.execute(template: arguments[0].stringText, data: arguments[1]))
            },
            GoFunction("tpl", [.string, .any]) { arguments, context throws(GoError) in
                let text = try context.execute(text: arguments[0].text, data: arguments[1])
                return .string(ByteSearch.replace([UInt8](text: "<no value>"), with: [], in: text))
            },
            GoFunction("required", [.string, .any]) { arguments, _ throws(GoError) in
                switch arguments[1] {
                case .nil: throw marked(arguments[0])
                case .string(let value) where value.isEmpty: throw marked(arguments[0])
                default: return arguments[1]
                }
            },
            GoFunction("fail", [.string]) { arguments, _ throws(GoError) in throw marked(arguments[0]) },
        ]
    }

    private static func cluster(_ options: FunctionOptions) -> [GoFunction] {
        [
            GoFunction("lookup", [.string, .string, .string, .string]) { arguments, _ throws(GoError) in
                guard let lookup = options.lookup else { return .map(GoMap()) }
                return try lookup(
                    LookupQuery(
                        apiVersion: arguments[0].stringText, kind: arguments[1].stringText,
                        namespace: arguments[2].stringText, name: arguments[3].stringText))
            },
            GoFunction("getHostByName", [.string]) { arguments, _ in
                .text(options.resolveHost?(arguments[0].stringText) ?? "")
            },
        ]
    }

    /// An error that Helm shows with the outermost place only, however deep it arose: `required` and
    /// `fail` put these marks around their message.
    private static func marked(_ message: GoValue) -> GoError {
        GoError("HELM_ERR_START" + message.stringText + "HELM_ERR_END")
    }
}
