import FoundationEssentials
import TestSupport
import Testing

/// Archives made by another tool (Python's tarfile), good ones and evil ones.
enum ArchiveMaker {
    static func bytes(of kind: String) async throws -> [UInt8] {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/\(kind).tgz"
            let script = Fixture.path("Fixtures/archives/make.py")
            #expect(try BackgroundProcess(["python3", script, kind, path]).stop() == 0)
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
    }
}
