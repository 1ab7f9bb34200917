import Diagnostics
import HTTP
import Synchronization

/// Makes requests to one cluster: logs in, waits when the server asks for it, keeps the connections.
final class APISession: Sendable {
    let access: ClusterAccess
    let clock = ServerClock()
    private let credentials: CredentialSource
    /// What takes the place of the network in tests.
    private let fixedTransport: (any Transport)?
    private let client = Mutex<(certificate: Login.Certificate?, client: HTTPClient)?>(nil)
    private let sleep: @Sendable (_ seconds: Double) async throws -> Void

    init(
        _ access: ClusterAccess,
        transport: (any Transport)?,
        sleep: @escaping @Sendable (Double) async throws -> Void
    ) {
        self.access = access
        self.sleep = sleep
        fixedTransport = transport
        credentials = CredentialSource(access)
    }

    /// Makes a request until the server has taken it.
    ///
    /// - Returns: The answer, whatever its status.
    /// - Throws: `.unavailable` when the server cannot be reached, `.timeout`, and what the log-in throws.
    func send(_ request: APIRequest) async throws -> HTTPResponse {
        try await exchange(request) { try await $0.send($1) }
    }

    /// The bytes that a server takes at most in one request.
    private static let maximumBodySize = 3 << 20

    /// Makes a request and hands the body of a success over in pieces as it arrives.
    ///
    /// - Throws: As ``send(_:)``.
    func stream(
        _ request: APIRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        try await exchange(request, isStream: true) { try await $0.stream($1, receive: receive) }
    }

    /// Waits, as long as the task is not cancelled.
    func pause(_ seconds: Double) async throws { try await sleep(seconds) }

    private func exchange(
        _ request: APIRequest,
        isStream: Bool = false,
        _ perform: (any Transport, HTTPRequest) async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        var patience = Patience()
        var login = try await credentials.current()
        var isRenewed = false
        while true {
            let response: HTTPResponse
            let message = request.httpRequest(to: access, as: login)
            // The server would end the connection while it is still being sent to, and its answer be lost.
            guard message.body?.count ?? 0 <= Self.maximumBodySize else {
                return HTTPResponse(
                    status: 413,
                    body: Array("the limit is \(Self.maximumBodySize) bytes".utf8)
                )
            }
            do {
                response = try await perform(transport(for: login), message)
            } catch let failure as Failure {
                // Of a stream something may already have been handed over.
                guard !isStream, let delay = patience.delay(after: failure, to: request.method) else {
                    throw access.unreachable(failure)
                }
                try await sleep(delay)
                continue
            }
            clock.note(response.headers["date"])
            if response.status == 401, !isRenewed, let renewed = try await credentials.renew(login) {
                login = renewed
                isRenewed = true
                continue
            }
            guard let delay = patience.delay(after: response, to: request.method) else { return response }
            try await sleep(delay)
        }
    }

    /// The connections for a log-in: those of another certificate must not be used.
    private func transport(for login: Login) -> any Transport {
        if let fixedTransport { return fixedTransport }
        return client.withLock { known in
            if let known, known.certificate == login.certificate { return known.client }
            var configuration = HTTPClient.Configuration(
                proxy: access.proxy,
                tls: access.tls,
                maximumConnections: 10
            )
            if let own = login.certificate {
                configuration.tls.certificateData = own.certificate
                configuration.tls.keyData = own.key
            }
            let made = HTTPClient(configuration)
            known = (login.certificate, made)
            return made
        }
    }
}
