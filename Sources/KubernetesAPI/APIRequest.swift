import HTTP
import Values

/// One request to the server, without the log-in.
struct APIRequest: Sendable {
    /// What a request is for, to tell people what failed.
    struct Purpose: Sendable, Hashable {
        /// What is done, as an access rule calls it: `get`, `list`, `patch`.
        var verb: String
        var resource: APIResource?
        var namespace: String?
        var name: String?
        /// Words that take the place of those made from the above.
        var text: String?
    }

    var method: String
    /// The path behind the server's URL, with its variable parts encoded.
    var path: String
    var query: [(name: String, value: String)] = []
    var accept = "application/json"
    var contentType = "application/json"
    var body: Value?
    /// Longest time in seconds; nil is no limit (streams).
    var timeout: Double? = 60
    var purpose: Purpose

    init(_ method: String, _ path: String, for purpose: Purpose) {
        self.method = method
        self.path = path
        self.purpose = purpose
    }

    func httpRequest(to access: ClusterAccess, as login: Login) -> HTTPRequest {
        var url = access.server + path
        for (index, field) in query.enumerated() {
            url += (index == 0 ? "?" : "&") + field.name + "=" + HTTPURL.encodedComponent(field.value)
        }
        var headers = [("Accept", accept)]
        if body != nil { headers.append(("Content-Type", contentType)) }
        if let authorization = login.authorization { headers.append(("Authorization", authorization)) }
        headers += access.impersonation?.headers ?? []
        return HTTPRequest(
            method: method,
            url: url,
            headers: headers,
            body: body.map { JSON.encode($0) },
            timeout: timeout,
            acceptsCompression: access.acceptsCompression
        )
    }
}

extension APIRequest.Purpose: CustomStringConvertible {
    /// `list deployments.apps in namespace 'shop'`, `apply Deployment 'web' in namespace 'shop'`.
    var description: String {
        if let text { return text }
        guard let resource else { return verb }
        var words = "\(Self.words[verb] ?? verb) "
        words += name.map { "\(resource.gvk.kind) '\($0)'" } ?? resource.qualifiedName
        if resource.isNamespaced {
            words += namespace.map { " in namespace '\($0)'" } ?? (name == nil ? " in all namespaces" : "")
        }
        return words
    }

    private static let words = ["patch": "change", "update": "change", "get": "read"]
}
