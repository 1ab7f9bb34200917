package import Values

/// A program that gives credentials (`exec` of a kubeconfig user).
package struct ExecPlugin: Sendable, Hashable {
    /// When the program may use the terminal.
    package enum InteractiveMode: String, Sendable, Hashable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
    package var apiVersion: String
    /// A name that is found through `PATH`, or an absolute path.
    package var command: String
    package var arguments: [String]
    /// Set beside the variables of this process.
    package var variables: [String: String]
    /// What to tell when the program is not there.
    package var installHint: String?
    package var interactiveMode: InteractiveMode
    /// What the program is told of the cluster; nil unless `provideClusterInfo` asks for it.
    package var cluster: Value?

    package init(
        apiVersion: String,
        command: String,
        arguments: [String] = [],
        variables: [String: String] = [:],
        installHint: String? = nil,
        interactiveMode: InteractiveMode = .ifAvailable,
        cluster: Value? = nil
    ) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
        self.variables = variables
        self.installHint = installHint
        self.interactiveMode = interactiveMode
        self.cluster = cluster
    }
}
