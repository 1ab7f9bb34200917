import FoundationEssentials
import Testing

/// The engines that the environment offers; `scripts/test.sh` starts them.
enum Engine {
    private static let environment = ProcessInfo.processInfo.environment

    /// Whether a missing engine is a failure instead of a skipped test.
    static let isRequired = environment["DAVIT_REQUIRE_ENGINES"] == "1"
    /// Whether tests with a Swarm are to run.
    static let runsSwarmTests = environment["DAVIT_TEST_DOCKER_HOST"] != nil || isRequired
    /// Whether tests with an engine outside of any Swarm are to run.
    static let runsPlainTests = environment["DAVIT_TEST_PLAIN_DOCKER_HOST"] != nil || isRequired

    /// Whether tests of a Swarm that listens with TLS are to run.
    static let runsTLSTests = environment["DAVIT_TEST_TLS"] != nil || isRequired

    /// The folder of certificates for the Swarm's port 2376.
    static func certificates() throws -> String {
        try #require(environment["DAVIT_TEST_TLS"], "no Swarm with TLS: run scripts/test.sh")
    }

    /// The endpoint of a Swarm manager.
    static func swarm() throws -> String {
        try #require(environment["DAVIT_TEST_DOCKER_HOST"], "no Swarm: run scripts/test.sh")
    }

    /// The endpoint of an engine that is in no Swarm.
    static func plain() throws -> String {
        try #require(environment["DAVIT_TEST_PLAIN_DOCKER_HOST"], "no engine: run scripts/test.sh")
    }

    /// Whether tests with a Kubernetes cluster are to run.
    static let runsKubernetesTests = environment["DAVIT_TEST_KUBECONFIG"] != nil || isRequired

    /// The kubeconfig of the administrator of a cluster.
    static func kubeconfig() throws -> String {
        try #require(environment["DAVIT_TEST_KUBECONFIG"], "no cluster: run scripts/test.sh")
    }

    /// The `kubectl` that belongs to the cluster, or the one in the `PATH`.
    static func kubectl() -> String { environment["DAVIT_TEST_KUBECTL"] ?? "kubectl" }

    /// The address where ports of the cluster's node answer.
    static func clusterAddress() throws -> String {
        try #require(
            environment["DAVIT_TEST_CLUSTER_ADDRESS"],
            "no address of the cluster: run scripts/test.sh"
        )
    }

    /// The address where ports with `mode: host` of the Swarm answer.
    static func address() throws -> String {
        try #require(environment["DAVIT_TEST_ADDRESS"], "no address of the Swarm: run scripts/test.sh")
    }
}

/// What needs a Swarm; one test at a time, for there is one Swarm and its node has few cores.
@Suite("on a Swarm", .serialized, .enabled(if: Engine.runsSwarmTests, "no Swarm: run scripts/test.sh"))
enum OnSwarm {}

/// What also needs ports of its node, such as 8080: one at a time as well, but beside the others.
@Suite(
    "on a Swarm with ports",
    .serialized,
    .enabled(if: Engine.runsSwarmTests, "no Swarm: run scripts/test.sh")
)
enum OnSwarmWithPorts {}

/// What needs a Kubernetes cluster; one test at a time, for its node has few cores.
@Suite(
    "on Kubernetes",
    .serialized,
    .enabled(if: Engine.runsKubernetesTests, "no cluster: run scripts/test.sh")
)
enum OnKubernetes {}

/// Asks again until the answer is yes or the time is over.
///
/// - Returns: Whether the answer was yes.
func eventually(seconds: Double = 30, _ condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
        if try await condition() { return true }
        if ContinuousClock.now >= end { return false }
        try await Task.sleep(for: .milliseconds(100))
    }
}
