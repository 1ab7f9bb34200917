import FoundationEssentials

/// Bytes as text, as Kubernetes has them in `data`.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
