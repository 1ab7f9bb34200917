import Archives
import Diagnostics
import FoundationEssentials
import TestSupport
import Testing

@Suite struct ArchiveWriteTests {
    private let entries = [
        ArchiveEntry(path: "web/Chart.yaml", bytes: Array("name: web\n".utf8), mode: 0o600),
        ArchiveEntry(path: "web/files/é.sh", bytes: Array("#!/bin/sh\n".utf8), mode: 0o711),
        ArchiveEntry(path: "web/\(String(repeating: "long/", count: 60))name", bytes: []),
        ArchiveEntry(path: "web/large", bytes: [UInt8](repeating: 7, count: 1_000_000)),
    ]

    @Test func anotherToolReadsWhatIsWritten() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/x.tgz"
            try AtomicFile.write(Archive.write(entries), to: path)
            let list = try BackgroundProcess(["python3", Fixture.path("Fixtures/archives/list.py"), path])
            var lines: [String] = []
            while let line = list.readLine() { lines.append(line) }
            #expect(list.stop() == 0)
            // 1980-01-01 is 315532800 seconds after 1970-01-01.
            #expect(
                lines == [
                    "644 0:0:: 315532800 10 web/Chart.yaml",
                    "755 0:0:: 315532800 10 web/files/é.sh",
                    "644 0:0:: 315532800 0 web/\(String(repeating: "long/", count: 60))name",
                    "644 0:0:: 315532800 1000000 web/large",
                ]
            )
        }
    }

    @Test func theSameInputGivesTheSameBytes() async throws {
        let first = try Archive.write(entries)
        // Gzip's header holds seconds.
        try await Task.sleep(for: .milliseconds(1100))
        var others = entries
        others[0].mode = 0o640
        #expect(try Archive.write(others) == first)
        // RFC 1952: no name, no time.
        #expect(Array(first[..<8]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        others.swapAt(0, 1)
        #expect(try Archive.write(others) != first)
    }

    @Test func readsItsOwn() throws {
        let read = try Archive.read(Archive.write(entries), name: "x.tgz")
        #expect(read.map(\.path) == entries.map(\.path))
        #expect(read.map(\.bytes) == entries.map(\.bytes))
        #expect(read.map(\.mode) == [0o644, 0o755, 0o644, 0o644])
    }

    @Test(arguments: [
        ["/x"], ["../x"], ["a//b"], ["./a"], ["a/"], [""], ["a\\b"], ["a", "A"], ["a", "a/b"], ["a\n"],
        ["C:/x"],
    ])
    func refusesPathsThatItWouldNotRead(paths: [String]) {
        #expect(throws: Failure.self) {
            try Archive.write(paths.map { ArchiveEntry(path: $0, bytes: []) })
        }
    }
}
