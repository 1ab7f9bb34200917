import GoTemplate

/// Sprig's `certificate`: a certificate and its key, both in PEM.
final class GoCertificate: GoStructObject {
    let certificate: GoString
    let key: GoString

    init(certificate: GoString, key: GoString) {
        self.certificate = certificate
        self.key = key
    }

    var typeName: String { "sprig.certificate" }
    var kindName: String { "struct" }

    func field(_ name: String) -> GoValue? {
        switch name {
        case "Cert": .string(certificate)
        case "Key": .string(key)
        default: nil
        }
    }

    func method(_ name: String) -> GoFunction? { nil }

    var jsonFields: [(name: String, value: GoValue)] {
        [("Cert", .string(certificate)), ("Key", .string(key))]
    }

    var printed: GoString { GoString("{\(certificate) \(key)}") }

    func isEqual(to other: any GoObject) -> Bool {
        guard let other = other as? GoCertificate else { return false }
        return certificate == other.certificate && key == other.key
    }
}

extension GoValue {
    var certificate: GoCertificate? {
        if case .object(let object) = self { object as? GoCertificate } else { nil }
    }
}
