/// Why a connection came to nothing, in a form to act on; the `cause` of the failure that is thrown.
///
/// For those who know more about the server than the transport does, and so can say what helps.
package enum ConnectionProblem: Error, Sendable, Hashable {
    /// The certificate of the server is not trusted; the text is libcurl's.
    case untrustedServer(String)
    /// The server has refused the client's certificate, or the lack of one.
    ///
    /// Not certain where the server only closed the connection: with TLS 1.3 it does so after the client has
    /// sent its request, and then the system may throw away what it said about it.
    case clientRefused(isCertain: Bool)
    /// The server does not speak TLS.
    case noTLS
    /// The proxy cannot be reached or refuses.
    case proxy(String)
    /// The connection was there and broke before the whole answer had come; asking again may help.
    case broken(String)
    /// The program that the connection runs through has ended, or was never there.
    ///
    /// `status` is nil when it could not be started, `lines` are what it wrote to its standard error.
    case relay(status: Int32?, lines: [String])
}
