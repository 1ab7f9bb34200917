import Crypto
import GoTemplate
import SwiftASN1
import X509

/// Sprig's functions that make private keys and certificates.
struct CertificateFunctions {
    private let options: FunctionOptions

    init(options: FunctionOptions) {
        self.options = options
    }

    var all: [GoFunction] { keys + authorities + selfSigned + signed }

    private static let certificateType = GoParameter.named("sprig.certificate")
    private static let listType = GoParameter.slice("[]interface {}")

    private var keys: [GoFunction] {
        [
            GoFunction("genPrivateKey", [.string]) { arguments, _ throws(GoError) in
                switch arguments[0].stringText {
                case "", "rsa": return .text(try SigningKey.newRSA(bits: 4096).pem())
                case "ecdsa": return .text(try SigningKey.p256(P256.Signing.PrivateKey()).pem())
                case "ed25519": return .text(try SigningKey.ed25519(Curve25519.Signing.PrivateKey()).pem())
                case "dsa":
                    throw GoError("keys of type 'dsa' are not supported; use 'rsa', 'ecdsa' or 'ed25519'")
                case let type: return .text("Unknown type \(type)")
                }
            },
            GoFunction("buildCustomCert", [.string, .string]) { arguments, _ throws(GoError) in
                try Self.customCertificate(arguments[0].stringBytes, key: arguments[1].stringBytes)
            },
        ]
    }

    private var authorities: [GoFunction] {
        @Sendable func make(_ arguments: [GoValue], _ key: SigningKey) throws(GoError) -> GoValue {
            let request = try request(
                arguments[0],
                days: arguments[1],
                isAuthority: true
            )
            return .object(try request.certificate(key: key, issuer: nil, issuerKey: key))
        }
        return [
            GoFunction("genCA", [.string, .int]) { arguments, _ throws(GoError) in
                try make(arguments, try .newRSA(bits: 2048))
            },
            GoFunction("genCAWithKey", [.string, .int, .string]) { arguments, _ throws(GoError) in
                try make(arguments, try Self.givenKey(arguments[2]))
            },
        ]
    }

    private var selfSigned: [GoFunction] {
        @Sendable func make(_ arguments: [GoValue], _ key: SigningKey) throws(GoError) -> GoValue {
            let request = try request(
                arguments[0],
                addresses: arguments[1],
                names: arguments[2],
                days: arguments[3]
            )
            return .object(try request.certificate(key: key, issuer: nil, issuerKey: key))
        }
        let parameters: [GoParameter] = [.string, Self.listType, Self.listType, .int]
        return [
            GoFunction("genSelfSignedCert", parameters) { arguments, _ throws(GoError) in
                try make(arguments, try .newRSA(bits: 2048))
            },
            GoFunction("genSelfSignedCertWithKey", parameters + [.string]) { arguments, _ throws(GoError) in
                try make(arguments, try Self.givenKey(arguments[4]))
            },
        ]
    }

    private var signed: [GoFunction] {
        @Sendable func make(_ arguments: [GoValue], _ key: SigningKey) throws(GoError) -> GoValue {
            guard let authority = arguments[4].certificate else { throw .nilDereference }
            let issuer = try Self.parsed(authority.certificate.text, name: "decodedSignerCert")
            let issuerKey: SigningKey
            do throws(GoError) {
                issuerKey = try SigningKey(pem: authority.key.text)
            } catch {
                throw GoError("error parsing private key: \(error.message)")
            }
            let request = try request(
                arguments[0],
                addresses: arguments[1],
                names: arguments[2],
                days: arguments[3]
            )
            return .object(try request.certificate(key: key, issuer: issuer, issuerKey: issuerKey))
        }
        let parameters: [GoParameter] = [.string, Self.listType, Self.listType, .int, Self.certificateType]
        return [
            GoFunction("genSignedCert", parameters) { arguments, _ throws(GoError) in
                try make(arguments, try .newRSA(bits: 2048))
            },
            GoFunction("genSignedCertWithKey", parameters + [.string]) { arguments, _ throws(GoError) in
                try make(arguments, try Self.givenKey(arguments[5]))
            },
        ]
    }

    private func request(
        _ name: GoValue,
        addresses: GoValue = .nil,
        names: GoValue = .nil,
        days: GoValue,
        isAuthority: Bool = false
    ) throws(GoError) -> CertificateRequest {
        try CertificateRequest(
            commonName: name.stringText,
            addresses: addresses,
            names: names,
            daysValid: days.integer,
            isAuthority: isAuthority,
            validFrom: options.now().seconds,
            serialNumber: options.randomBytes(16)
        )
    }

    private static func givenKey(_ text: GoValue) throws(GoError) -> SigningKey {
        do throws(GoError) {
            return try SigningKey(pem: text.stringText)
        } catch {
            throw GoError("parsing private key: \(error.message)")
        }
    }

    /// The first certificate in PEM; `name` is what Sprig calls it in the error.
    private static func parsed(_ pem: String, name: String) throws(GoError) -> Certificate {
        guard let block = PEMText.first(in: pem) else { throw GoError("unable to decode certificate") }
        do {
            return try Certificate(derEncoded: block.content)
        } catch {
            throw GoError("error parsing certificate: \(name).Bytes: \(error)")
        }
    }

    private static func customCertificate(_ text: [UInt8], key: [UInt8]) throws(GoError) -> GoValue {
        guard case .success(let certificate) = Base64.decode(text) else {
            throw GoError("unable to decode base64 certificate")
        }
        guard case .success(let key) = Base64.decode(key) else {
            throw GoError("unable to decode base64 private key")
        }
        _ = try parsed(String(decoding: certificate, as: UTF8.self), name: "decodedCert")
        do throws(GoError) {
            _ = try SigningKey(pem: String(decoding: key, as: UTF8.self))
        } catch {
            throw GoError("error parsing private key: \(error.message)")
        }
        return .object(GoCertificate(certificate: GoString(certificate), key: GoString(key)))
    }
}
