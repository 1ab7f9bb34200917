package import Diagnostics
import HTTP

extension ClusterAccess {
    /// The folder that a pod finds its service account in.
    private static let folder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The cluster that this process runs in as a pod, as its service account; nil outside of a pod.
    ///
    /// - Throws: `.invalidInput` when the pod's variables name no server.
    package static func inCluster(_ environment: KubernetesEnvironment) throws(Failure) -> ClusterAccess? {
        guard let host = environment.variable("KUBERNETES_SERVICE_HOST"),
            let port = environment.variable("KUBERNETES_SERVICE_PORT"),
            environment.hasFile("\(folder)/token")
        else { return nil }
        let server = "https://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        let url = try serverURL(server) {
            Failure(
                .invalidInput,
                "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT name no server",
                hint: "unset KUBERNETES_SERVICE_HOST, or name a kubeconfig with --kubeconfig"
            )
        }
        let authority = "\(folder)/ca.crt"
        return ClusterAccess(
            context: nil,
            user: "the pod's service account",
            server: server,
            namespace: environment.readWord("\(folder)/namespace") ?? "default",
            tls: HTTPClient.TLS(authorityFile: environment.hasFile(authority) ? authority : nil),
            credential: .tokenFile("\(folder)/token"),
            proxy: HTTPClient.Proxy(for: url, variable: environment.variable),
            environment: environment
        )
    }

    /// The URL of a server as a kubeconfig or a pod's variables have it; `failure` is for what is none.
    static func serverURL(
        _ text: String,
        otherwise failure: () -> Failure
    ) throws(Failure) -> HTTPURL {
        do {
            return try HTTPURL(parsing: text)
        } catch  where error.kind == .usage {
            throw failure()
        }
    }
}
