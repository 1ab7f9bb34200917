import Archives
import Testing

@Suite struct SHA256DigestTests {
    // FIPS 180-2, appendix B.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func hashes(text: String, expected: String) {
        #expect(Digest.sha256(Array(text.utf8)) == expected)
        #expect(SHA256Digest(of: Array(text.utf8)).description == "sha256:\(expected)")
    }

    @Test func readsBothForms() throws {
        let digits = String(repeating: "aB", count: 32)
        let bare = try #require(SHA256Digest(digits))
        #expect(bare.hexadecimal == digits.lowercased())
        #expect(SHA256Digest("sha256:\(digits)") == bare)
    }

    @Test(arguments: [
        "", "sha256:", "md5:\(String(repeating: "a", count: 64))", String(repeating: "a", count: 63),
        String(repeating: "g", count: 64), String(repeating: "a", count: 65),
    ])
    func rejects(text: String) {
        #expect(SHA256Digest(text) == nil)
    }
}
