import Diagnostics
import FoundationEssentials
import HTTP
import OrderedCollections
import Values

extension Kubeconfig {
    /// The one way in which a user logs in, beside a client certificate.
    func credential(
        of user: KubeconfigEntry,
        cluster: KubeconfigEntry,
        server: HTTPURL
    ) throws(Failure) -> ClusterCredential {
        var ways: [ClusterCredential] = []
        if let path = try user.path("tokenFile") {
            ways.append(.tokenFile(path))
        } else if let token = try user.string("token") {
            ways.append(.token(token))
        }
        if let name = try user.string("username") {
            ways.append(.basic(username: name, password: try user.string("password") ?? ""))
        }
        if let exec = try user.entry("exec") {
            ways.append(.exec(try plugin(exec, cluster: cluster, server: server)))
        }
        if let provider = try user.entry("auth-provider") { ways.append(try legacy(provider)) }
        guard ways.count <= 1 else {
            throw user.mistake(
                "it logs in in several ways: \(ways.map(\.description).joined(separator: ", "))",
                hint: "keep one of 'token', 'tokenFile', 'username' and 'exec'"
            )
        }
        return ways.first ?? .none
    }

    func impersonation(of user: KubeconfigEntry) throws(Failure) -> Impersonation? {
        let uid = try user.string("as-uid")
        let groups = try user.strings("as-groups")
        var extra: [(key: String, values: [String])] = []
        if let entry = try user.entry("as-user-extra") {
            for key in (entry.members.objectValue ?? [:]).keys.sorted() {
                extra.append((key, try entry.strings(key)))
            }
        }
        guard let name = try user.string("as") else {
            guard uid == nil, groups.isEmpty, extra.isEmpty else {
                throw user.mistake(
                    "'as-uid', 'as-groups' and 'as-user-extra' mean nothing without 'as'",
                    hint: "name the user to act as in 'as'"
                )
            }
            return nil
        }
        return Impersonation(user: name, uid: uid, groups: groups, extra: extra)
    }

    private func plugin(
        _ exec: KubeconfigEntry,
        cluster: KubeconfigEntry,
        server: HTTPURL
    ) throws(Failure) -> ExecPlugin {
        let group = "client.authentication.k8s.io"
        let version = try exec.string("apiVersion") ?? ""
        guard version == "\(group)/v1" || version == "\(group)/v1beta1" else {
            throw exec.mistake(
                "its apiVersion is '\(version)', and only '\(group)/v1' and '\(group)/v1beta1' are known",
                hint: "update the program that gives the credentials and have it write the kubeconfig anew"
            )
        }
        guard let command = try exec.string("command") else { throw exec.mistake("it names no command") }
        var plugin = ExecPlugin(
            apiVersion: version,
            command: command.contains("/") ? exec.resolved(command) : command,
            arguments: try exec.strings("args"),
            installHint: try exec.string("installHint")
        )
        for variable in exec.members["env"]?.arrayValue ?? [] {
            guard let name = variable["name"]?.stringValue, let value = variable["value"]?.stringValue else {
                throw exec.mistake("every entry of 'env' must have a 'name' and a 'value', both strings")
            }
            plugin.variables[name] = value
        }
        if let mode = try exec.string("interactiveMode") {
            guard let known = ExecPlugin.InteractiveMode(rawValue: mode) else {
                throw exec.mistake(
                    "its interactiveMode is '\(mode)'",
                    hint: "write Never, IfAvailable or Always"
                )
            }
            plugin.interactiveMode = known
        } else if version.hasSuffix("/v1") {
            throw exec.mistake(
                "it must have an interactiveMode with apiVersion '\(version)'",
                hint: "add 'interactiveMode: IfAvailable'"
            )
        }
        if try exec.bool("provideClusterInfo") {
            plugin.cluster = try clusterInfo(cluster, server: server)
        }
        return plugin
    }

    /// What a plugin is told of the cluster, as `spec.cluster` of `ExecCredential`.
    private func clusterInfo(_ cluster: KubeconfigEntry, server: HTTPURL) throws(Failure) -> Value {
        var authority = try cluster.data("certificate-authority-data")
        if authority == nil, let path = try cluster.path("certificate-authority") {
            authority = environment.readFile(path)
        }
        let extensions = cluster.members["extensions"]?.arrayValue ?? []
        let own = extensions.first { $0["name"]?.stringValue == "client.authentication.k8s.io/exec" }
        return .object(
            of: (
                "server", .string(server.text.hasSuffix("/") ? String(server.text.dropLast()) : server.text)
            ),
            ("tls-server-name", .optional(try cluster.string("tls-server-name"))),
            ("insecure-skip-tls-verify", try cluster.bool("insecure-skip-tls-verify") ? true : nil),
            ("certificate-authority-data", .optional(authority.map { Data($0).base64EncodedString() })),
            ("proxy-url", .optional(try cluster.string("proxy-url"))),
            ("disable-compression", try cluster.bool("disable-compression") ? true : nil),
            ("config", own?["extension"])
        )
    }

    /// The `auth-provider` of old kubeconfigs, of which `kubectl` 1.26 dropped all but one.
    private func legacy(_ provider: KubeconfigEntry) throws(Failure) -> ClusterCredential {
        let name = try provider.string("name") ?? ""
        if name == "oidc", let token = try provider.entry("config")?.string("id-token") {
            return .token(token)
        }
        let remedy =
            switch name {
            case "gcp":
                "install gke-gcloud-auth-plugin, then: gcloud container clusters get-credentials CLUSTER"
            case "azure": "install kubelogin, then: kubelogin convert-kubeconfig -l azurecli"
            case "oidc": "install kubelogin, then use it as an exec plugin: kubectl oidc-login setup"
            default: "have the provider of the cluster write the kubeconfig anew, with an exec plugin"
            }
        throw Failure(
            .refused,
            "\(provider.title): the auth-provider '\(name)' is no more; an exec plugin takes its place",
            at: SourceLocation(file: provider.file),
            hint: remedy
        )
    }
}
