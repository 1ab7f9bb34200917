package import Diagnostics
package import HTTP

/// Everything that reaching one cluster as one user takes.
package struct ClusterAccess: Sendable {
    /// The name of the context; nil within a cluster, where there is no kubeconfig.
    package var context: String?
    /// The kubeconfig files it is from; empty within a cluster.
    package var files: [String]
    /// The name of the user in the kubeconfig, or of the service account's token file.
    package var user: String
    /// The server's URL without a slash at its end; it may have a path.
    package var server: String
    /// The namespace that is meant where none is named.
    package var namespace: String
    package var tls: HTTPClient.TLS
    package var credential: ClusterCredential
    package var impersonation: Impersonation?
    package var proxy: HTTPClient.Proxy
    package var acceptsCompression: Bool
    package let environment: KubernetesEnvironment

    package init(
        context: String?,
        files: [String] = [],
        user: String = "",
        server: String,
        namespace: String = "default",
        tls: HTTPClient.TLS = HTTPClient.TLS(),
        credential: ClusterCredential = .none,
        impersonation: Impersonation? = nil,
        proxy: HTTPClient.Proxy = HTTPClient.Proxy(url: nil),
        acceptsCompression: Bool = true,
        environment: KubernetesEnvironment = KubernetesEnvironment(variables: [:], home: nil)
    ) {
        self.context = context
        self.files = files
        self.user = user
        self.server = server
        self.namespace = namespace
        self.tls = tls
        self.credential = credential
        self.impersonation = impersonation
        self.proxy = proxy
        self.acceptsCompression = acceptsCompression
        self.environment = environment
    }

    /// The cluster that `kubectl` would use.
    ///
    /// That of the kubeconfig; without one, the cluster that this process runs in.
    /// - Parameters:
    ///   - environment: Where to look.
    ///   - file: The kubeconfig file that the user named, if any.
    ///   - context: The context that the user named, if any.
    /// - Throws: `.notFound` when there is no file, no context or no cluster at all, `.invalidInput` for a
    ///   kubeconfig that is wrong.
    package static func resolve(
        environment: KubernetesEnvironment,
        file: String? = nil,
        context: String? = nil
    ) throws(Failure) -> ClusterAccess {
        let config = try Kubeconfig.load(environment: environment, file: file)
        if config.isEmpty, file == nil, context == nil, let access = try inCluster(environment) {
            return access
        }
        return try config.cluster(context: context)
    }
}

extension ClusterAccess: CustomStringConvertible, CustomDebugStringConvertible {
    /// Where the cluster is, for people, without any secret: `'https://host:6443' (context 'prod')`.
    package var description: String {
        let place = "'\(HTTPURL.redacted(server))'"
        return context.map { "\(place) (context '\($0)')" } ?? "\(place) (this pod's cluster)"
    }

    package var debugDescription: String { description }
}
