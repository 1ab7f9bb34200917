import Archives
import Diagnostics
import FoundationEssentials
import TestSupport
import Testing

@Suite struct GzipTests {
    @Test(arguments: [0, 1, 1000, 3_000_000])
    func anotherToolDecompressesIt(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        let compressed = try Gzip.compress(bytes)
        #expect(try Gzip.decompress(compressed, limit: count, name: "x") == bytes)
        #expect(try Gzip.compress(bytes) == compressed)
        try await withTemporaryFolder { folder in
            try AtomicFile.write(compressed, to: "\(folder)/x.gz")
            #expect(try BackgroundProcess(["gzip", "-dk", "\(folder)/x.gz"]).stop() == 0)
            #expect(Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/x"))) == bytes)
        }
    }

    @Test func countsWhileReading() throws {
        let compressed = try Gzip.compress([UInt8](repeating: 0, count: 1001))
        let error = #expect(throws: Failure.self) {
            try Gzip.decompress(compressed, limit: 1000, name: "record")
        }
        #expect(error?.message == "'record' unpacks to more than 1000 bytes")
    }

    @Test func damageIsAnError() throws {
        let content = Array("some content to be damaged".utf8)
        let compressed = try Gzip.compress(content)
        var errors = 0
        for index in 10..<compressed.count {
            var damaged = compressed
            damaged[index] ^= 0x10
            do {
                // The unused bits before the trailer do no harm.
                #expect(try Gzip.decompress(damaged, limit: 1000, name: "x") == content, "byte \(index)")
            } catch {
                errors += 1
            }
        }
        #expect(errors >= compressed.count - 10 - 1)
        #expect(throws: Failure.self) { try Gzip.decompress(compressed + [0], limit: 1000, name: "x") }
        #expect(throws: Failure.self) {
            try Gzip.decompress(Array(compressed.dropLast(1)), limit: 1000, name: "x")
        }
    }
}
