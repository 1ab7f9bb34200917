package import Diagnostics

/// An engine behind SSH: `ssh://[USER@]HOST[:PORT][/SOCKET]`.
///
/// There `docker system dial-stdio` passes the API on, as the `docker` command has it.
package struct SSHAddress: Sendable, Hashable {
    package var user: String?
    package var host: String
    package var port: Int?
    /// The engine's socket on that machine; nil leaves it to the `docker` command there.
    package var socket: String?

    /// Reads what stands behind `ssh://`.
    ///
    /// - Parameters:
    ///   - rest: The address without its scheme.
    ///   - origin: What named it, for messages.
    /// - Throws: `.invalidInput`.
    package init(_ rest: String, origin: String) throws(Failure) {
        func refuse(_ reason: String) -> Failure {
            Failure(
                .invalidInput,
                "the SSH address from \(origin) \(reason)",
                hint: "write it as ssh://USER@HOST:PORT, with /path/of/docker.sock behind it if need be"
            )
        }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw refuse("has a query or a fragment")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        if rest[slash...].count > 1 { socket = String(rest[slash...]) }
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at]
            // A password in an address would end up in shell histories and process lists.
            guard !user.contains(":") else { throw refuse("holds a password") }
            self.user = String(user)
            authority = authority[authority.index(after: at)...]
        }
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0 else {
                throw refuse("has no valid port")
            }
            self.port = Int(port)
            authority = authority[..<colon]
        }
        host = authority.hasPrefix("[") ? String(authority.dropFirst().dropLast()) : String(authority)
        // Either would be an option to ssh.
        guard !host.isEmpty, !host.hasPrefix("-") else { throw refuse("names no host") }
        guard user?.isEmpty != true, user?.hasPrefix("-") != true else { throw refuse("names no user") }
    }

    /// The words by which `ssh` knows the machine: `-p 2222 root@far`.
    package var target: String {
        (port.map { "-p \($0) " } ?? "") + (user.map { "\($0)@" } ?? "") + host
    }

    /// The command whose standard input and output are a connection to the engine.
    ///
    /// It asks nobody anything: there may be no terminal, and a question in the middle of an operation would
    /// let its lease expire.
    package var command: [String] {
        var words = ["ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "-T"]
        if let user { words += ["-l", user] }
        if let port { words += ["-p", String(port)] }
        words += ["--", host, "docker"]
        if let socket { words.append(Self.quoted("--host=unix://\(socket)")) }
        return words + ["system", "dial-stdio"]
    }

    /// A word as the shell on the other side reads it.
    private static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

extension SSHAddress: CustomStringConvertible {
    package var description: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "ssh://" + (user.map { "\($0)@" } ?? "") + host + (port.map { ":\($0)" } ?? "")
            + (socket ?? "")
    }
}
