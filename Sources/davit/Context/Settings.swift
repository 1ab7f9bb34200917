import Diagnostics
import FoundationEssentials
import Releases

/// Where davit keeps its things: the XDG base directories, each replaceable by a variable.
struct Settings: Sendable {
    /// What is saved for the user: repositories, the default target.
    let configFolder: String
    /// What can be fetched again.
    let cacheFolder: String
    /// Releases of the local target.
    let dataFolder: String
    let repositoryConfig: String
    let repositoryCache: String
    /// The file of the key that seals secret values, if one is configured.
    let keyFile: String?

    init(_ context: Context, _ global: GlobalOptions) {
        configFolder =
            context.variable("DAVIT_CONFIG_HOME")
            ?? context.folder("XDG_CONFIG_HOME", fallback: ".config")
        cacheFolder =
            context.variable("DAVIT_CACHE_HOME") ?? context.folder("XDG_CACHE_HOME", fallback: ".cache")
        dataFolder =
            context.variable("DAVIT_DATA_HOME") ?? context.folder("XDG_DATA_HOME", fallback: ".local/share")
        repositoryConfig =
            global.repositoryConfig.map(context.path) ?? context.variable("DAVIT_REPOSITORY_CONFIG")
            ?? "\(configFolder)/repositories.yaml"
        repositoryCache =
            global.repositoryCache.map(context.path) ?? context.variable("DAVIT_REPOSITORY_CACHE")
            ?? "\(cacheFolder)/repository"
        keyFile = context.variable("DAVIT_KEY_FILE").map(context.path)
    }

    /// The key that seals secret values in records, or nil when none is configured.
    ///
    /// - Throws: `.notFound` when the file cannot be read, `.invalidInput` when it holds no key.
    func recordKey() throws(Failure) -> RecordKey? {
        guard let keyFile else { return nil }
        guard let data = FileManager.default.contents(atPath: keyFile) else {
            throw Failure(
                .notFound,
                "the key file '\(keyFile)' of DAVIT_KEY_FILE cannot be read",
                hint: "make a key: openssl rand -base64 32 > \(keyFile)"
            )
        }
        return try RecordKey(file: Array(data), name: keyFile)
    }

    private var targetFile: String { "\(configFolder)/target" }

    /// The target that `davit target use` has saved.
    var savedTarget: TargetKind? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: targetFile)) else { return nil }
        let name = String(decoding: data, as: UTF8.self).prefix { !$0.isWhitespace }
        return TargetKind(rawValue: String(name))
    }

    /// Saves the default target.
    func saveTarget(_ target: TargetKind) throws {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: configFolder),
            withIntermediateDirectories: true
        )
        try Data("\(target.rawValue)\n".utf8).write(to: URL(fileURLWithPath: targetFile), options: .atomic)
    }
}
