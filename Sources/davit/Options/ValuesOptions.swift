import ArgumentParser

/// The values of a user, with Helm's names and precedence.
struct ValuesOptions: ParsableArguments, Sendable {
    @Option(
        name: [.customShort("f"), .customLong("values")],
        parsing: .singleValue,
        help: ArgumentHelp(
            "Values from a file, a URL, or - for standard input; repeatable.",
            valueName: "file"
        )
    )
    var files: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A value: key=value, a.b=1,c[0]=x.", valueName: "key=value")
    )
    var set: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp("A value that stays a string.", valueName: "key=value"))
    var setString: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A value from a file's content.", valueName: "key=file")
    )
    var setFile: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A value as JSON, or a whole object.", valueName: "json")
    )
    var setJson: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp("A value taken as it is.", valueName: "key=value"))
    var setLiteral: [String] = []
}
