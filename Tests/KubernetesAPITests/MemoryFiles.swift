@testable import KubernetesAPI

/// An environment whose files are in memory.
enum MemoryFiles {
    /// - Parameters:
    ///   - files: Text by absolute path; nil is a file that cannot be read.
    ///   - variables: The environment variables.
    ///   - isInteractive: Whether there is a terminal.
    ///   - now: The clock.
    static func environment(
        _ files: [String: String?],
        variables: [String: String] = [:],
        isInteractive: Bool = false,
        now: @escaping @Sendable () -> Double = { 0 }
    ) -> KubernetesEnvironment {
        KubernetesEnvironment(
            variables: variables,
            home: "/home/ann",
            currentFolder: "/project",
            isInteractive: isInteractive,
            readFile: { path in (files[path] ?? nil).map { Array($0.utf8) } },
            hasFile: { files.keys.contains($0) },
            now: now
        )
    }
}
