/// Where the bytes of a config or a secret come from.
package enum FileContent: Sendable, Hashable {
    /// These bytes, with the hash that names them in the engine and stands for them in a record.
    case inline([UInt8], hash: String)
    /// Bytes that a record does not hold (a secret's), known by their hash only.
    case reference(hash: String)
    /// An object that somebody else makes.
    case external
    /// A random text made once and kept across upgrades.
    case generated(GeneratedSecret)
    /// What the object's `driver` supplies.
    case driver

    /// The hash of the bytes, where they are known.
    package var hash: String? {
        switch self {
        case .inline(_, let hash), .reference(let hash): hash
        case .external, .generated, .driver: nil
        }
    }
}

/// Never shows the bytes, so that no message or log can hold a secret by accident.
extension FileContent: CustomStringConvertible, CustomReflectable {
    package var description: String {
        switch self {
        case .inline(let bytes, let hash): "inline(\(bytes.count) bytes, hash: \(hash))"
        case .reference(let hash): "reference(hash: \(hash))"
        case .external: "external"
        case .generated(let secret):
            "generated(length: \(secret.length), charset: \(secret.charset.rawValue))"
        case .driver: "driver"
        }
    }

    package var customMirror: Mirror {
        Mirror(reflecting: description)
    }
}
