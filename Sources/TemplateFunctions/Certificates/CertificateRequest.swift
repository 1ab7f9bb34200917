import FoundationEssentials
import GoTemplate
import SwiftASN1
import X509

/// What a certificate is to say, as Sprig's functions ask for it.
struct CertificateRequest {
    var commonName: String
    /// IPv4 or IPv6 addresses as 4 or 16 bytes.
    var addresses: [[UInt8]]
    var names: [String]
    var daysValid: Int
    var isAuthority: Bool
    /// The moment from which the certificate is valid, in seconds since 1970.
    var validFrom: Int64
    /// 16 random bytes.
    var serialNumber: [UInt8]

    /// Checks the lists of addresses and names, which may be nil.
    ///
    /// - Throws: Sprig's text for an element that is no text or no address.
    init(
        commonName: String,
        addresses: GoValue = .nil,
        names: GoValue = .nil,
        daysValid: Int,
        isAuthority: Bool = false,
        validFrom: Int64,
        serialNumber: [UInt8]
    ) throws(GoError) {
        self.commonName = commonName
        self.daysValid = daysValid
        self.isAuthority = isAuthority
        self.validFrom = validFrom
        self.serialNumber = serialNumber
        self.addresses = []
        self.names = []
        for element in addresses.sliceElements ?? [] {
            guard case .string(let text) = element else {
                throw GoError("error parsing ip: \(element.text) is not a string")
            }
            guard let address = IPAddressText.bytes(text.text) else {
                throw GoError("error parsing ip: \(text)")
            }
            self.addresses.append(address)
        }
        for element in names.sliceElements ?? [] {
            guard case .string(let text) = element else {
                throw GoError("error processing alternate dns name: \(element.text) is not a string")
            }
            self.names.append(text.text)
        }
    }

    /// Makes the certificate of `key`, signed by `issuer` with `issuerKey`; without an issuer by itself.
    func certificate(
        key: SigningKey,
        issuer: Certificate?,
        issuerKey: SigningKey
    ) throws(GoError) -> GoCertificate {
        do {
            let subject = try DistinguishedName { CommonName(commonName) }
            let start = Date(timeIntervalSince1970: Double(validFrom))
            let certificate = try Certificate(
                version: .v3,
                serialNumber: Certificate.SerialNumber(bytes: serialNumber),
                publicKey: key.certificateKey.publicKey,
                notValidBefore: start,
                notValidAfter: start.addingTimeInterval(Double(daysValid) * 86_400),
                issuer: issuer?.subject ?? subject,
                subject: subject,
                signatureAlgorithm: issuerKey.signatureAlgorithm,
                extensions: try extensions(key: key, issuer: issuer),
                issuerPrivateKey: issuerKey.certificateKey
            )
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return GoCertificate(
                certificate: GoString(PEMText.block("CERTIFICATE", serializer.serializedBytes)),
                key: GoString(try key.pem())
            )
        } catch let error as GoError {
            throw error
        } catch {
            throw GoError("error creating certificate: \(error)")
        }
    }

    private func extensions(key: SigningKey, issuer: Certificate?) throws -> Certificate.Extensions {
        var extensions = Certificate.Extensions()
        try extensions.append(
            Certificate.Extension(
                KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: isAuthority),
                critical: true
            )
        )
        try extensions.append(
            Certificate.Extension(try ExtendedKeyUsage([.serverAuth, .clientAuth]), critical: false)
        )
        let constraints: BasicConstraints =
            isAuthority ? .isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority
        try extensions.append(Certificate.Extension(constraints, critical: true))
        if isAuthority {
            let identifier = SubjectKeyIdentifier(hash: key.certificateKey.publicKey)
            try extensions.append(Certificate.Extension(identifier, critical: false))
        }
        if let identifier = try issuer?.extensions.subjectKeyIdentifier {
            let authority = AuthorityKeyIdentifier(keyIdentifier: identifier.keyIdentifier)
            try extensions.append(Certificate.Extension(authority, critical: false))
        }
        let alternatives =
            names.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        if !alternatives.isEmpty {
            try extensions.append(
                Certificate.Extension(SubjectAlternativeNames(alternatives), critical: false)
            )
        }
        return extensions
    }
}
