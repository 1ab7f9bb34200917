import Diagnostics
package import HTTP
package import Values

/// A client of the Docker Engine API.
///
/// Cheap to copy: copies share the connection and the negotiated version. Requests may run at the
/// same time.
package struct DockerClient: Sendable {
    /// How many writes of one sort are best under way at a time.
    ///
    /// A Swarm commits together what comes while it is writing its log, so that few rounds are made of many
    /// services: a hundred take a quarter less time than with 16 (tried with 20.10 on two cores).
    package static let writesAtOnce = 32

    package let endpoint: DockerEndpoint
    private let transport: any Transport
    private let negotiation = VersionNegotiation()
    private let engineClock = ServerClock()

    /// - Parameters:
    ///   - endpoint: Where the engine is.
    ///   - transport: Makes the exchanges; for a Unix endpoint it is already bound to the socket.
    package init(endpoint: DockerEndpoint, transport: any Transport) {
        self.endpoint = endpoint
        self.transport = transport
    }

    /// Asks for the engine's API version and clock, without a version in the path.
    ///
    /// - Throws: `.unavailable` when the engine cannot be reached.
    package func ping() async throws -> EnginePing {
        let response: HTTPResponse
        do {
            response = try await exchange(HTTPRequest(url: "\(endpoint.baseURL)/_ping", timeout: 20))
        } catch let failure as Failure where failure.kind == .timeout {
            throw unreachable(failure)
        }
        guard response.status == 200 else {
            throw error(in: response).failure(doing: "answer")
        }
        return EnginePing(headers: response.headers)
    }

    /// The API version that both sides speak; the first call asks the engine.
    ///
    /// - Throws: `.unavailable` when the engine cannot be reached, `.refused` when it is too old.
    package func version() async throws -> APIVersion {
        if let pinned = endpoint.pinnedVersion {
            guard pinned >= .minimum else {
                throw Failure(
                    .refused,
                    "DOCKER_API_VERSION asks for \(pinned), and Davit needs \(APIVersion.minimum) or newer",
                    hint: "unset DOCKER_API_VERSION"
                )
            }
            return pinned
        }
        let offered = try await introduction().apiVersion
        guard let offered, offered >= .minimum else {
            throw Failure(
                .refused,
                "the engine at '\(endpoint)' speaks API version \(offered?.description ?? "unknown"), "
                    + "and Davit needs \(APIVersion.minimum) or newer",
                hint: "update Docker on that machine to 20.10 or newer"
            )
        }
        return min(offered, .maximum)
    }

    /// The engine's own version (`20.10.24`), or nil when it does not tell; the first call asks.
    ///
    /// - Throws: `.unavailable` when the engine cannot be reached.
    package func engineVersion() async throws -> String? {
        try await introduction().engineVersion
    }

    /// The engine's clock in seconds since 1970, as its answers' `Date` says; its grain is a second.
    package func clock() async throws -> Double {
        if let recent = engineClock.recent { return recent }
        guard let date = try await ping().date else {
            throw Failure(.unavailable, "the answer of the engine at '\(endpoint)' has no date")
        }
        return date
    }

    /// The engine's first answer, asked for once.
    private func introduction() async throws -> EnginePing {
        try await negotiation.ping { try await ping() }
    }

    /// Makes a request and decodes its JSON answer.
    ///
    /// - Parameters:
    ///   - request: What to ask for.
    ///   - what: What is being done, for the error message: `list services`.
    /// - Returns: The answer; `.null` when it has no body.
    /// - Throws: What `EngineError` maps to, or `.unavailable`.
    package func call(_ request: EngineRequest, doing what: String) async throws -> Value {
        let response = try await send(request, doing: what)
        guard !response.body.isEmpty else { return .null }
        return try JSON.decode(response.body, file: "answer of \(endpoint)")
    }

    /// Makes a request and gives the answer as it is.
    ///
    /// - Throws: What `EngineError` maps to, or `.unavailable`.
    package func send(_ request: EngineRequest, doing what: String) async throws -> HTTPResponse {
        let version = try await version()
        let response = try await exchange(request.httpRequest(base: "\(endpoint.baseURL)/v\(version)"))
        guard (200..<300).contains(response.status) else {
            throw error(in: response).failure(doing: what)
        }
        return response
    }

    /// Makes a request and hands the answer's body over in pieces as it arrives, until it ends or `receive`
    /// returns false.
    ///
    /// - Throws: What `EngineError` maps to, or `.unavailable`.
    package func stream(
        _ request: EngineRequest,
        doing what: String,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws {
        let version = try await version()
        let response: HTTPResponse
        do {
            response = try await transport.stream(
                request.httpRequest(base: "\(endpoint.baseURL)/v\(version)"),
                receive: receive
            )
        } catch let failure as Failure where failure.kind == .unavailable {
            throw unreachable(failure)
        }
        guard (200..<300).contains(response.status) else {
            throw error(in: response).failure(doing: what)
        }
    }

    private func exchange(_ request: HTTPRequest) async throws -> HTTPResponse {
        do {
            let response = try await transport.send(request)
            engineClock.note(response.headers["date"])
            return response
        } catch let failure as Failure where failure.kind == .unavailable {
            throw unreachable(failure)
        }
    }

    private func error(in response: HTTPResponse) -> EngineError {
        let text = String(decoding: response.body, as: UTF8.self)
        let message = (try? JSON.decode(response.body, file: ""))?["message"]?.stringValue
        // What is no engine, such as a proxy, may answer with a whole page.
        let line = text.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) }
        return EngineError(status: response.status, message: message ?? line ?? "status \(response.status)")
    }
}
