import ArgumentParser

/// What `$VAR` in rendered Compose documents is resolved from.
struct VariableOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("env"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "A variable for ${NAME} in the Compose documents; repeatable.",
            valueName: "name=value"
        )
    )
    var variables: [String] = []

    @Option(
        name: .customLong("env-file"),
        parsing: .singleValue,
        help: ArgumentHelp("Variables from a file of NAME=VALUE lines; repeatable.", valueName: "file")
    )
    var files: [String] = []

    @Option(
        name: .customLong("profile"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "A profile of services to enable, or * for all; repeatable (default: COMPOSE_PROFILES of the variables).",
            valueName: "name"
        )
    )
    var profiles: [String] = []

    @Flag(name: .customLong("env-from-process"), help: "Take variables from the environment as well.")
    var fromProcess = false
}
