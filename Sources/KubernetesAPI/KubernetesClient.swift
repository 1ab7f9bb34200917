import Diagnostics
package import HTTP
import Values

/// A client of the Kubernetes API, for servers from 1.20 on.
///
/// Cheap to copy: copies share the connections, the log-in and what was discovered. Requests may run at the
/// same time.
package struct KubernetesClient: Sendable {
    /// The name that the fields Davit sets are kept under by the server (`metadata.managedFields`).
    ///
    /// The same always, whatever the program's file is called: another name would be another owner.
    package static let fieldManager = "davit"

    package let access: ClusterAccess
    let session: APISession
    let discovery = DiscoveryCache()

    /// - Parameters:
    ///   - access: The cluster and the user.
    ///   - transport: Makes the exchanges in place of libcurl, for tests.
    ///   - sleep: How to wait before a request is made again.
    package init(
        _ access: ClusterAccess,
        transport: (any Transport)? = nil,
        sleep: @escaping @Sendable (_ seconds: Double) async throws -> Void = {
            try await Task.sleep(for: .seconds($0))
        }
    ) {
        self.access = access
        session = APISession(access, transport: transport, sleep: sleep)
    }

    /// Where the cluster is, for people: `Kubernetes at 'https://host:6443' (context 'prod')`.
    package var endpoint: String { "Kubernetes at \(access)" }

    /// The namespace that is meant where none is named.
    package var namespace: String { access.namespace }

    /// The version of the server.
    ///
    /// - Throws: `.unavailable` when the server cannot be reached or is no Kubernetes.
    package func version() async throws -> ServerVersion {
        let purpose = APIRequest.Purpose(verb: "get", text: "read the version of the server")
        return ServerVersion(try await call(APIRequest("GET", "/version", for: purpose)))
    }

    /// The server's clock in seconds since 1970, as the `Date` of its answers says; its grain is a second.
    package func now() async throws -> Double {
        if let recent = session.clock.recent { return recent }
        _ = try await version()
        guard let date = session.clock.recent else {
            throw Failure(.unavailable, "the answers of \(endpoint) have no date")
        }
        return date
    }

    /// What the server gives for a path, with its query: `/metrics`, `/apis/metrics.k8s.io/v1beta1/nodes`.
    ///
    /// - Returns: The bytes; nil when there is nothing there (404).
    package func get(path: String) async throws -> [UInt8]? {
        var request = APIRequest(
            "GET",
            path,
            for: APIRequest.Purpose(verb: "get", text: "read '\(HTTPURL.redacted(path))'")
        )
        request.accept = "application/json, */*"
        let response = try await session.send(request)
        if response.status == 404 { return nil }
        guard (200..<300).contains(response.status) else { throw failure(for: request, response) }
        return response.body
    }

    /// Makes a request and decodes its answer.
    func call(_ request: APIRequest) async throws -> Value {
        try await exchange(request).value
    }

    /// Makes a request and decodes its answer, which comes with the response.
    ///
    /// - Throws: What ``APIError`` maps to; `.unavailable` for an answer that is no JSON.
    func exchange(_ request: APIRequest) async throws -> (value: Value, response: HTTPResponse) {
        let response = try await session.send(request)
        guard (200..<300).contains(response.status) else { throw failure(for: request, response) }
        guard let value = try? JSON.decode(response.body, file: "") else { throw noKubernetes(response) }
        return (value, response)
    }

    /// The failure for an answer that is no success.
    func failure(for request: APIRequest, _ response: HTTPResponse) -> Failure {
        if let type = response.headers["content-type"], type.hasPrefix("text/html") {
            return noKubernetes(response)
        }
        let error = APIError(response)
        if error.isUnknownResource, request.purpose.resource != nil { invalidateDiscovery() }
        return error.failure(doing: request.purpose, at: access)
    }

    private func noKubernetes(_ response: HTTPResponse) -> Failure {
        let what = response.headers["content-type"].map { " (\($0))" } ?? ""
        return Failure(
            .unavailable,
            "what answers at \(access) is not Kubernetes: status \(response.status)\(what)",
            hint: "check the server in the kubeconfig, and whether a proxy answers in its place: "
                + "kubectl config view --minify",
            cause: APIError(status: response.status, message: "no Kubernetes")
        )
    }
}
