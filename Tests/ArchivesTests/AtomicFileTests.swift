import Archives
import Diagnostics
import FoundationEssentials
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    /// Whether this test run may mount a small file system, as in a container's root.
    private static let canMount: Bool = {
        let script = "unshare -m mount -t tmpfs -o size=64k tmpfs /mnt 2>/dev/null"
        return (try? BackgroundProcess(["sh", "-c", script]).stop()) == 0
    }()

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test func replacesTheOldContentAndSetsTheMode() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/file"
            try AtomicFile.write([1], to: path)
            try AtomicFile.write([2, 3], to: path, mode: 0o600)
            #expect(try bytes(path) == [2, 3])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
        }
    }

    @Test func replacesALinkAndNotItsTarget() async throws {
        try await withTemporaryFolder { folder in
            try AtomicFile.write([1], to: "\(folder)/target")
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/link",
                withDestinationPath: "\(folder)/target"
            )
            try AtomicFile.write([2], to: "\(folder)/link")
            #expect(try bytes("\(folder)/target") == [1])
            #expect(try bytes("\(folder)/link") == [2])
        }
    }

    @Test func aMissingFolderIsAFailure() {
        let error = #expect(throws: Failure.self) { try AtomicFile.write([1], to: "/nonexistent/x") }
        #expect(error?.kind == .unavailable)
        #expect(error?.message == "cannot write '/nonexistent/x': No such file or directory")
    }

    @Test(.enabled(if: canMount, "mounting a small file system needs root"))
    func aFullDiskLeavesTheOldFile() async throws {
        try await withTemporaryFolder { folder in
            let mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
            #expect(try BackgroundProcess(mount).stop() == 0)
            defer { _ = try? BackgroundProcess(["umount", folder]).stop() }
            let path = "\(folder)/file"
            try AtomicFile.write([1], to: path)
            let large = [UInt8](repeating: 7, count: 1 << 20)
            let error = #expect(throws: Failure.self) { try AtomicFile.write(large, to: path) }
            #expect(error?.kind == .unavailable)
            #expect(error?.message == "cannot write '\(path)': No space left on device")
            #expect(try bytes(path) == [1])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
            let entries = [
                ArchiveEntry(path: "web/a", bytes: [1]), ArchiveEntry(path: "web/b", bytes: large),
            ]
            #expect(throws: Failure.self) { try Archive.extract(entries, into: folder) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
        }
    }
}
