/// How the images of services are looked up and pulled.
package struct ImagePolicy: Sendable, Hashable {
    /// When an image's registry is asked for its digest, in the words of `docker stack deploy`.
    package enum Resolution: String, Sendable, Hashable, CaseIterable {
        /// Every time: a tag that has moved rolls out.
        case always
        /// When the reference is another one than what runs or is recorded.
        case changed
        /// Never: what runs or is recorded stays, anything else is taken as written.
        case never
    }

    package var resolution: Resolution
    /// Send the user's credentials for the registry along, for the engine's nodes to pull with.
    package var sendsCredentials: Bool

    package init(resolution: Resolution = .changed, sendsCredentials: Bool = true) {
        self.resolution = resolution
        self.sendsCredentials = sendsCredentials
    }
}
