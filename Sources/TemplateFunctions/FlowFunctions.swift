import GoTemplate

/// Defaults, choices and questions about types, and Helm's `include`, `tpl`, `required` and `fail`.
enum FlowFunctions {
    static func all(options: FunctionOptions) -> [GoFunction] {
        defaults + types + helm + cluster(options)
    }

    private static var defaults: [GoFunction] {
        [
            GoFunction("default", [.any], variadic: .any) { arguments, _ in
                guard arguments.count > 1, arguments[1].isTrue else { return arguments[0] }
                return arguments[1]
            },
            GoFunction("empty", [.any]) { arguments, _ in .bool(!arguments[0].isTrue) },
            GoFunction("coalesce", variadic: .any) { arguments, _ in
                arguments.first { $0.isTrue } ?? .nil
            },
            GoFunction("all", variadic: .any) { arguments, _ in
                .bool(arguments.allSatisfy { $0.isTrue })
            },
            GoFunction("any", variadic: .any) { arguments, _ in
                .bool(arguments.contains { $0.isTrue })
            },
            GoFunction("ternary", [.any, .any, .bool]) { arguments, _ in
                arguments[2].boolean ? arguments[0] : arguments[1]
            },
            GoFunction("hello") { _, _ in .text("Hello!") },
        ]
    }

    private static var types: [GoFunction] {
        [
            GoFunction("kindOf", [.any]) { arguments, _ in .text(arguments[0].kindName) },
            GoFunction("kindIs", [.string, .any]) { arguments, _ in
                .bool(arguments[0].stringText == arguments[1].kindName)
            },
            GoFunction("typeOf", [.any]) { arguments, _ in .text(arguments[0].typeName) },
            GoFunction("typeIs", [.string, .any]) { arguments, _ in
                .bool(arguments[0].stringText == arguments[1].typeName)
            },
            GoFunction("typeIsLike", [.string, .any]) { arguments, _ in
                let wanted = arguments[0].stringText
                let type = arguments[1].typeName
                return .bool(wanted == type || "*" + wanted == type)
            },
            GoFunction("deepEqual", [.any, .any]) { arguments, context throws(GoError) in
                var equality = DeepEquality(context)
                return .bool(try equality.equal(arguments[0], arguments[1]))
            },
        ]
    }

    private static var helm: [GoFunction] {
        [
            GoFunction("include", [.string, .any]) { arguments, context throws(GoError) in
                .string(try context.execute(template: arguments[0].text, data: arguments[1]))
            },
            GoFunction("tpl", [.string, .any], body: tpl),
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

    private static func tpl(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        let template = arguments[0].text
        do throws(GoError) {
            let text = try context.execute(text: template, data: arguments[1])
            return .string(TemplateSet.removingMissingValues(from: text))
        } catch {
            if error.endsRendering { throw error }
            // Helm puts a plain error of its own around both, and so ends the chain of template errors.
            let isParseError = error.chain.isEmpty && error.message.hasPrefix("template: gotpl:")
            let quoted = Quoting.quoted(template.bytes)
            let reason =
                isParseError
                ? "cannot parse template \(quoted)" : "error during tpl function execution for \(quoted)"
            throw error.wrapped(reason)
        }
    }

    private static func cluster(_ options: FunctionOptions) -> [GoFunction] {
        [
            GoFunction("lookup", [.string, .string, .string, .string]) { arguments, _ throws(GoError) in
                guard let lookup = options.lookup else { return .map(GoMap()) }
                return try lookup(
                    LookupQuery(
                        apiVersion: arguments[0].stringText,
                        kind: arguments[1].stringText,
                        namespace: arguments[2].stringText,
                        name: arguments[3].stringText
                    )
                )
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
