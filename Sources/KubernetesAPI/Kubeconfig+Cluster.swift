package import Diagnostics
import HTTP
import OrderedCollections
import Values

extension Kubeconfig {
    /// How to reach the cluster of a context, or of the current one.
    ///
    /// - Throws: `.notFound` when there is no such context, cluster or user, `.invalidInput` when their
    ///   entries are wrong or contradict themselves, `.refused` for credentials of a kind that is no more.
    package func cluster(context name: String? = nil) throws(Failure) -> ClusterAccess {
        let name = try contextName(name)
        guard let context = contextEntries[name] else { throw missing("context", name, among: contexts) }
        guard let clusterName = try context.string("cluster") else {
            throw context.mistake(
                "it names no cluster",
                hint: setting("set-context '\(name)' --cluster NAME")
            )
        }
        guard let cluster = clusters[clusterName] else {
            throw missing("cluster", clusterName, of: context, among: Array(clusters.keys))
        }
        let userName = try context.string("user") ?? ""
        let user = users[userName]
        if user == nil, !userName.isEmpty {
            throw missing("user", userName, of: context, among: Array(users.keys))
        }
        var tls = try serverTLS(cluster)
        try user.map { entry throws(Failure) in try addCertificate(of: entry, to: &tls) }
        let url = try server(of: cluster, isEncrypted: tls != HTTPClient.TLS())
        let proxy = try self.proxy(of: cluster, to: url)
        return ClusterAccess(
            context: name,
            files: files,
            user: userName,
            server: url.text.hasSuffix("/") ? String(url.text.dropLast()) : url.text,
            namespace: try context.string("namespace") ?? "default",
            tls: tls,
            credential: try user.map { entry throws(Failure) in
                try credential(of: entry, cluster: cluster, server: url)
            } ?? .none,
            impersonation: try user.flatMap { entry throws(Failure) in try impersonation(of: entry) },
            proxy: proxy,
            acceptsCompression: try !cluster.bool("disable-compression"),
            environment: environment
        )
    }

    private func contextName(_ name: String?) throws(Failure) -> String {
        if let name = name ?? currentContext { return name }
        guard !isEmpty else {
            throw Failure(
                .notFound,
                "no Kubernetes cluster is set up: there is no kubeconfig",
                hint: "name one with --kubeconfig or KUBECONFIG, or put it at ~/.kube/config"
            )
        }
        throw Failure(
            .notFound,
            "the kubeconfig sets no current context",
            at: files.first.map { SourceLocation(file: $0) },
            hint: contexts.first.map {
                "choose one with --kube-context \($0), or for good: \(setting("use-context '\($0)'"))"
            } ?? "add one: \(setting("set-context NAME --cluster CLUSTER --user USER"))"
        )
    }

    private func missing(
        _ kind: String,
        _ name: String,
        of context: KubeconfigEntry? = nil,
        among names: [String]
    ) -> Failure {
        let nearest = suggestion(for: name, among: names).map { "did you mean '\($0)'? " } ?? ""
        let known = names.isEmpty ? "there are none" : "there are: \(names.joined(separator: ", "))"
        return Failure(
            .notFound,
            context.map { "\($0.title): there is no \(kind) '\(name)'" }
                ?? "the kubeconfig has no \(kind) '\(name)'",
            at: (context?.file ?? files.first).map { SourceLocation(file: $0) },
            hint: nearest + known
        )
    }

    /// A command that changes the kubeconfig.
    private func setting(_ command: String) -> String { "kubectl config \(command)" }

    private func server(of cluster: KubeconfigEntry, isEncrypted: Bool) throws(Failure) -> HTTPURL {
        guard var text = try cluster.string("server") else {
            throw cluster.mistake(
                "it has no server",
                hint: setting("set-cluster NAME --server https://HOST:6443")
            )
        }
        // client-go's default, which depends on whether anything is said about TLS.
        if !text.contains("://") { text = (isEncrypted ? "https://" : "http://") + text }
        return try ClusterAccess.serverURL(text) {
            cluster.mistake(
                "its server '\(HTTPURL.redacted(text))' is not an https or http URL",
                hint: setting("set-cluster NAME --server https://HOST:6443")
            )
        }
    }

    private func proxy(of cluster: KubeconfigEntry, to server: HTTPURL) throws(Failure) -> HTTPClient.Proxy {
        guard let text = try cluster.string("proxy-url") else {
            return HTTPClient.Proxy(for: server, variable: environment.variable)
        }
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[1].hasPrefix("//"),
            ["http", "https", "socks5", "socks5h"].contains(parts[0])
        else {
            throw cluster.mistake(
                "its proxy-url is not an http, https or socks5 URL",
                hint: "write it as http://HOST:PORT or socks5://HOST:PORT"
            )
        }
        // Go lets a SOCKS proxy look up the server's name; libcurl does so for this scheme.
        return HTTPClient.Proxy(url: parts[0] == "socks5" ? "socks5h:\(parts[1])" : text)
    }

    private func serverTLS(_ cluster: KubeconfigEntry) throws(Failure) -> HTTPClient.TLS {
        var tls = HTTPClient.TLS()
        tls.authorityData = try cluster.data("certificate-authority-data")
        if tls.authorityData == nil { tls.authorityFile = try file("certificate-authority", of: cluster) }
        tls.serverName = try cluster.string("tls-server-name")
        tls.verifiesServer = try !cluster.bool("insecure-skip-tls-verify")
        guard tls.verifiesServer || tls.authorityData == nil && tls.authorityFile == nil else {
            throw cluster.mistake(
                "'insecure-skip-tls-verify' contradicts the certificate authority that is given",
                hint: "remove 'insecure-skip-tls-verify: true'"
            )
        }
        return tls
    }

    private func addCertificate(
        of user: KubeconfigEntry,
        to tls: inout HTTPClient.TLS
    ) throws(Failure) {
        tls.certificateData = try user.data("client-certificate-data")
        tls.keyData = try user.data("client-key-data")
        if tls.certificateData == nil { tls.certificateFile = try file("client-certificate", of: user) }
        if tls.keyData == nil { tls.keyFile = try file("client-key", of: user) }
        let hasCertificate = tls.certificateData != nil || tls.certificateFile != nil
        let hasKey = tls.keyData != nil || tls.keyFile != nil
        guard hasCertificate == hasKey else {
            throw user.mistake(
                hasKey
                    ? "it has a client key without a certificate"
                    : "it has a client certificate without a key",
                hint: setting("set-credentials NAME --client-certificate FILE --client-key FILE")
            )
        }
    }

    /// The path at `key`, of a file that must be there.
    private func file(_ key: String, of entry: KubeconfigEntry) throws(Failure) -> String? {
        guard let path = try entry.path(key) else { return nil }
        guard environment.hasFile(path) else {
            throw entry.mistake("the file of its '\(key)' does not exist: '\(path)'", hint: "ls -l '\(path)'")
        }
        return path
    }
}
