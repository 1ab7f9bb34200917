import Diagnostics
import HTTP
import Testing
import Values

@testable import KubernetesAPI

@Suite("kubeconfig")
struct KubeconfigTests {
    /// A file with one context, cluster and user of the same name.
    static func file(
        _ name: String,
        server: String = "https://one:6443",
        cluster: String = "",
        user: String = "token: t",
        current: Bool = true
    ) -> String {
        """
        apiVersion: v1
        kind: Config
        \(current ? "current-context: \(name)" : "")
        clusters:
        - name: \(name)
          cluster: {server: "\(server)"\(cluster.isEmpty ? "" : ", \(cluster)")}
        users:
        - name: \(name)
          user: {\(user)}
        contexts:
        - name: \(name)
          context: {cluster: \(name), user: \(name)}
        """
    }

    /// The access that one file gives.
    static func access(
        _ text: String,
        files: [String: String?] = [:],
        variables: [String: String] = [:],
        context: String? = nil
    ) throws -> ClusterAccess {
        let all = files.merging(["/home/ann/.kube/config": text]) { own, _ in own }
        return try ClusterAccess.resolve(
            environment: MemoryFiles.environment(all, variables: variables),
            context: context
        )
    }

    struct Merge: Sendable, CustomTestStringConvertible {
        var title: String
        var variable: String?
        var explicit: String?
        var context: String?
        var server: String?
        var failure: String?
        var testDescription: String { title }
    }

    @Test(
        "of several files the first one that has it wins",
        arguments: [
            Merge(title: "home", server: "https://home:6443"),
            Merge(title: "variable replaces home", variable: "/a", server: "https://a:6443"),
            Merge(title: "first file's current context", variable: "/a:/b", server: "https://a:6443"),
            Merge(title: "other order", variable: "/b:/a", server: "https://b:6443"),
            Merge(title: "missing files are passed over", variable: "/none:/b", server: "https://b:6443"),
            Merge(title: "empty entries mean nothing", variable: ":/b:", server: "https://b:6443"),
            Merge(title: "relative", variable: "rel", server: "https://rel:6443"),
            Merge(title: "contexts of all files", variable: "/a:/b", context: "b", server: "https://b:6443"),
            Merge(
                title: "an entry is taken whole",
                variable: "/a:/a2",
                context: "a",
                server: "https://a:6443"
            ),
            Merge(title: "a file alone", variable: "/a", explicit: "/b", server: "https://b:6443"),
            Merge(
                title: "a file alone has only its own",
                variable: "/a",
                explicit: "/b",
                context: "a",
                failure: "no context 'a'"
            ),
            Merge(title: "a named file must exist", explicit: "/none", failure: "no kubeconfig file '/none'"),
            Merge(title: "unreadable", variable: "/locked:/a", failure: "'/locked' cannot be read"),
            Merge(title: "nothing at all", variable: "/none", failure: "no Kubernetes cluster is set up"),
            Merge(title: "no current context", variable: "/nocurrent", failure: "sets no current context"),
            Merge(title: "no such context", variable: "/a", context: "aa", failure: "no context 'aa'"),
        ]
    )
    func merge(_ merge: Merge) throws {
        let environment = MemoryFiles.environment(
            [
                "/home/ann/.kube/config": Self.file("home", server: "https://home:6443"),
                "/a": Self.file("a", server: "https://a:6443"),
                "/a2": Self.file("a", server: "https://a2:6443"),
                "/b": Self.file("b", server: "https://b:6443/"),
                "/project/rel": Self.file("rel", server: "https://rel:6443"),
                "/nocurrent": Self.file("nc", current: false),
                "/locked": String?.none,
            ],
            variables: merge.variable.map { ["KUBECONFIG": $0] } ?? [:]
        )
        func resolve() throws -> String {
            try ClusterAccess.resolve(environment: environment, file: merge.explicit, context: merge.context)
                .server
        }
        if let server = merge.server {
            #expect(try resolve() == server)
        } else {
            let failure = #expect(throws: Failure.self) { try resolve() }
            #expect(failure?.message.contains(merge.failure ?? "?") == true, "\(failure?.message ?? "")")
            #expect(failure?.hint != nil)
        }
    }

    @Test(
        "credentials of a user",
        arguments: [
            ("{}", .none),
            ("token: abc", .token("abc")),
            ("token: abc, tokenFile: t", .tokenFile("/home/ann/.kube/t")),
            ("tokenFile: /abs/t", .tokenFile("/abs/t")),
            ("username: ann, password: pw", .basic(username: "ann", password: "pw")),
            (
                "auth-provider: {name: oidc, config: {id-token: jwt}}",
                .token("jwt")
            ),
            (
                "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: get-token, args: [a, b c], env: [{name: X, value: z}]}",
                .exec(
                    ExecPlugin(
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command: "get-token",
                        arguments: ["a", "b c"],
                        variables: ["X": "z"]
                    )
                )
            ),
            (
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/p, interactiveMode: Never, installHint: get it}",
                .exec(
                    ExecPlugin(
                        apiVersion: "client.authentication.k8s.io/v1",
                        command: "/home/ann/.kube/./bin/p",
                        installHint: "get it",
                        interactiveMode: .never
                    )
                )
            ),
        ] as [(String, ClusterCredential)]
    )
    func credentials(user: String, expected: ClusterCredential) throws {
        let text = Self.file("c", user: user == "{}" ? "" : user)
        let access = try Self.access(text)
        #expect(access.credential == expected)
        #expect(!"\(access.credential)".contains("abc"))
        #expect(!String(reflecting: access).contains("abc"))
    }

    @Test("a plugin is told of the cluster when it asks for it")
    func clusterInfo() throws {
        let text = Self.file(
            "c",
            cluster: "certificate-authority: ca.pem, tls-server-name: kube, extensions: "
                + "[{name: other, extension: 1}, {name: client.authentication.k8s.io/exec, extension: {audience: x}}]",
            user:
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: p, interactiveMode: IfAvailable, "
                + "provideClusterInfo: true}"
        )
        let access = try Self.access(text, files: ["/home/ann/.kube/ca.pem": "PEM"])
        guard case .exec(let plugin) = access.credential else {
            Issue.record("no plugin")
            return
        }
        let info = try JSON.decode(Array(plugin.request(isInteractive: false).utf8), file: "")
        #expect(
            info == [
                "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                "spec": [
                    "interactive": false,
                    "cluster": [
                        "server": "https://one:6443", "tls-server-name": "kube",
                        "certificate-authority-data": "UEVN", "config": ["audience": "x"],
                    ],
                ],
            ]
        )
    }

    @Test("certificates as data win over files, whose paths start at the kubeconfig's folder")
    func certificates() throws {
        let files = ["/home/ann/.kube/ca.pem": "CA", "/abs/c.pem": "C", "/home/ann/.kube/k.pem": "K"]
        let fromFiles = try Self.access(
            Self.file(
                "c",
                cluster: "certificate-authority: ca.pem",
                user: "client-certificate: /abs/c.pem, client-key: k.pem"
            ),
            files: files
        )
        #expect(
            fromFiles.tls
                == HTTPClient.TLS(
                    authorityFile: "/home/ann/.kube/ca.pem",
                    certificateFile: "/abs/c.pem",
                    keyFile: "/home/ann/.kube/k.pem"
                )
        )
        let fromData = try Self.access(
            Self.file(
                "c",
                cluster:
                    "certificate-authority: none.pem, certificate-authority-data: Q0E=, tls-server-name: kube",
                user: "client-certificate: none.pem, client-certificate-data: Qw==, client-key-data: Sw=="
            ),
            files: files
        )
        #expect(
            fromData.tls
                == HTTPClient.TLS(
                    authorityData: Array("CA".utf8),
                    certificateData: Array("C".utf8),
                    keyData: Array("K".utf8),
                    serverName: "kube"
                )
        )
        #expect(
            try !Self.access(Self.file("c", cluster: "insecure-skip-tls-verify: true")).tls.verifiesServer
        )
    }

    @Test("who to act as")
    func impersonation() throws {
        let access = try Self.access(
            Self.file(
                "c",
                user: "token: t, as: eve, as-uid: u1, as-groups: [g1, g2], as-user-extra: {a/b: [x, z]}"
            )
        )
        let headers = access.impersonation?.headers.map { "\($0.name): \($0.value)" }
        #expect(
            headers == [
                "Impersonate-User: eve", "Impersonate-Uid: u1", "Impersonate-Group: g1",
                "Impersonate-Group: g2", "Impersonate-Extra-a%2Fb: x", "Impersonate-Extra-a%2Fb: z",
            ]
        )
    }

    @Test(
        "the proxy is the cluster's own, or the environment's",
        arguments: [
            ("proxy-url: http://p:3128", ["HTTPS_PROXY": "http://q"], "http://p:3128"),
            ("proxy-url: 'socks5://p:1080'", [:], "socks5h://p:1080"),
            ("", ["HTTPS_PROXY": "http://q:1"], "http://q:1"),
            ("", ["https_proxy": "http://q:1", "NO_PROXY": "one"], "http://q:1 except one"),
            ("", ["HTTPS_PROXY": "http://q:1", "NO_PROXY": "*"], nil),
            ("", ["HTTP_PROXY": "http://q:1"], nil),
            ("", [:], nil),
        ] as [(String, [String: String], String?)]
    )
    func proxy(cluster: String, variables: [String: String], expected: String?) throws {
        let access = try Self.access(Self.file("c", cluster: cluster), variables: variables)
        let shown = access.proxy.url.map { url in
            url + (access.proxy.exceptions.isEmpty ? "" : " except \(access.proxy.exceptions)")
        }
        #expect(shown == expected)
    }

    @Test(
        "the server's URL",
        arguments: [
            ("https://h:6443", "https://h:6443"), ("https://h:6443/", "https://h:6443"),
            ("https://rancher/k8s/clusters/c-1", "https://rancher/k8s/clusters/c-1"),
            ("h:8080", "http://h:8080"), ("https://[::1]:6443", "https://[::1]:6443"),
        ]
    )
    func server(text: String, expected: String) throws {
        #expect(try Self.access(Self.file("c", server: text)).server == expected)
    }

    @Test("a server without a scheme is taken for encrypted when certificates are given")
    func defaultScheme() throws {
        let access = try Self.access(
            Self.file("c", server: "h:6443", cluster: "certificate-authority-data: Q0E=")
        )
        #expect(access.server == "https://h:6443")
    }

    @Test("the namespace is the context's, or default")
    func namespace() throws {
        #expect(try Self.access(Self.file("c")).namespace == "default")
        let text = Self.file("c").replacing("user: c}", with: "user: c, namespace: shop}")
        #expect(try Self.access(text).namespace == "shop")
    }

    @Test("outside of a kubeconfig a pod has its service account")
    func inCluster() throws {
        let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
        let files = ["\(folder)/token": "tok\n", "\(folder)/ca.crt": "CA", "\(folder)/namespace": "shop\n"]
        let variables = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let environment = MemoryFiles.environment(files, variables: variables)
        let access = try ClusterAccess.resolve(environment: environment)
        #expect(access.server == "https://[fd00::1]:443")
        #expect(access.namespace == "shop")
        #expect(access.tls == HTTPClient.TLS(authorityFile: "\(folder)/ca.crt"))
        #expect(access.credential == .tokenFile("\(folder)/token"))
        #expect(access.context == nil)
        let other = MemoryFiles.environment(
            files.merging(["/home/ann/.kube/config": Self.file("c")]) { own, _ in own },
            variables: variables
        )
        #expect(try ClusterAccess.resolve(environment: other).context == "c")
    }

    @Test(
        "what is wrong is told with the place and what to do, and no secret",
        arguments: [
            ("[1]", "must hold a mapping"),
            ("clusters: 3", "'clusters' must be a list"),
            ("clusters: [{cluster: {}}]", "'clusters[0].name' must be a string"),
            ("clusters: [{name: a}, {name: a}]", "two entries with the name 'a'"),
            ("a: [", ""),
            (file("c").replacing("cluster: c,", with: ""), "context 'c': it names no cluster"),
            (file("c").replacing("cluster: c,", with: "cluster: d,"), "there is no cluster 'd'"),
            (file("c").replacing("user: c}", with: "user: d}"), "there is no user 'd'"),
            (file("c", server: ""), "cluster 'c': it has no server"),
            (file("c", server: "ftp://h"), "is not an https or http URL"),
            (
                file("c", cluster: "insecure-skip-tls-verify: true, certificate-authority-data: Q0E="),
                "contradicts the certificate authority"
            ),
            (file("c", cluster: "insecure-skip-tls-verify: maybe"), "must be true or false"),
            (file("c", cluster: "certificate-authority: none.pem"), "'/home/ann/.kube/none.pem'"),
            (file("c", cluster: "certificate-authority-data: '!'"), "is not base64"),
            (file("c", cluster: "proxy-url: p"), "proxy-url is not"),
            (file("c", user: "client-key-data: Sw=="), "a client key without a certificate"),
            (file("c", user: "client-certificate-data: Sw=="), "a client certificate without a key"),
            (file("c", user: "token: 12345678"), "'token' must be a string"),
            (file("c", user: "token: SECRET, username: ann, password: SECRET"), "logs in in several ways"),
            (file("c", user: "token: t, as-groups: [a]"), "mean nothing without 'as'"),
            (file("c", user: "auth-provider: {name: gcp}"), "auth-provider 'gcp' is no more"),
            (file("c", user: "auth-provider: {name: azure}"), "auth-provider 'azure' is no more"),
            (file("c", user: "auth-provider: {name: oidc}"), "auth-provider 'oidc' is no more"),
            (
                file("c", user: "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: p}"),
                "its apiVersion is 'client.authentication.k8s.io/v1alpha1'"
            ),
            (
                file("c", user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: p}"),
                "must have an interactiveMode"
            ),
            (
                file(
                    "c",
                    user:
                        "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: p, interactiveMode: Sometimes}"
                ),
                "its interactiveMode is 'Sometimes'"
            ),
            (file("c", user: "exec: {apiVersion: client.authentication.k8s.io/v1beta1}"), "names no command"),
        ]
    )
    func mistakes(text: String, expected: String) {
        let failure = #expect(throws: Failure.self) { try Self.access(text) }
        #expect(failure?.message.contains(expected) == true, "\(failure?.message ?? "")")
        #expect(failure?.location?.file.hasSuffix("/.kube/config") == true)
        for text in [failure?.message, failure?.hint, failure?.excerpt] + (failure?.notes ?? []) {
            #expect(text?.contains("SECRET") != true)
            #expect(text?.contains("12345678") != true)
        }
    }

    @Test(
        "an old auth-provider's successor is named",
        arguments: [
            ("gcp", "gke-gcloud-auth-plugin"), ("azure", "kubelogin"), ("oidc", "kubectl oidc-login"),
        ]
    )
    func successors(provider: String, plugin: String) {
        let text = Self.file("c", user: "auth-provider: {name: \(provider), config: {access-token: SECRET}}")
        let failure = #expect(throws: Failure.self) { try Self.access(text) }
        #expect(failure?.kind == .refused)
        #expect(failure?.hint?.contains(plugin) == true)
    }
}
