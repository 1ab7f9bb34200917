import Archives
import Diagnostics
import FoundationEssentials
import Testing

@Suite struct ArchiveReadTests {
    @Test func readsFilesWithNormalPaths() async throws {
        let bytes = try await ArchiveMaker.bytes(of: "good")
        let entries = try Archive.read(bytes, name: "good.tgz")
        let long = String(repeating: "long-", count: 40)
        #expect(
            entries == [
                ArchiveEntry(path: "web/Chart.yaml", bytes: Array("name: web\n".utf8), mode: 0o600),
                ArchiveEntry(path: "web/files/é.txt", bytes: Array("ü".utf8), mode: 0o755),
                ArchiveEntry(path: "web/templates/a.yaml", bytes: []),
                ArchiveEntry(path: "web/\(long)/name", bytes: Array("long".utf8)),
            ]
        )
    }

    @Test(arguments: [
        ("absolute", "'/etc/cron.d/x' has an absolute path"),
        ("backslash-absolute", "'\\etc\\x' has an absolute path"),
        ("parent", "'../x' leads out of the archive with '..'"),
        ("inner-parent", "'web/a/../../../x' leads out of the archive with '..'"),
        ("harmless-parent", "'web/a/../b' leads out of the archive with '..'"),
        ("backslash-parent", "'web\\..\\..\\x' leads out of the archive with '..'"),
        ("parent-folder", "leads out of the archive with '..'"),
        ("drive", "'C:\\Windows\\x' has a path with a drive letter"),
        ("drive-relative", "'c:x' has a path with a drive letter"),
        ("link-out", "'web/link' is a link to '../../etc/passwd'"),
        ("link-inside", "'web/link' is a link to 'Chart.yaml'"),
        ("link-folder", "'web' is a link to '/tmp'"),
        ("hard-link", "'web/link' is a link to 'web/Chart.yaml'"),
        ("pipe", "'web/pipe' is a device, a pipe or the like"),
        ("character-device", "'web/null' is a device, a pipe or the like"),
        ("block-device", "'web/disk' is a device, a pipe or the like"),
        ("twice", "'web/a' is there twice"),
        ("case", "'web/readme.md' differs from 'web/README.md' by case or accents alone"),
        ("folder-case", "'web/files' differs from 'web/Files' by case or accents alone"),
        ("accents", "is there twice"),
        ("file-as-folder", "'web/a' is both a file and a folder"),
        ("folder-as-file", "'web/a' is both a file and a folder"),
        ("line-feed", "has a control character in its name"),
        ("escape", "'web/\u{FFFD}[2Jx' has a control character in its name"),
        ("overlong", "has too long a name"),
        ("root", "is not a file name"),
        ("nul", "a name holds a zero byte"),
        ("latin-1", ""),
        ("large-file", "'web/large' unpacks to more than 5242880 bytes"),
        ("sparse", "'web/sparse' unpacks to more than 5242880 bytes"),
        ("many", "it unpacks to more than 104857600 bytes"),
    ])
    func refuses(kind: String, reason: String) async throws {
        let bytes = try await ArchiveMaker.bytes(of: kind)
        let error = #expect(throws: Failure.self) { try Archive.read(bytes, name: "x.tgz") }
        #expect(error?.kind == .invalidInput)
        #expect(error?.message.hasPrefix("'x.tgz' is ") == true)
        #expect(error?.message.hasSuffix(reason) == true, "\(error?.message ?? "")")
        #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 } == true)
    }

    @Test func limitsAreInclusiveAndCanBeChanged() async throws {
        let bytes = try await ArchiveMaker.bytes(of: "largest-file")
        #expect(try Archive.read(bytes, name: "x.tgz").first?.bytes.count == 5 << 20)
        let error = #expect(throws: Failure.self) {
            try Archive.read(bytes, name: "x.tgz", limits: .init(total: 1 << 20, file: 5 << 20))
        }
        #expect(error?.message == "'x.tgz' is refused: it unpacks to more than 1048576 bytes")
    }

    @Test func everyTruncationIsAnError() async throws {
        let bytes = try await ArchiveMaker.bytes(of: "good")
        #expect(bytes.count > 100)
        for length in bytes.indices {
            #expect(throws: Failure.self, "cut to \(length) bytes") {
                try Archive.read(Array(bytes[..<length]), name: "x.tgz")
            }
        }
    }

    @Test func everyFlippedBitIsAnErrorOrHarmless() async throws {
        let bytes = try await ArchiveMaker.bytes(of: "good")
        let entries = try Archive.read(bytes, name: "x.tgz")
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << bit
                // Gzip's time stamp, or the unused bits at the end of a block, say nothing.
                if let read = try? Archive.read(damaged, name: "x.tgz") {
                    #expect(read == entries, "bit \(bit) of byte \(index)")
                }
            }
        }
    }

    @Test(arguments: [[], Array("not an archive".utf8), [0x1F, 0x8B], [UInt8](repeating: 0, count: 100)])
    func refusesOtherBytes(bytes: [UInt8]) {
        #expect(throws: Failure.self) { try Archive.read(bytes, name: "x.tgz") }
    }

    @Test(arguments: ["", "just text, compressed", String(repeating: "0123456789abcdef", count: 100)])
    func refusesCompressedOtherBytes(text: String) throws {
        let bytes = try Gzip.compress(Array(text.utf8))
        #expect(throws: Failure.self) { try Archive.read(bytes, name: "x.tgz") }
    }

    @Test func readsOnSeveralThreadsAtOnce() async throws {
        let bytes = try await ArchiveMaker.bytes(of: "good")
        let expected = try Archive.read(bytes, name: "x.tgz")
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask { try Archive.read(bytes, name: "x.tgz") == expected }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }
}
