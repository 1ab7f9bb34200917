import Compose
import Diagnostics
import OrderedCollections
import Values

@testable import Releases

/// A chart of the tests: services by image, one config, and values that are passed through.
struct Stack: Sendable {
    var services: [String: String] = ["web": "web:1"]
    var config: String?
    var version = "1.0.0"
    var archive: [UInt8] = Array("archive 1.0.0".utf8)
    var secretPaths: [[String]] = []
    var notes = "look at it"
    var prepareProject: @Sendable (inout Project) -> Void = { _ in }

    init(_ image: String = "web:1", config: String? = nil) {
        services["web"] = image
        self.config = config
    }

    func content(_ request: RenderRequest) throws -> ReleaseContent {
        var project = Project()
        for (name, image) in services.sorted(by: { $0.key < $1.key }) {
            project.services[name] = Service(name: name, image: image)
        }
        if let config {
            project.configs["page"] = FileObject(.inline(Array(config.utf8), hash: "hash-of-\(config)"))
        }
        prepareProject(&project)
        // Through its stored form, because only that is sure to be canonical.
        let canonical = try Project(
            recorded: project.value,
            contentHashes: project.contentHashes,
            name: "the test's stack"
        )
        return ReleaseContent(
            chartMetadata: ["name": "shop", "version": .string(version)],
            chartName: "shop",
            chartVersion: version,
            appVersion: "7",
            archive: archive,
            userValues: request.userValues,
            mergedValues: request.defaults ?? request.userValues,
            secretPaths: secretPaths,
            project: canonical,
            notes: notes + " \(request.revision)"
        )
    }

    var maker: ContentMaker {
        { request in try content(request) }
    }
}

extension World {
    /// An environment on this world, of a process of its own where none is given.
    nonisolated func environment(
        of process: FaultyProcess? = nil,
        user: String = "ann",
        othersAreGone: Bool = false,
        maximumDataSize: Int = 500 * 1024,
        settings: (inout LeaseSettings) -> Void = { _ in }
    ) -> ReleaseEnvironment {
        let process = process ?? FaultyProcess(self)
        let holder = LeaseHolder(user: user, host: "box", processID: 7, id: user)
        var lease = LeaseSettings(
            holder: holder,
            pollEvery: .milliseconds(1),
            confirmAfter: .zero,
            isGone: { _ in othersAreGone }
        )
        settings(&lease)
        return ReleaseEnvironment(
            orchestrator: FakeOrchestrator(process: process),
            store: MemoryStore(process: process, maximumDataSize: maximumDataSize),
            lease: lease
        )
    }

    /// The images that run, by service.
    var images: [String: String] { services.mapValues(\.image) }

    /// The statuses of a release's revisions, by number.
    nonisolated func statuses(_ release: String = "shop") async throws -> [Int: ReleaseStatus] {
        let state = try await environment().ledger.state(of: release)
        return Dictionary(uniqueKeysWithValues: state.revisions.map { ($0.revision, $0.status) })
    }

    nonisolated func head(_ release: String = "shop") async throws -> ReleaseHead? {
        try await environment().ledger.state(of: release).head
    }
}

/// The failure that `body` ends in; nil when it succeeds.
func outcome(of body: () async throws -> some Any) async -> Failure? {
    do {
        _ = try await body()
        return nil
    } catch let failure as Failure {
        return failure
    } catch {
        return Failure(.internal, "not a failure: \(error)")
    }
}
