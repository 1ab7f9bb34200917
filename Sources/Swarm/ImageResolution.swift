import Diagnostics
import DockerAPI
import Releases
import Values

/// Finds out which images the references of a deployment mean, and pins services to them.
///
/// In this order: what a revision has recorded; what runs under the same reference, so that a tag that has
/// moved in its registry restarts nothing by itself (unless the policy is `always`); what the registry says.
/// An image that no registry can tell about stays as it is written: it may be on the nodes.
struct ImageResolution: Sendable {
    let client: DockerClient
    let policy: ImagePolicy
    /// What references are known to mean: `nginx:1`, or `web=nginx:1` where it differs from that for the
    /// service `web`.
    let known: [String: String]
    let credentials: RegistryCredentials?

    /// What was found.
    struct Outcome: Sendable {
        var wanted: WantedObjects
        /// The digests, to be known by a later revision.
        var images: [String: String] = [:]
        var diagnostics: [Diagnostic] = []
        /// Images that their registry keeps from this user.
        var denied: [Failure] = []
    }

    /// What registries say, by image reference.
    struct Answers: Sendable {
        fileprivate var byImage: [String: Answer] = [:]
        /// Credentials that could not be had.
        fileprivate var problems: [Diagnostic] = []
    }

    fileprivate enum Answer: Sendable {
        case found(RegistryImage)
        case unknown
        case denied(String, hasCredentials: Bool)
    }

    /// What registries say of the images of a first revision, which nothing else tells of; to be asked for
    /// while the engine tells what it has.
    func firstAnswers(for wanted: WantedObjects) async throws -> Answers {
        guard policy.resolution != .never, known.isEmpty else { return Answers() }
        return try await ask(Set((wanted.services + wanted.hooks).map(\.image)))
    }

    /// - Parameters:
    ///   - wanted: What is to run.
    ///   - live: What runs.
    ///   - first: What registries have said already.
    func resolve(_ wanted: WantedObjects, live: LiveState, first: Answers = Answers()) async throws -> Outcome
    {
        var outcome = Outcome(wanted: wanted)
        let services = wanted.services + wanted.hooks
        var pinned: [String: String] = [:]
        var questions: Set<String> = []
        for service in services {
            let running = live.services[service.name]
            if let image = pin(service, live: running) {
                pinned[service.key] = image
                // Of another image than what runs only its registry knows the platforms.
                if image != running?.image, image.contains("@"), policy.resolution != .never {
                    questions.insert(image)
                }
            } else if policy.resolution != .never {
                questions.insert(service.image)
            }
        }
        let more = try await ask(questions.subtracting(first.byImage.keys))
        let answers = first.byImage.filter { questions.contains($0.key) }
            .merging(more.byImage) { $1 }
        outcome.diagnostics += first.problems + more.problems.filter { !first.problems.contains($0) }
        try await judge(answers, &outcome)
        for index in wanted.services.indices {
            let service = wanted.services[index]
            outcome.wanted.services[index].spec = spec(
                of: service,
                pinned: pinned[service.key],
                live: live.services[service.name],
                answers,
                &outcome.images
            )
        }
        for index in wanted.hooks.indices {
            let hook = wanted.hooks[index]
            outcome.wanted.hooks[index].spec = spec(
                of: hook,
                pinned: pinned[hook.key],
                live: nil,
                answers,
                &outcome.images
            )
        }
        return outcome
    }

    /// The image of the live service, if it stands for the same reference as the project's.
    static func pinned(_ image: String, in live: SwarmObject?) -> String? {
        guard let running = live?.image, var name = ImageName(running) else { return nil }
        name.digest = nil
        return name == ImageName(image)?.tagged ? running : nil
    }

    /// The spec of a service with the image that runs, and the platforms that go with it, where that stands
    /// for the same reference.
    static func spec(of service: WantedService, standingFor live: SwarmObject?) -> Value {
        guard let image = pinned(service.image, in: live) else { return service.spec }
        let spec = service.spec.setting(["TaskTemplate", "ContainerSpec", "Image"], .string(image))
        let path = ["TaskTemplate", "Placement", "Platforms"]
        guard spec.at(path) == nil, let platforms = live?.spec.at(path) else { return spec }
        return spec.setting(path, platforms)
    }

    /// The image that the service is to have without asking anybody.
    private func pin(_ service: WantedService, live: SwarmObject?) -> String? {
        if service.image.contains("@") { return service.image }
        if let image = known["\(service.key)=\(service.image)"] ?? known[service.image] { return image }
        return policy.resolution == .always ? nil : Self.pinned(service.image, in: live)
    }

    private func spec(
        of service: WantedService,
        pinned: String?,
        live: SwarmObject?,
        _ answers: [String: Answer],
        _ images: inout [String: String]
    ) -> Value {
        var image = pinned ?? service.image
        var platforms: [Value] = []
        if let pinned, pinned == live?.image {
            platforms = live?.spec.at("TaskTemplate", "Placement", "Platforms")?.arrayValue ?? []
        } else if case .found(let found) = answers[image] {
            platforms = found.platforms
            if pinned == nil, var name = ImageName(service.image)?.tagged {
                name.digest = found.digest
                image = name.familiar
            }
        } else if pinned == nil, answers[image] != nil {
            image = ImageName(image)?.familiar ?? image
        }
        if image.contains("@"), image != service.image {
            if images[service.image] == nil {
                images[service.image] = image
            } else if images[service.image] != image {
                images["\(service.key)=\(service.image)"] = image
            }
        }
        var spec = service.spec.setting(["TaskTemplate", "ContainerSpec", "Image"], .string(image))
        let path = ["TaskTemplate", "Placement", "Platforms"]
        if !platforms.isEmpty, spec.at("TaskTemplate", "Placement", "Platforms") == nil {
            spec = spec.setting(path, .array(platforms))
        }
        return spec
    }

    // MARK: Asking registries

    private func ask(_ images: Set<String>) async throws -> Answers {
        var answers = Answers()
        if images.isEmpty { return answers }
        var auths: [String: RegistryAuth] = [:]
        for image in images.sorted() {
            do {
                auths[image] = try await credentials?.auth(forImage: image)
            } catch let failure as Failure {
                let problem = Diagnostic.credentials(failure)
                if !answers.problems.contains(problem) { answers.problems.append(problem) }
            }
        }
        let list = images.sorted()
        let known = auths
        let found = try await concurrently(list) { try await ask($0, known[$0]) }
        answers.byImage = Dictionary(uniqueKeysWithValues: zip(list, found))
        return answers
    }

    /// Takes down which images cannot be had, and what is not known of others.
    private func judge(_ answers: [String: Answer], _ outcome: inout Outcome) async throws {
        var unknown: [String] = []
        for (image, answer) in answers.sorted(by: { $0.key < $1.key }) {
            switch answer {
            case .found: continue
            case .unknown: if !image.contains("@") { unknown.append(image) }
            case .denied(let message, let hasCredentials):
                if hasCredentials, try await !client.hasImage(image) {
                    outcome.denied.append(Self.denial(of: image, message))
                } else if !hasCredentials, let registry = ImageName(image)?.domain, registry != ImageName.hub
                {
                    // Of Docker Hub the same answer may mean that there is no such image.
                    outcome.diagnostics.append(
                        Diagnostic(
                            .warning,
                            "the registry '\(registry)' refuses '\(image)' without credentials: \(message)",
                            hint: "docker login \(registry)"
                        )
                    )
                } else if !image.contains("@") {
                    unknown.append(image)
                }
            }
        }
        if let warning = Self.warning(about: unknown) { outcome.diagnostics.append(warning) }
    }

    private func ask(_ image: String, _ auth: RegistryAuth?) async throws -> Answer {
        do {
            return .found(try await client.distribution(of: image, auth: auth))
        } catch let failure as Failure where failure.engineError != nil || failure.kind == .timeout {
            // Whatever else goes wrong here, the engine will say so when it pulls.
            guard let error = failure.engineError, error.isDenial else { return .unknown }
            return .denied(error.message, hasCredentials: auth != nil)
        }
    }

    private static func denial(of image: String, _ message: String) -> Failure {
        let registry = ImageName(image)?.domain ?? ""
        return Failure(
            .refused,
            "the registry '\(registry)' refuses the image '\(image)' to your credentials: \(message)",
            hint: "docker login\(registry == ImageName.hub ? "" : " \(registry)")"
        )
    }

    private static func warning(about images: [String]) -> Diagnostic? {
        guard !images.isEmpty else { return nil }
        let list = images.map { "'\($0)'" }.joined(separator: ", ")
        return Diagnostic(
            .warning,
            "no registry told the digest of \(list): each node takes what it finds under that name, "
                + "and they may differ"
        )
    }
}

extension Diagnostic {
    /// Credentials could not be had; images are asked for without.
    static func credentials(_ failure: Failure) -> Diagnostic {
        Diagnostic(.warning, "\(failure.message); going on without credentials", hint: failure.hint)
    }
}

extension SwarmObject {
    /// The image of a service's tasks.
    var image: String? { spec.at("TaskTemplate", "ContainerSpec", "Image")?.stringValue }
}
