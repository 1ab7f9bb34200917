import FoundationEssentials
import OrderedCollections
import Values

/// What opens a registry: a name with a password, or a token.
///
/// It is never printed.
package struct RegistryAuth: Sendable, Hashable {
    package var username: String
    package var password: String
    /// The registry that it is for.
    package var serverAddress: String
    /// A token that the registry gives others for.
    package var identityToken: String
    /// A token that is sent to the registry as it is.
    package var registryToken: String

    package init(
        username: String = "",
        password: String = "",
        serverAddress: String,
        identityToken: String = "",
        registryToken: String = ""
    ) {
        self.username = username
        self.password = password
        self.serverAddress = serverAddress
        self.identityToken = identityToken
        self.registryToken = registryToken
    }

    /// The value of the header `X-Registry-Auth`: JSON in base64url with padding.
    var header: String {
        let members = [
            ("username", username), ("password", password), ("serveraddress", serverAddress),
            ("identitytoken", identityToken), ("registrytoken", registryToken),
        ]
        var object: Value.Object = [:]
        for (key, value) in members where !value.isEmpty { object[key] = .string(value) }
        let text = Data(JSON.encode(.object(object))).base64EncodedString()
        return text.replacing("+", with: "-").replacing("/", with: "_")
    }
}

/// Without the secrets.
extension RegistryAuth: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "credentials for '\(serverAddress)'" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["serverAddress": serverAddress]) }
}

extension EngineRequest {
    /// The same request with credentials for the engine to use at a registry.
    func authorized(_ auth: RegistryAuth?) -> EngineRequest {
        guard let auth else { return self }
        var request = self
        request.headers.append(("X-Registry-Auth", auth.header))
        return request
    }
}
