import Diagnostics
import FoundationEssentials

extension Context {
    /// Writes a file whole or not at all, making its folder if need be.
    func writeFile(_ bytes: [UInt8], to path: String) throws {
        let url = URL(fileURLWithPath: self.path(path))
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: url, options: .atomic)
        } catch {
            throw Failure(
                .unavailable,
                "cannot write '\(path)'",
                hint: "check that the folder is writable and the disk has room",
                cause: error
            )
        }
    }

    /// Reads a file, or standard input for `-`.
    func readFile(_ path: String) throws(Failure) -> [UInt8] {
        if path == "-" { return try readInput() }
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: self.path(path))))
        } catch {
            throw Failure(
                .notFound,
                "cannot read '\(path)'",
                hint: "check that it exists and that you may read it",
                cause: error
            )
        }
    }
}
