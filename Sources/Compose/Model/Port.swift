/// One published port; a range of the document is one of these for each of its ports.
package struct Port: Sendable, Hashable {
    package enum Transport: String, Sendable, Hashable, CaseIterable {
        case tcp, udp, sctp
    }

    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Through the engine's load balancing, on every node.
        case ingress
        /// On the node of the container only.
        case host
    }

    /// The port in the container.
    package var target: UInt16
    /// The port outside; nil lets the engine choose.
    package var published: UInt16?
    package var `protocol`: Transport
    package var mode: Mode
    /// The address of the host that is listened on; nil is every address.
    package var hostIP: String?
    package var name: String?
    package var appProtocol: String?

    package init(
        target: UInt16,
        published: UInt16? = nil,
        protocol: Transport = .tcp,
        mode: Mode = .ingress
    ) {
        self.target = target
        self.published = published
        self.protocol = `protocol`
        self.mode = mode
    }
}
