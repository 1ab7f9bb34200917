extension HTTPClient.Proxy {
    /// The proxy that the environment names for a server, by the rules of Go's `net/http`
    /// (`ProxyFromEnvironment`), which most tools around containers follow.
    ///
    /// `HTTPS_PROXY` for https and `HTTP_PROXY` for http, else their lower-case forms; `NO_PROXY` names what
    /// is reached without. This machine's own addresses never go through a proxy.
    /// - Parameters:
    ///   - url: The server.
    ///   - variable: Gives an environment variable's value, nil when it is not set or empty.
    package init(for url: HTTPURL, variable: (String) -> String?) {
        func either(_ name: String) -> String? { variable(name) ?? variable(name.lowercased()) }
        let host = url.host
        let isHere = host == "localhost" || host.hasPrefix("127.") || host == "[::1]"
        let proxy = either(url.scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY")
        let entries = (either("NO_PROXY") ?? "").split(whereSeparator: { $0 == "," || $0 == " " })
        guard !isHere, let proxy, !entries.contains("*") else {
            self.init(url: nil)
            return
        }
        var exceptions: [Substring] = []
        for entry in entries {
            // libcurl knows no ports here; an entry with another port says nothing of this server.
            let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count == 2 {
                if parts[1] == url.port { exceptions.append(parts[0]) }
            } else {
                exceptions.append(entry)
            }
        }
        self.init(url: proxy, exceptions: exceptions.joined(separator: ","))
    }
}
