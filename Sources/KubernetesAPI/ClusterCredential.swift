/// How a client proves who it is, beside a client certificate (which is part of TLS).
package enum ClusterCredential: Sendable, Hashable {
    /// Nothing: the certificate alone, or nobody.
    case none
    case token(String)
    /// The path of a file that holds a token and may get a new one at any time.
    case tokenFile(String)
    case basic(username: String, password: String)
    case exec(ExecPlugin)
}

extension ClusterCredential: CustomStringConvertible, CustomDebugStringConvertible {
    /// What it is, without any secret.
    package var description: String {
        switch self {
        case .none: "no credentials"
        case .token: "a token"
        case .tokenFile(let path): "the token in '\(path)'"
        case .basic(let username, _): "the password of '\(username)'"
        case .exec(let plugin): "the credentials of '\(plugin.command)'"
        }
    }

    package var debugDescription: String { description }
}
