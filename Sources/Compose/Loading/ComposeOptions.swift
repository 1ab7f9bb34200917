/// What loading takes from outside the documents.
package struct ComposeOptions: Sendable {
    /// What becomes of `$NAME` and `${NAME}`.
    package enum Interpolation: Sendable {
        /// They are replaced from these variables, and `$$` by a dollar sign.
        case variables([String: String])
        /// The documents are final, as the canonical form of a project is: a dollar sign is one.
        case none
    }

    package var interpolation: Interpolation
    /// The profiles that are enabled; `*` enables all.
    package var profiles: Set<String>
    /// The bytes of a file of the chart by its path below the parent chart's folder; nil when there is none.
    package var readFile: @Sendable (_ path: String) -> [UInt8]?
    /// The paths of all files below a folder of the chart, for bind mounts of folders.
    package var listFiles: @Sendable (_ folder: String) -> [String]
    /// A hash that names the content of configs and secrets in the engine and stands for it in a record.
    package var contentHash: @Sendable (_ content: [UInt8]) -> String

    package init(
        interpolation: Interpolation,
        profiles: Set<String> = [],
        readFile: @escaping @Sendable (_ path: String) -> [UInt8]? = { _ in nil },
        listFiles: @escaping @Sendable (_ folder: String) -> [String] = { _ in [] },
        contentHash: @escaping @Sendable (_ content: [UInt8]) -> String
    ) {
        self.interpolation = interpolation
        self.profiles = profiles
        self.readFile = readFile
        self.listFiles = listFiles
        self.contentHash = contentHash
    }

    /// The given variables; none when the documents are final.
    var variables: [String: String] {
        if case .variables(let variables) = interpolation { variables } else { [:] }
    }
}
