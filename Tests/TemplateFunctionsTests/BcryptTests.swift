import Testing

@testable import TemplateFunctions

@Suite struct BcryptTests {
    /// Vectors of the public crypt_blowfish test set, and one made with libxcrypt.
    @Test(arguments: [
        ("U*U", "CCCCCCCCCCCCCCCCCCCCC.", "E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "CCCCCCCCCCCCCCCCCCCCC.", "VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("U*U*U", "XXXXXXXXXXXXXXXXXXXXXO", "AcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        ("", "CCCCCCCCCCCCCCCCCCCCC.", "7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
    ])
    func hashIsOpenBSDs(password: String, salt: String, expected: String) {
        let hash = Bcrypt.hash([UInt8](text: password), cost: 5, salt: Self.bytes(salt))
        #expect(String(decoding: hash, as: UTF8.self) == "$2a$05$" + salt + expected)
    }

    /// The 16 bytes of a salt in bcrypt's base 64.
    private static func bytes(_ salt: String) -> [UInt8] {
        let alphabet = [UInt8](text: "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        var bits = RadixCoding.BitBuffer(capacity: 16)
        for byte in salt.utf8 { bits.append(UInt8(alphabet.firstIndex(of: byte) ?? 0), width: 6) }
        return bits.bytes
    }
}
