import ArgumentParser
import Releases
import Values

/// `davit env`.
struct EnvironmentCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print the folders and variables that davit uses."
    )

    @Argument(help: "Print the value of this one only.")
    var name: String?

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let settings = Settings(context, global)
        let variables = [
            ("DAVIT_CACHE_HOME", settings.cacheFolder),
            ("DAVIT_CONFIG_HOME", settings.configFolder),
            ("DAVIT_DATA_HOME", settings.dataFolder),
            ("DAVIT_KEY_FILE", settings.keyFile ?? ""),
            ("DAVIT_REPOSITORY_CACHE", settings.repositoryCache),
            ("DAVIT_REPOSITORY_CONFIG", settings.repositoryConfig),
            ("DAVIT_TARGET", context.variable("DAVIT_TARGET") ?? settings.savedTarget?.rawValue ?? ""),
            ("DOCKER_CONTEXT", context.variable("DOCKER_CONTEXT") ?? ""),
            ("DOCKER_HOST", context.variable("DOCKER_HOST") ?? ""),
        ]
        for (key, value) in variables {
            if let name {
                if name == key { try context.print(value) }
            } else {
                try context.print("\(key)=\"\(value)\"")
            }
        }
    }
}
