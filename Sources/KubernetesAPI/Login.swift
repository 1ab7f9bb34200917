/// What proves to the server who a request is from.
struct Login: Sendable, Hashable {
    /// The value of the `Authorization` header.
    var authorization: String?
    /// A client certificate and its key in PEM format, from a credential plugin.
    var certificate: Certificate?
    /// When it ends, in seconds since 1970; nil when that is not known.
    var expiration: Double?

    struct Certificate: Sendable, Hashable {
        var certificate: [UInt8]
        var key: [UInt8]
    }
}
