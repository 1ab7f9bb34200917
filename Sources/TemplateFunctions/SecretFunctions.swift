import Crypto
import CryptoExtras
import GoTemplate

/// Password hashes, derived passwords and AES.
struct SecretFunctions {
    /// Gives random bytes.
    let randomBytes: @Sendable (_ count: Int) -> [UInt8]

    var all: [GoFunction] {
        [
            .text("bcrypt") { hash($0) },
            .text("htpasswd") { name, password in
                if name.contains(UInt8(ascii: ":")) { return [UInt8](text: "invalid username: ") + name }
                return name + [UInt8(ascii: ":")] + hash(password)
            },
            GoFunction("derivePassword", [.named("uint32"), .string, .string, .string, .string]) {
                arguments,
                context throws(GoError) in
                // Every round of the derivation goes through the user's name.
                try context.allow(bytes: 64 * arguments[3].stringBytes.count)
                return try Self.derivePassword(arguments)
            },
            GoFunction("encryptAES", [.string, .string]) { arguments, _ throws(GoError) in
                .string(try encrypt(arguments[1].stringBytes, password: arguments[0].stringBytes))
            },
            GoFunction("decryptAES", [.string, .string]) { arguments, _ throws(GoError) in
                .string(try Self.decrypt(arguments[1].stringBytes, password: arguments[0].stringBytes))
            },
        ]
    }

    private func hash(_ password: [UInt8]) -> [UInt8] {
        if password.count > 72 {
            return [UInt8](
                text: "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
            )
        }
        return Bcrypt.hash(password, cost: 10, salt: randomBytes(16))
    }

    // MARK: AES-256-CBC with PKCS #7 padding, the vector before the text, all in base 64

    /// The password cut or padded with zeros to 32 bytes.
    private static func key(_ password: [UInt8]) -> SymmetricKey {
        SymmetricKey(data: password.prefix(32) + [UInt8](repeating: 0, count: max(0, 32 - password.count)))
    }

    private func encrypt(_ text: [UInt8], password: [UInt8]) throws(GoError) -> [UInt8] {
        let vector = randomBytes(16)
        do {
            let encrypted = try AES._CBC.encrypt(
                text,
                using: Self.key(password),
                iv: try AES._CBC.IV(ivBytes: vector)
            )
            return Base64.encode(vector + encrypted)
        } catch {
            throw GoError("cannot encrypt: \(error)")
        }
    }

    private static func decrypt(_ text: [UInt8], password: [UInt8]) throws(GoError) -> [UInt8] {
        if text.isEmpty { return [] }
        let bytes: [UInt8]
        switch Base64.decode(text) {
        case .success(let decoded): bytes = decoded
        case .failure(let error): throw GoError("illegal base64 data at input byte \(error.offset)")
        }
        guard bytes.count >= 16 else {
            throw GoError(
                "runtime error: slice bounds out of range [:16] with capacity \(text.count / 4 * 3)"
            )
        }
        guard bytes.count % 16 == 0 else { throw GoError("crypto/cipher: input not full blocks") }
        do {
            let decrypted = try AES._CBC.decrypt(
                bytes.dropFirst(16),
                using: key(password),
                iv: try AES._CBC.IV(ivBytes: bytes.prefix(16)),
                noPadding: true
            )
            return try withoutPadding([UInt8](decrypted))
        } catch let error as GoError {
            throw error
        } catch {
            throw GoError("cannot decrypt: \(error)")
        }
    }

    /// The last byte tells how much padding there is; it is not checked further.
    private static func withoutPadding(_ text: [UInt8]) throws(GoError) -> [UInt8] {
        guard let last = text.last else { throw GoError("runtime error: index out of range [-1]") }
        guard Int(last) <= text.count else {
            throw GoError("runtime error: slice bounds out of range [:\(text.count - Int(last))]")
        }
        return text.dropLast(Int(last))
    }

    // MARK: Derived passwords

    private static let derivationSeed = [UInt8](text: "com.lyndir.masterpassword")

    /// The Master Password algorithm, version 3: a password made from a master password, a user and a site.
    private static func derivePassword(_ arguments: [GoValue]) throws(GoError) -> GoValue {
        let kind = arguments[1].stringText
        guard let templates = DerivedPassword.templates[kind] else {
            return .text("cannot find password template \(kind)")
        }
        let user = arguments[3].stringBytes
        let site = arguments[4].stringBytes
        let key: SymmetricKey
        do {
            key = try KDF.Scrypt.deriveKey(
                from: arguments[2].stringBytes,
                salt: derivationSeed + bigEndian(UInt32(truncatingIfNeeded: user.count)) + user,
                outputByteCount: 64,
                rounds: 32768,
                blockSize: 8,
                parallelism: 2,
                maxMemory: 1 << 27
            )
        } catch {
            throw GoError("failed to derive password: \(error)")
        }
        let message =
            derivationSeed + bigEndian(UInt32(truncatingIfNeeded: site.count)) + site
            + bigEndian(UInt32(truncatingIfNeeded: arguments[0].integer))
        let seed = [UInt8](HMAC<SHA256>.authenticationCode(for: message, using: key))
        let template = [UInt8](text: templates[Int(seed[0]) % templates.count])
        let password = zip(template, seed.dropFirst()).compactMap { (element, byte) -> UInt8? in
            guard let characters = DerivedPassword.characters[element] else { return nil }
            let choices = [UInt8](text: characters)
            return choices[Int(byte) % choices.count]
        }
        return .string(password)
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
