extension HTTPClient {
    /// How a client connects; the same for all its requests.
    package struct Configuration: Sendable {
        /// The path of a Unix socket that every connection goes to, whatever the URL's host is.
        package var unixSocket: String?
        /// A program and its arguments whose standard input and output are a connection, started for each
        /// one; whatever the URL's host is.
        package var relay: [String]?
        /// Nil takes the proxy from the environment, as the curl command does.
        package var proxy: Proxy?
        package var tls: TLS
        package var credentials: Credentials?
        /// How many exchanges may go on at once; further ones wait.
        ///
        /// Streams do not count, as they may last for hours.
        package var maximumConnections: Int
        /// How many redirects are followed before the exchange fails.
        package var maximumRedirects: Int
        /// How often a GET or HEAD is tried again after a broken connection or a status of 429 or 502 to 504.
        ///
        /// A server that cannot be reached at all is not tried again.
        package var retries: Int
        package var userAgent: String

        package init(
            unixSocket: String? = nil,
            relay: [String]? = nil,
            proxy: Proxy? = nil,
            tls: TLS = TLS(),
            credentials: Credentials? = nil,
            maximumConnections: Int = 8,
            maximumRedirects: Int = 10,
            retries: Int = 0,
            userAgent: String = "davit"
        ) {
            self.unixSocket = unixSocket
            self.relay = relay
            self.proxy = proxy
            self.tls = tls
            self.credentials = credentials
            self.maximumConnections = maximumConnections
            self.maximumRedirects = maximumRedirects
            self.retries = retries
            self.userAgent = userAgent
        }
    }

    /// The proxy that a client uses, whatever the environment says.
    package struct Proxy: Sendable, Hashable {
        /// Where it is, with its user and password if it wants them; nil is no proxy at all.
        package var url: String?
        /// The hosts that are reached without it: names, which include their subdomains, addresses and
        /// networks (`10.0.0.0/8`), with commas between.
        package var exceptions: String

        package init(url: String?, exceptions: String = "") {
            self.url = url
            self.exceptions = exceptions
        }
    }

    /// How the two sides of an encrypted connection know each other; everything is in PEM format, and
    /// what is given as data wins over a file.
    package struct TLS: Sendable, Hashable {
        /// The certificates to trust instead of the system's.
        package var authorityFile: String?
        package var authorityData: [UInt8]?
        /// The client's own certificate.
        package var certificateFile: String?
        package var certificateData: [UInt8]?
        /// The key of the client's certificate.
        package var keyFile: String?
        package var keyData: [UInt8]?
        /// The name that the server's certificate is for, where that is not the URL's host.
        ///
        /// A client with it follows no redirects, as the name is that of one server.
        package var serverName: String?
        /// False accepts any certificate; only on the user's express wish.
        package var verifiesServer: Bool

        package init(
            authorityFile: String? = nil,
            authorityData: [UInt8]? = nil,
            certificateFile: String? = nil,
            certificateData: [UInt8]? = nil,
            keyFile: String? = nil,
            keyData: [UInt8]? = nil,
            serverName: String? = nil,
            verifiesServer: Bool = true
        ) {
            self.authorityFile = authorityFile
            self.authorityData = authorityData
            self.certificateFile = certificateFile
            self.certificateData = certificateData
            self.keyFile = keyFile
            self.keyData = keyData
            self.serverName = serverName
            self.verifiesServer = verifiesServer
        }
    }

    /// A user name and password, and the one server that they are for.
    package struct Credentials: Sendable {
        package var username: String
        package var password: String
        /// A URL of the server: requests to another scheme, host or port go without the credentials,
        /// redirects included.
        package var origin: HTTPURL
        /// True sends them to every server; only on the user's express wish.
        package var isForEveryOrigin: Bool

        package init(
            username: String,
            password: String,
            origin: HTTPURL,
            isForEveryOrigin: Bool = false
        ) {
            self.username = username
            self.password = password
            self.origin = origin
            self.isForEveryOrigin = isForEveryOrigin
        }
    }
}
