/// The proxy for an engine behind TCP, from the variables that Docker's own client reads.
///
/// `HTTPS_PROXY` for TLS and `HTTP_PROXY` without it, else their lower-case forms; `NO_PROXY` names what is
/// reached without. This machine's own addresses never go through a proxy. (The rules are those of Go's
/// `net/http`, `ProxyFromEnvironment`.)
package struct DockerProxy: Sendable, Hashable {
    /// The proxy's URL, which may hold a password; nil is no proxy.
    package var url: String?
    /// Hosts and networks that are reached without it, with commas between.
    package var exceptions: String

    package static let none = DockerProxy(url: nil, exceptions: "")

    init(url: String?, exceptions: String) {
        self.url = url
        self.exceptions = exceptions
    }

    /// - Parameters:
    ///   - authority: `HOST:PORT` of the engine.
    ///   - isEncrypted: Whether TLS is spoken with it.
    ///   - environment: The variables.
    init(for authority: String, isEncrypted: Bool, environment: DockerEnvironment) {
        func variable(_ name: String) -> String? {
            environment.variable(name) ?? environment.variable(name.lowercased())
        }
        let colon = authority.lastIndex(of: ":") ?? authority.endIndex
        let host = authority[..<colon].lowercased()
        let port = authority[colon...].dropFirst()
        let isHere = host == "localhost" || host.hasPrefix("127.") || host == "[::1]"
        guard !isHere, let url = variable(isEncrypted ? "HTTPS_PROXY" : "HTTP_PROXY") else {
            self = .none
            return
        }
        var exceptions: [Substring] = []
        for entry in (variable("NO_PROXY") ?? "").split(whereSeparator: { $0 == "," || $0 == " " }) {
            if entry == "*" {
                self = .none
                return
            }
            // libcurl knows no ports here; an entry with another port than the engine's says nothing of it.
            let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count == 2 {
                if parts[1] == port { exceptions.append(parts[0]) }
            } else {
                exceptions.append(entry)
            }
        }
        self.init(url: url, exceptions: exceptions.joined(separator: ","))
    }
}
