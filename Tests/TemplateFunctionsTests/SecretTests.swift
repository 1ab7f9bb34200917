import TestSupport
import Testing

@testable import TemplateFunctions

/// Encryption, keys and certificates.
@Suite struct SecretTests {
    private static func output(_ template: String) throws -> String {
        let result = try CaseChart().render(template: template, values: .object([:]))
        return try #require(result.output, "\(result.error ?? "")")
    }

    /// Encrypted by Helm 4.2.3.
    @Test func decryptsWhatHelmEncrypted() throws {
        let encrypted = "a91WmQpTGyHdtm7CVVxWJ7fubq6nZFXQdrSj4DSrTnM="
        #expect(try Self.output("{{ decryptAES \"key\" \"\(encrypted)\" }}") == "from go")
    }

    @Test func encryptionIsUndoneAndSalted() throws {
        let template =
            "{{ $a := encryptAES \"k\" \"text\" }}{{ decryptAES \"k\" $a }} {{ eq $a (encryptAES \"k\" \"text\") }}"
        #expect(try Self.output(template) == "text false")
    }

    @Test(arguments: [
        ("ecdsa", "EC PRIVATE KEY"), ("ed25519", "PRIVATE KEY"),
    ])
    func keysHaveTheirForm(kind: String, type: String) throws {
        let pem = try Self.output("{{ genPrivateKey \"\(kind)\" }}")
        #expect(pem.hasPrefix("-----BEGIN \(type)-----\n"))
        #expect(pem.hasSuffix("\n-----END \(type)-----\n"))
        // Reading and writing gives the same again.
        #expect(try SigningKey(pem: pem).pem() == pem)
    }

    @Test func unknownKeysAreNamed() throws {
        #expect(try Self.output("{{ genPrivateKey \"rot13\" }}") == "Unknown type rot13")
        let result = try CaseChart().render(template: "{{ genPrivateKey \"dsa\" }}", values: .object([:]))
        #expect(result.error?.contains("keys of type 'dsa' are not supported") == true)
    }

    /// The parts of DER that tell what a certificate is for (RFC 5280, section 4.2.1).
    @Test func certificatesSayWhatWasAsked() throws {
        let template = """
            {{ $key := genPrivateKey "ecdsa" }}{{ $ca := genCAWithKey "the-ca" 10 $key -}}
            {{ $cert := genSignedCertWithKey "the-name" (list "192.0.2.7" "2001:db8::1") (list "a.example") 20 $ca $key -}}
            {{ $ca.Cert }}|{{ $cert.Cert }}|{{ eq $cert.Key $key }}
            """
        let parts = try Self.output(template).split(separator: "|")
        #expect(parts.count == 3)
        #expect(parts[2] == "true")
        let authority = try #require(PEMText.first(in: String(parts[0])))
        let certificate = try #require(PEMText.first(in: String(parts[1])))
        #expect(authority.type == "CERTIFICATE")
        func has(_ bytes: [UInt8], in content: [UInt8]) -> Bool { ByteSearch.find(bytes, in: content) != nil }
        let isAuthority: [UInt8] = [
            0x55, 0x1D, 0x13, 0x01, 0x01, 0xFF, 0x04, 0x05, 0x30, 0x03, 0x01, 0x01, 0xFF,
        ]
        let isNone: [UInt8] = [0x55, 0x1D, 0x13, 0x01, 0x01, 0xFF, 0x04, 0x02, 0x30, 0x00]
        #expect(has(isAuthority, in: authority.content))
        #expect(has(isNone, in: certificate.content))
        #expect(has([UInt8](text: "the-ca"), in: certificate.content))
        #expect(has([UInt8](text: "the-name"), in: certificate.content))
        #expect(has([0x82, 0x09] + [UInt8](text: "a.example"), in: certificate.content))
        #expect(has([0x87, 0x04, 192, 0, 2, 7], in: certificate.content))
        let long: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
        #expect(has([0x87, 0x10] + long, in: certificate.content))
    }

    @Test func customCertificateIsCheckedAndKept() throws {
        let template = """
            {{ $c := genSelfSignedCertWithKey "x" nil nil 1 (genPrivateKey "ed25519") -}}
            {{ $d := buildCustomCert (b64enc $c.Cert) (b64enc $c.Key) }}{{ eq $c.Cert $d.Cert }} {{ eq $c.Key $d.Key }}
            """
        #expect(try Self.output(template) == "true true")
    }
}
