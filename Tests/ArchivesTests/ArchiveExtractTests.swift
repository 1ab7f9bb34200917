import Archives
import Diagnostics
import FoundationEssentials
import TestSupport
import Testing

@Suite struct ArchiveExtractTests {
    private let entries = [
        ArchiveEntry(path: "web/Chart.yaml", bytes: Array("name: web\n".utf8), mode: 0o600),
        ArchiveEntry(path: "web/files/é.sh", bytes: Array("#!/bin/sh\n".utf8), mode: 0o711),
    ]

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func writesBelowTheFolder() async throws {
        try await withTemporaryFolder { folder in
            try Archive.extract(entries, into: "\(folder)/a/b")
            let found = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
            #expect(
                found == [
                    "a", "a/b", "a/b/web", "a/b/web/Chart.yaml", "a/b/web/files", "a/b/web/files/é.sh",
                ]
            )
            #expect(try mode("\(folder)/a/b/web/Chart.yaml") == 0o644)
            #expect(try mode("\(folder)/a/b/web/files/é.sh") == 0o755)
            let text = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a/b/web/Chart.yaml"))
            #expect(Array(text) == Array("name: web\n".utf8))
        }
    }

    @Test(arguments: ["folder", "file", "link"])
    func leavesWhatIsThereAlone(kind: String) async throws {
        try await withTemporaryFolder { folder in
            let files = FileManager.default
            switch kind {
            case "folder":
                try files.createDirectory(atPath: "\(folder)/web", withIntermediateDirectories: true)
            case "file": try AtomicFile.write([], to: "\(folder)/web")
            default:
                try files.createSymbolicLink(atPath: "\(folder)/web", withDestinationPath: "/nonexistent")
            }
            let error = #expect(throws: Failure.self) { try Archive.extract(entries, into: folder) }
            #expect(error?.kind == .conflict)
            #expect(error?.message == "'\(folder)/web' already exists")
            #expect(try files.contentsOfDirectory(atPath: folder) == ["web"])
        }
    }

    @Test(arguments: ["Chart.yaml", "./Chart.yaml", "../web/x", "/web/x"])
    func refusesFilesOutsideAFolder(path: String) async throws {
        try await withTemporaryFolder { folder in
            #expect(throws: Failure.self) {
                try Archive.extract([ArchiveEntry(path: path, bytes: [])], into: "\(folder)/x")
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left == [])
        }
    }
}
