package import Diagnostics

/// What the engine answered when it refused a request; the `cause` of the failure that is thrown.
package struct EngineError: Error, Sendable, Hashable {
    /// The HTTP status.
    package var status: Int
    /// The engine's own words.
    package var message: String

    package init(status: Int, message: String) {
        self.status = status
        self.message = message
    }

    /// Somebody else changed the object since its version was read.
    ///
    /// The engine has no status of its own for it: it answers 500 with this text.
    package var isOutOfSequence: Bool {
        message.contains("update out of sequence")
    }

    /// The object is still used by another one and cannot be deleted yet.
    ///
    /// Configs and secrets say `is in use by the following service`, networks `has active endpoints`
    /// or `is in use by task`.
    package var isInUse: Bool {
        message.contains("is in use by") || message.contains("has active endpoints")
    }
}

extension EngineError {
    /// The object does not exist any more.
    ///
    /// Of a network that the Swarm has forgotten and that this node still has, the engine says so with
    /// the status 500.
    package var isNotFound: Bool {
        status == 404 || (status == 500 && message.hasSuffix("not found"))
    }
}

extension Failure {
    /// The engine's answer behind this failure.
    package var engineError: EngineError? { cause as? EngineError }
}

extension EngineError {
    /// The failure that tells a person about this answer to a request to do `what` (`list nodes`).
    func failure(doing what: String) -> Failure {
        let text = "the engine refuses to \(what): \(message)"
        switch status {
        case 404:
            return Failure(.notFound, "cannot \(what): \(message)", cause: self)
        case 409:
            return Failure(.conflict, "cannot \(what): \(message)", cause: self)
        case 503 where message.contains("not a swarm manager"):
            let isWorker = message.contains("Worker nodes")
            return Failure(
                .refused,
                "the engine is not a Swarm manager",
                hint: isWorker
                    ? "connect to a manager of the Swarm: docker node ls there names them" : swarmInit,
                cause: self
            )
        case 503:
            return Failure(.unavailable, "cannot \(what): \(message)", cause: self)
        case _ where isOutOfSequence:
            return Failure(
                .conflict,
                "cannot \(what): it was changed by somebody else meanwhile",
                cause: self
            )
        case 500...:
            return Failure(.unavailable, "the engine failed to \(what): \(message)", cause: self)
        default:
            return Failure(.refused, text, hint: connectionHint, cause: self)
        }
    }

    /// What helps when the engine does not even look at the request.
    private var connectionHint: String? {
        if message.contains("HTTP request to an HTTPS server") {
            return
                "the engine speaks TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of ca.pem, "
                + "cert.pem and key.pem"
        }
        if message.contains("is too new") { return "unset DOCKER_API_VERSION" }
        if message.contains("is too old") {
            return "unset DOCKER_API_VERSION; if it is not set, this Davit is too old for the engine"
        }
        return nil
    }
}

/// The command that makes a manager of a lone engine.
package let swarmInit = "docker swarm init"
