import Diagnostics
import FoundationEssentials

/// Gives the log-in for each request, and a new one when the server no longer takes the old.
///
/// A token file is read again each minute (as client-go does); a plugin is run again when what it gave has
/// expired. Concurrent requests wait for one run.
actor CredentialSource {
    private let credential: ClusterCredential
    private let environment: KubernetesEnvironment
    private var known: Login?
    private var running: Task<Login, any Error>?

    /// Seconds after which a token file is read again.
    private static let fileLifetime = 60.0
    /// Seconds before its end from which a log-in is not used any more: the request takes time, too.
    private static let margin = 5.0

    init(_ access: ClusterAccess) {
        credential = access.credential
        environment = access.environment
    }

    /// The log-in to use now.
    ///
    /// - Throws: What ``ExecPlugin/run(in:)`` throws, `.invalidInput` for a token file that cannot be read.
    func current() async throws -> Login {
        if let known, known.expiration.map({ environment.now() < $0 - Self.margin }) ?? true { return known }
        return try await fetch()
    }

    /// Another log-in after the server has refused one; nil when there is no other.
    func renew(_ refused: Login) async throws -> Login? {
        switch credential {
        case .none, .token, .basic: return nil
        case .tokenFile, .exec:
            if let known, known != refused { return known }
            known = nil
            let login = try await fetch()
            return login == refused ? nil : login
        }
    }

    private func fetch() async throws -> Login {
        let task =
            running ?? Task { [credential, environment] in try await Self.make(credential, environment) }
        running = task
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        if running == task { running = nil }
        do {
            let login = try result.get()
            known = login
            return login
        } catch is CancellationError where !Task.isCancelled {
            // Another caller, who waited for the same run, was cancelled.
            return try await fetch()
        }
    }

    private static func make(
        _ credential: ClusterCredential,
        _ environment: KubernetesEnvironment
    ) async throws -> Login {
        switch credential {
        case .none:
            return Login()
        case .token(let token):
            return Login(authorization: "Bearer \(token)")
        case .basic(let username, let password):
            let pair = Data("\(username):\(password)".utf8).base64EncodedString()
            return Login(authorization: "Basic \(pair)")
        case .tokenFile(let path):
            guard let token = environment.readWord(path) else {
                throw Failure(
                    .invalidInput,
                    "the token file '\(path)' is empty or cannot be read",
                    hint: "see whether it is there and who may read it: ls -l '\(path)'"
                )
            }
            return Login(
                authorization: "Bearer \(token)",
                expiration: environment.now() + fileLifetime + margin
            )
        case .exec(let plugin):
            return try await plugin.run(in: environment)
        }
    }
}
