internal import Crypto
package import Diagnostics
internal import FoundationEssentials
internal import OrderedCollections
internal import Values

/// The key that seals secret values in records, so that an upgrade needs them only once.
///
/// AES-256-GCM (NIST SP 800-38D) under a key derived from the file's (HKDF, RFC 5869). What is sealed is
/// bound to the name of its release: moved to another one it does not open.
package struct RecordKey: Sendable {
    /// Tells keys apart without telling anything of them: the first digits of a digest.
    package let id: String
    private let sealing: SymmetricKey
    private let marking: SymmetricKey

    /// Reads a key file: 32 bytes as base64, as `openssl rand -base64 32` prints them.
    ///
    /// - Parameter name: The file, for the error.
    /// - Throws: `.invalidInput` when it is anything else.
    package init(file bytes: [UInt8], name: String) throws(Failure) {
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        guard let secret = Data(base64Encoded: text), secret.count == 32 else {
            throw Failure(
                .invalidInput,
                "the file is no key: 32 bytes as base64 are expected",
                at: SourceLocation(file: name),
                hint: "make one: openssl rand -base64 32 > FILE"
            )
        }
        let root = SymmetricKey(data: secret)
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: root,
                info: Array("davit record \(purpose)".utf8),
                outputByteCount: 32
            )
        }
        sealing = derived("sealing")
        marking = derived("marking")
        id = derived("id").withUnsafeBytes { bytes in
            bytes.prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    /// Seals a value for the record of a release.
    ///
    /// - Throws: `.internal` when the cipher refuses.
    func seal(_ value: Value, of release: String) throws(Failure) -> SealedValues {
        let text = JSON.encode(value, sortKeys: true)
        let release = Array(release.utf8)
        guard let box = try? AES.GCM.seal(text, using: sealing, authenticating: release),
            let combined = box.combined
        else { throw Failure(.internal, "secret values cannot be encrypted") }
        let mark = HMAC<SHA256>.authenticationCode(for: release + [0] + text, using: marking)
        return SealedValues(
            key: id,
            mark: Data(mark).base64EncodedString(),
            data: combined.base64EncodedString()
        )
    }

    /// Opens what this key has sealed.
    ///
    /// - Throws: `.invalidInput` when it was changed, or belongs to another release.
    func open(_ sealed: SealedValues, of release: String) throws(Failure) -> Value {
        guard let data = Data(base64Encoded: sealed.data),
            let box = try? AES.GCM.SealedBox(combined: data),
            let text = try? AES.GCM.open(box, using: sealing, authenticating: Array(release.utf8))
        else {
            throw Failure(
                .invalidInput,
                "the secret values in the record of '\(release)' are damaged, or not of this release",
                hint: "give them again with '--set-file NAME=FILE'"
            )
        }
        return try JSON.decode(Array(text), file: "the secret values of \(release)")
    }
}

/// Secret values as they stand in a record.
package struct SealedValues: Sendable, Hashable {
    /// The `id` of the key.
    package var key: String
    /// The same for the same values under the same key, and telling nothing of them: shows whether a
    /// revision would be a different one.
    package var mark: String
    /// Nonce, ciphertext and tag, as base64.
    package var data: String
}
