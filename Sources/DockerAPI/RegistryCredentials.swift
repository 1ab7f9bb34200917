import Diagnostics
import FoundationEssentials
import OrderedCollections
import Synchronization
import Values

/// The user's credentials for registries, from where the `docker` command keeps them.
///
/// In this order, as there: the variable `DOCKER_AUTH_CONFIG`; of `config.json` the helper that
/// `credHelpers` names for the registry, the one of `credsStore`, the entry of `auths`. Every registry is
/// looked up once; copies share what was found.
package struct RegistryCredentials: Sendable {
    /// Asks a helper for a registry's credentials; nil when it has none.
    package typealias Helper =
        @Sendable (_ name: String, _ server: String) async throws -> RegistryAuth?

    private final class Cache: Sendable {
        let searches = Mutex<[String: Task<RegistryAuth?, any Error>]>([:])
    }

    private let environment: DockerEnvironment
    private let helper: Helper
    private let cache = Cache()

    /// - Parameters:
    ///   - environment: Where Docker's configuration is.
    ///   - helper: How helpers are asked; programs named `docker-credential-NAME` by default.
    package init(environment: DockerEnvironment, helper: Helper? = nil) {
        self.environment = environment
        let program = CredentialHelper(variables: environment.variables)
        self.helper = helper ?? { name, server in try await program.credentials(of: name, for: server) }
    }

    /// The credentials for the registry of an image; nil when the user has none.
    ///
    /// - Throws: `.invalidInput` for a configuration that cannot be read, and what `CredentialHelper` says.
    package func auth(forImage image: String) async throws -> RegistryAuth? {
        guard let name = ImageName(image) else { return nil }
        // Docker keeps the credentials of its own registry under the address that it once had.
        let server = name.domain == ImageName.hub ? "https://index.docker.io/v1/" : name.domain
        let search = cache.searches.withLock { searches in
            let search = searches[server] ?? Task { try await find(server) }
            searches[server] = search
            return search
        }
        return try await search.value
    }

    private func find(_ server: String) async throws -> RegistryAuth? {
        if let text = environment.variable("DOCKER_AUTH_CONFIG") {
            let config = try JSON.decode(Array(text.utf8), file: "DOCKER_AUTH_CONFIG")
            if let auth = try Self.entry(of: config, for: server, file: "DOCKER_AUTH_CONFIG") { return auth }
        }
        guard let folder = environment.configFolder else { return nil }
        let path = "\(folder)/config.json"
        guard let bytes = environment.readFile(path), !bytes.isEmpty else { return nil }
        let config = try JSON.decode(bytes, file: path)
        if let name = Self.helper(in: config, for: server) {
            return try await helper(name, server)
        }
        return try Self.entry(of: config, for: server, file: path)
    }

    private static func helper(in config: Value, for server: String) -> String? {
        let own = config["credHelpers"]?[server]?.stringValue ?? ""
        let name = own.isEmpty ? config["credsStore"]?.stringValue ?? "" : own
        return name.isEmpty ? nil : name
    }

    /// The entry of `auths` for the registry, whether it is written as a host or as a URL.
    private static func entry(of config: Value, for server: String, file: String) throws(Failure)
        -> RegistryAuth?
    {
        guard let auths = config["auths"]?.objectValue else { return nil }
        let host = hostname(of: server)
        guard let entry = auths[server] ?? auths.first(where: { hostname(of: $0.key) == host })?.value
        else { return nil }
        var auth = RegistryAuth(
            username: entry["username"]?.stringValue ?? "",
            password: entry["password"]?.stringValue ?? "",
            serverAddress: server,
            identityToken: entry["identitytoken"]?.stringValue ?? "",
            registryToken: entry["registrytoken"]?.stringValue ?? ""
        )
        if let text = entry["auth"]?.stringValue, !text.isEmpty {
            guard let (username, password) = pair(text) else {
                throw Failure(
                    .invalidInput,
                    "the 'auth' of '\(host)' is not a user name and a password in base64",
                    at: .init(file: file),
                    hint: "docker login \(host)"
                )
            }
            auth.username = username
            auth.password = password
        }
        let isEmpty = [auth.username, auth.password, auth.identityToken, auth.registryToken]
            .allSatisfy(\.isEmpty)
        return isEmpty ? nil : auth
    }

    private static func pair(_ text: String) -> (String, String)? {
        guard let data = Data(base64Encoded: text) else { return nil }
        let parts = data.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        // Docker pads passwords with zeros.
        let password = parts[1].filter { $0 != 0 }
        return (String(decoding: parts[0], as: UTF8.self), String(decoding: password, as: UTF8.self))
    }

    /// `https://registry.example.org/v2/` to `registry.example.org`.
    private static func hostname(of address: String) -> String {
        var rest = address[...]
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
        }
        return String(rest.prefix { $0 != "/" })
    }
}
