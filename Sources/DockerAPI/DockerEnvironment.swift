import FoundationEssentials

/// Everything of the process and its files that finding an engine depends on.
///
/// Passed in, so that resolution is the same for the same input and tests need no files.
package struct DockerEnvironment: Sendable {
    /// The environment variables.
    package var variables: [String: String]
    /// The user's home folder, for `~/.docker`; nil when there is none.
    package var home: String?
    /// The content of a file, or nil when it cannot be read.
    package var readFile: @Sendable (_ path: String) -> [UInt8]?
    /// The names in a folder, sorted; empty when it cannot be read.
    package var listFolder: @Sendable (_ path: String) -> [String]

    /// - Parameters:
    ///   - variables: The environment variables.
    ///   - home: The user's home folder.
    ///   - readFile: How to read a file; the file system by default.
    ///   - listFolder: How to list a folder; the file system by default.
    package init(
        variables: [String: String],
        home: String?,
        readFile: @escaping @Sendable (String) -> [UInt8]? = { path in
            FileManager.default.contents(atPath: path).map { Array($0) }
        },
        listFolder: @escaping @Sendable (String) -> [String] = { path in
            ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        }
    ) {
        self.variables = variables
        self.home = home
        self.readFile = readFile
        self.listFolder = listFolder
    }

    /// The variable `name`; an empty one counts as not set.
    package func variable(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// Docker's configuration folder: `DOCKER_CONFIG` or `~/.docker`.
    package var configFolder: String? {
        variable("DOCKER_CONFIG") ?? home.map { "\($0)/.docker" }
    }
}
