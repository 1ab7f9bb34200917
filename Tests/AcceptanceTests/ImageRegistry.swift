import FoundationEssentials
import Testing

/// A real registry that runs beside a Swarm's engine and asks for a password.
struct ImageRegistry: Sendable {
    /// As images name it: `localhost:28211`.
    let address: String
    private let swarm: SwarmProbe
    /// A configuration of Docker that opens the registry.
    private let configFolder: String

    /// What the registry lets in.
    static let user = "ann"
    static let password = "s3:cret"

    /// Gives `body` a registry, and removes it and its images from the engine afterwards.
    static func run(
        on swarm: SwarmProbe,
        _ user: DavitUser,
        _ body: (_ registry: ImageRegistry) async throws -> Void
    ) async throws {
        let address = "localhost:\(Int.random(in: 28_200..<28_900))"
        let name = uniqueName("registry")
        let registry = ImageRegistry(
            address: address,
            swarm: swarm,
            configFolder: "\(user.workingFolder)/registry-config"
        )
        try user.write(registry.config(), to: "registry-config/config.json")
        try await swarm.docker(
            "run --detach --network host --name \(name) --env REGISTRY_HTTP_ADDR=\(address) "
                + "davit-test/registry:1"
        )
        do {
            try await body(registry)
        } catch {
            await registry.remove(name)
            throw error
        }
        await registry.remove(name)
    }

    /// Docker's `config.json` with a password for the registry.
    func config(password: String = password) -> String {
        let pair = Data("\(Self.user):\(password)".utf8).base64EncodedString()
        return #"{"auths": {"\#(address)": {"auth": "\#(pair)"}}}"#
    }

    /// Pushes an image of the engine under another name, and takes it from the engine.
    ///
    /// - Returns: The digest that the registry has for it.
    @discardableResult
    func push(_ image: String, as name: String) async throws -> String {
        let target = "\(address)/\(name)"
        try await swarm.docker("tag \(image) \(target)")
        // The registry may just have been started.
        var pushed = try await pushOnce(target)
        for _ in 0..<20 where !pushed.succeeded {
            try await Task.sleep(for: .milliseconds(250))
            pushed = try await pushOnce(target)
        }
        try requireSuccess(pushed)
        try await swarm.tryDocker(["rmi", target])
        let line = try #require(pushed.output.lines.last { $0.contains("digest: ") })
        return try #require(line.columns.first { $0.hasPrefix("sha256:") })
    }

    private func pushOnce(_ target: String) async throws -> DavitRun {
        try await swarm.tryDocker(["--config", configFolder, "push", target])
    }

    private func remove(_ name: String) async {
        await Task {
            _ = try? await swarm.tryDocker(["rm", "--force", "--volumes", name])
            // By their names here: the image itself may be one of those that all tests run.
            let names = try? await swarm.docker(
                "images --digests --filter reference=\(address)/* --format",
                "{{.Repository}}@{{.Digest}}"
            )
            for name in Set(names ?? []) { _ = try? await swarm.tryDocker(["rmi", name]) }
        }.value
    }
}
