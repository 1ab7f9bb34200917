import GoTemplate

/// TOML in and out.
enum TOMLFunctions {
    static var all: [GoFunction] {
        [
            GoFunction("toToml", [.any]) { arguments, context throws(GoError) in
                if arguments[0].isNilValue { return .string(try TOMLWriter.write(arguments[0], context)) }
                do throws(GoError) {
                    return .string(try TOMLWriter.write(arguments[0], context))
                } catch {
                    if error.endsRendering { throw error }
                    return .text(error.message)
                }
            },
            GoFunction("mustToToml", [.any]) { arguments, context throws(GoError) in
                .string(try TOMLWriter.write(arguments[0], context))
            },
            GoFunction("fromToml", [.string]) { arguments, context throws(GoError) in
                // Its tables are many times as large as their text, and slow to read.
                try context.allow(bytes: 8 * arguments[0].stringBytes.count)
                return try DecodedDocument.map(context, arguments[0]) { text throws(GoError) in
                    try DecodedDocument.counting(.map(try TOMLParser.parse(text)), context)
                }
            },
        ]
    }
}
