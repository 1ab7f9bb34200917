#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// IP addresses as texts.
enum IPAddressText {
    /// 4 bytes for an IPv4 address, also one written inside IPv6, and 16 for IPv6; nil for anything else.
    static func bytes(_ text: String) -> [UInt8]? {
        var short = in_addr()
        if inet_pton(AF_INET, text, &short) == 1 { return withUnsafeBytes(of: short) { Array($0) } }
        var long = in6_addr()
        guard inet_pton(AF_INET6, text, &long) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: long) { Array($0) }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }
}
