internal import Archives
internal import Compose
internal import Diagnostics
internal import FoundationEssentials
internal import Values

/// The folder of one release: `compose.yaml`, its configs and secrets, and whether it was run.
struct ReleaseFolder: Sendable {
    let release: String
    let path: String

    /// - Parameters:
    ///   - release: The release.
    ///   - folder: Davit's data folder.
    init(_ release: String, in folder: String) {
        self.release = release
        path = "\(folder)/releases/\(release)"
    }

    var composePath: String { "\(path)/compose.yaml" }

    /// The services that are hooks, with what they use.
    var hooksPath: String { "\(path)/hooks.yaml" }

    /// There when a Compose tool was asked to run the release: it then has containers to be removed.
    private var runPath: String { "\(path)/.run" }

    var wasRun: Bool { FileManager.default.fileExists(atPath: runPath) }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// The document as it was last written; nil when there is none.
    func document() throws(Failure) -> Value? {
        guard let data = FileManager.default.contents(atPath: composePath) else { return nil }
        return try ComposeFile.read(Array(data), file: composePath)
    }

    func has(_ file: ComposeFile.ObjectName) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(file.folder)/\(file.name)")
    }

    /// The configs or secrets that are there.
    func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
    }

    /// Writes a config or a secret, if it is not there yet: content is part of the name.
    ///
    /// The folders keep others out. Configs are readable, so that a container's own user can read what is
    /// mounted; secrets are their owner's.
    func write(_ file: ComposeFile.File) throws(Failure) {
        guard !has(file.object) else { return }
        let bytes: [UInt8]
        switch file.content {
        case .bytes(let content): bytes = content
        case .generated(let secret): bytes = secret.make()
        case .existing:
            throw Failure(.notFound, "the file '\(path)/\(file.path)' is missing")
        }
        try LocalFolder.make("\(path)/\(file.object.folder)")
        let mode: UInt16 = file.object.folder == "secrets" ? 0o600 : 0o644
        try AtomicFile.write(bytes, to: "\(path)/\(file.path)", mode: mode)
    }

    func write(_ file: ComposeFile) throws(Failure) {
        try LocalFolder.make(path)
        try AtomicFile.write(file.bytes, to: composePath, mode: 0o600)
    }

    func writeHooks(_ file: ComposeFile) throws(Failure) {
        try LocalFolder.make(path)
        try AtomicFile.write(file.bytes, to: hooksPath, mode: 0o600)
    }

    func markRun() throws(Failure) {
        try AtomicFile.write([], to: runPath, mode: 0o600)
    }

    func unmarkRun() throws(Failure) {
        try LocalFolder.remove(runPath)
    }

    func delete(_ name: String, in folder: String) throws(Failure) {
        try LocalFolder.remove("\(path)/\(folder)/\(name)")
    }
}
