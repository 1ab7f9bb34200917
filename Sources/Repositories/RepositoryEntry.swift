package import Diagnostics
package import HTTP

/// A repository as the user's list names it: its URL and how to be let in.
package struct RepositoryEntry: Sendable, Hashable {
    package var name: String
    package var url: String
    package var username: String
    package var password: String
    /// Files in PEM format; empty is none.
    package var certFile: String
    package var keyFile: String
    package var caFile: String
    /// Whether any certificate of the server is accepted.
    package var skipsTLSVerification: Bool
    /// Whether user name and password also go to other servers that the index or a redirect names.
    package var passesCredentialsEverywhere: Bool

    package init(
        name: String = "",
        url: String,
        username: String = "",
        password: String = "",
        certFile: String = "",
        keyFile: String = "",
        caFile: String = "",
        skipsTLSVerification: Bool = false,
        passesCredentialsEverywhere: Bool = false
    ) {
        self.name = name
        self.url = url
        self.username = username
        self.password = password
        self.certFile = certFile
        self.keyFile = keyFile
        self.caFile = caFile
        self.skipsTLSVerification = skipsTLSVerification
        self.passesCredentialsEverywhere = passesCredentialsEverywhere
    }

    /// What messages call the repository.
    package var title: String {
        name.isEmpty ? "'\(HTTPURL.redacted(url))'" : "repository '\(name)'"
    }

    /// The URL of a file of the repository; of its index by default.
    ///
    /// The repository's URL is a folder, with or without a final slash; its query goes along, as servers
    /// take tokens there.
    /// - Throws: `.usage` when either is not a URL.
    package func resolve(_ reference: String = "index.yaml") throws(Failure) -> HTTPURL {
        guard !url.hasPrefix("oci://"), !reference.hasPrefix("oci://") else { throw Self.ociFailure }
        let base = try HTTPURL(parsing: url)
        let whole = reference.hasPrefix("http://") || reference.hasPrefix("https://")
        if whole { return try HTTPURL(parsing: reference) }
        let plain = base.text.prefix { $0 != "?" && $0 != "#" }
        let folder = try HTTPURL(parsing: plain.hasSuffix("/") ? String(plain) : "\(plain)/")
        let resolved = try folder.resolving(reference)
        guard let query = base.query, resolved.query == nil else { return resolved }
        return try HTTPURL(parsing: "\(resolved.text)?\(query)")
    }

    /// How to connect to the repository.
    ///
    /// - Throws: `.usage` when its URL is none.
    package func clientConfiguration() throws(Failure) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            tls: HTTPClient.TLS(
                authorityFile: caFile.isEmpty ? nil : caFile,
                certificateFile: certFile.isEmpty ? nil : certFile,
                keyFile: keyFile.isEmpty ? nil : keyFile,
                verifiesServer: !skipsTLSVerification
            ),
            retries: 2
        )
        if !username.isEmpty || !password.isEmpty {
            configuration.credentials = HTTPClient.Credentials(
                username: username,
                password: password,
                origin: try HTTPURL(parsing: url),
                isForEveryOrigin: passesCredentialsEverywhere
            )
        }
        return configuration
    }

    /// Why an `oci://` reference is refused.
    static let ociFailure = Failure(
        .usage,
        "charts in OCI registries ('oci://…') are not supported yet",
        hint: "pull the chart with another tool and give the path of its .tgz"
    )
}
