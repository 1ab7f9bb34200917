import FoundationEssentials

/// Everything of the process and its files that finding a cluster depends on.
///
/// Passed in, so that resolution is the same for the same input and tests need no files.
package struct KubernetesEnvironment: Sendable {
    /// The environment variables; credential plugins are run with them.
    package var variables: [String: String]
    /// The user's home folder, for `~/.kube/config`; nil when there is none.
    package var home: String?
    /// The folder that relative paths on the command line start from.
    package var currentFolder: String
    /// Whether a person can be asked: standard input is a terminal.
    package var isInteractive: Bool
    /// The content of a file, or nil when it cannot be read.
    package var readFile: @Sendable (_ path: String) -> [UInt8]?
    /// Whether there is a file, be it readable or not.
    package var hasFile: @Sendable (_ path: String) -> Bool
    /// The clock, in seconds since 1970, that credentials expire by.
    package var now: @Sendable () -> Double

    /// - Parameters:
    ///   - variables: The environment variables.
    ///   - home: The user's home folder.
    ///   - currentFolder: The current folder.
    ///   - isInteractive: Whether a credential plugin may ask a person.
    ///   - readFile: How to read a file; the file system by default.
    ///   - hasFile: How to look for a file; the file system by default.
    ///   - now: How to read the clock; the system's by default.
    package init(
        variables: [String: String],
        home: String?,
        currentFolder: String = FileManager.default.currentDirectoryPath,
        isInteractive: Bool = false,
        readFile: @escaping @Sendable (String) -> [UInt8]? = { path in
            FileManager.default.contents(atPath: path).map { Array($0) }
        },
        hasFile: @escaping @Sendable (String) -> Bool = { FileManager.default.fileExists(atPath: $0) },
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) {
        self.variables = variables
        self.home = home
        self.currentFolder = currentFolder
        self.isInteractive = isInteractive
        self.readFile = readFile
        self.hasFile = hasFile
        self.now = now
    }

    /// The variable `name`; an empty one counts as not set.
    package func variable(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// The text of a file without white space around it; nil for none.
    func readWord(_ path: String) -> String? {
        guard let bytes = readFile(path) else { return nil }
        let words = bytes.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = words.first, let last = words.last else { return nil }
        return String(decoding: bytes[first.startIndex..<last.endIndex], as: UTF8.self)
    }
}
