import GoTemplate

/// TOML in and out.
enum TOMLFunctions {
    static var all: [GoFunction] {
        [
            GoFunction("toToml", [.any]) { arguments, _ throws(GoError) in
                if arguments[0].isNilValue { return .string(try TOMLWriter.write(arguments[0])) }
                do throws(GoError) {
                    return .string(try TOMLWriter.write(arguments[0]))
                } catch {
                    return .text(error.message)
                }
            },
            GoFunction("mustToToml", [.any]) { arguments, _ throws(GoError) in
                .string(try TOMLWriter.write(arguments[0]))
            },
            GoFunction("fromToml", [.string]) { arguments, _ in
                DecodedDocument.map { () throws(GoError) in
                    .map(try TOMLParser.parse(arguments[0].stringBytes))
                }
            },
        ]
    }
}
