import Crypto
import CryptoExtras
import GoTemplate
import SwiftASN1
import X509

/// A private key that signs certificates.
enum SigningKey {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    /// A new RSA key of so many bits.
    static func newRSA(bits: Int) throws(GoError) -> SigningKey {
        do {
            return .rsa(try _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: bits)))
        } catch {
            throw GoError("error generating rsa key: \(error)")
        }
    }

    /// Reads a key in PEM: PKCS #8, or `RSA` or `EC` in their own forms.
    ///
    /// - Throws: Sprig's text of what is wrong.
    init(pem: String) throws(GoError) {
        guard let (type, content) = PEMText.first(in: pem) else { throw GoError("no PEM data in input") }
        let found: SigningKey?
        let reason: String
        switch type {
        case "PRIVATE KEY":
            found = Self.rsa(content) ?? Self.elliptic(content) ?? Self.ed25519(content)
            reason = "decoding PEM as PKCS#8"
        case "EC PRIVATE KEY": (found, reason) = (Self.elliptic(content), "parsing EC private key from PEM")
        case "RSA PRIVATE KEY": (found, reason) = (Self.rsa(content), "parsing RSA private key from PEM")
        default:
            guard type.hasSuffix(" PRIVATE KEY") else {
                throw GoError("no private key data in PEM block of type \(type)")
            }
            throw GoError(
                "unsupported private key type \(Quoting.quoted([UInt8](text: String(type.dropLast(12)))))"
            )
        }
        guard let found else { throw GoError("\(reason): it is not such a key") }
        self = found
    }

    private static func rsa(_ content: [UInt8]) -> SigningKey? {
        (try? _RSA.Signing.PrivateKey(derRepresentation: content)).map { .rsa($0) }
    }

    private static func elliptic(_ content: [UInt8]) -> SigningKey? {
        if let key = try? P256.Signing.PrivateKey(derRepresentation: content) { return .p256(key) }
        if let key = try? P384.Signing.PrivateKey(derRepresentation: content) { return .p384(key) }
        return (try? P521.Signing.PrivateKey(derRepresentation: content)).map { .p521($0) }
    }

    /// The fixed beginning of a PKCS #8 Ed25519 key before its 32 bytes (RFC 8410, section 7).
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    private static func ed25519(_ content: [UInt8]) -> SigningKey? {
        guard content.count == 48, content.starts(with: ed25519Prefix) else { return nil }
        return (try? Curve25519.Signing.PrivateKey(rawRepresentation: content.dropFirst(16))).map {
            .ed25519($0)
        }
    }

    /// The key in PEM, in the form of its kind.
    func pem() throws(GoError) -> String {
        switch self {
        case .rsa(let key): return PEMText.block("RSA PRIVATE KEY", [UInt8](key.derRepresentation))
        case .p256(let key):
            return try Self.elliptic(
                [UInt8](key.rawRepresentation),
                key.publicKey.x963Representation,
                [1, 2, 840, 10045, 3, 1, 7]
            )
        case .p384(let key):
            return try Self.elliptic(
                [UInt8](key.rawRepresentation),
                key.publicKey.x963Representation,
                [1, 3, 132, 0, 34]
            )
        case .p521(let key):
            return try Self.elliptic(
                [UInt8](key.rawRepresentation),
                key.publicKey.x963Representation,
                [1, 3, 132, 0, 35]
            )
        case .ed25519(let key):
            return PEMText.block("PRIVATE KEY", Self.ed25519Prefix + [UInt8](key.rawRepresentation))
        }
    }

    /// RFC 5915, section 3.
    private static func elliptic(
        _ key: [UInt8],
        _ publicKey: some Sequence<UInt8>,
        _ curve: ASN1ObjectIdentifier
    ) throws(GoError) -> String {
        do {
            var serializer = DER.Serializer()
            try serializer.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(1)
                try coder.serialize(ASN1OctetString(contentBytes: key[...]))
                try coder.serialize(curve, explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
                try coder.serialize(
                    ASN1BitString(bytes: Array(publicKey)[...]),
                    explicitlyTaggedWithTagNumber: 1,
                    tagClass: .contextSpecific
                )
            }
            return PEMText.block("EC PRIVATE KEY", serializer.serializedBytes)
        } catch {
            throw GoError("cannot write the private key: \(error)")
        }
    }

    var certificateKey: Certificate.PrivateKey {
        switch self {
        case .rsa(let key): Certificate.PrivateKey(key)
        case .p256(let key): Certificate.PrivateKey(key)
        case .p384(let key): Certificate.PrivateKey(key)
        case .p521(let key): Certificate.PrivateKey(key)
        case .ed25519(let key): Certificate.PrivateKey(key)
        }
    }

    /// What the key signs with: the hash goes with the size of the curve.
    var signatureAlgorithm: Certificate.SignatureAlgorithm {
        switch self {
        case .rsa: .sha256WithRSAEncryption
        case .p256: .ecdsaWithSHA256
        case .p384: .ecdsaWithSHA384
        case .p521: .ecdsaWithSHA512
        case .ed25519: .ed25519
        }
    }
}
