/// One request as it goes to one server: an exchange without its redirects.
struct Hop {
    var method: String
    var url: HTTPURL
    var headers: [(name: String, value: String)]
    var body: [UInt8]?
    /// What is left of the exchange's time, in seconds.
    var timeout: Double?
    var connectTimeout: Double
    var stallTimeout: Int?
    var acceptsCompression: Bool
    var configuration: HTTPClient.Configuration

    /// The name that is spoken to the server in place of the URL's host, where the server's certificate is
    /// for another name.
    private var serverName: String? {
        url.scheme == "https" && configuration.unixSocket == nil ? configuration.tls.serverName : nil
    }

    /// The URL that libcurl is given: TLS takes its name from there.
    var connectURL: String {
        serverName.map { url.replacingHost($0) } ?? url.text
    }

    /// Where libcurl is to connect in place of the host in ``connectURL``, as `CURLOPT_CONNECT_TO` has it.
    var route: String? {
        serverName.map { "\($0):\(url.port):\(url.host):\(url.port)" }
    }

    /// Whether a body is announced and sent, be it an empty one.
    var sendsBody: Bool { body != nil || ["POST", "PUT", "PATCH"].contains(method) }

    /// The user name and password for this server, if it may have them.
    var credentials: HTTPClient.Credentials? {
        guard let credentials = configuration.credentials,
            credentials.isForEveryOrigin || credentials.origin.hasSameOrigin(as: url)
        else { return nil }
        return credentials
    }
}
