import FoundationEssentials

/// The real engines that tests may use.
///
/// A suite that needs one is `.enabled(if: Engine.isDockerEnabled)`: without the engine it is skipped,
/// and with `DAVIT_REQUIRE_ENGINES=1` it runs and fails.
package enum Engine {
    /// The address of a Docker engine that is a Swarm manager with the images `davit-test/…`:
    /// `DAVIT_TEST_DOCKER_HOST`.
    package static let dockerHost = variable("DAVIT_TEST_DOCKER_HOST")

    /// The address of a Docker engine that is in no Swarm: `DAVIT_TEST_PLAIN_DOCKER_HOST`.
    package static let plainDockerHost = variable("DAVIT_TEST_PLAIN_DOCKER_HOST")

    package static let isPlainDockerEnabled = plainDockerHost != nil || areRequired

    /// A kubeconfig whose current context is the administrator of a Kubernetes cluster:
    /// `DAVIT_TEST_KUBECONFIG`.
    package static let kubeconfig = variable("DAVIT_TEST_KUBECONFIG")

    package static let isKubernetesEnabled = kubeconfig != nil || areRequired

    /// The folder of the kubeconfigs of that cluster's users, with and without rights: `DAVIT_TEST_KUBECONFIGS`.
    package static let kubeconfigs = variable("DAVIT_TEST_KUBECONFIGS")

    /// Where ports of that cluster's node answer: `DAVIT_TEST_CLUSTER_ADDRESS`.
    package static let clusterAddress = variable("DAVIT_TEST_CLUSTER_ADDRESS")

    /// The `kubectl` of that cluster's version: `DAVIT_TEST_KUBECTL`.
    package static let kubectl = variable("DAVIT_TEST_KUBECTL")

    /// A Python that has `helm-python-sdk`: `DAVIT_TEST_HELM_PYTHON`, or the one that `scripts/bench.sh` makes.
    package static let helmPython: String? = {
        let home = variable("XDG_CACHE_HOME") ?? variable("HOME").map { "\($0)/.cache" } ?? ""
        let path = variable("DAVIT_TEST_HELM_PYTHON") ?? "\(home)/davit-test/helm-python/bin/python"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    /// Whether a missing engine is a failure.
    package static let areRequired = variable("DAVIT_REQUIRE_ENGINES") == "1"

    package static let isDockerEnabled = dockerHost != nil || areRequired

    /// The address of the Docker engine.
    ///
    /// - Throws: When there is none.
    package static func requireDocker() throws -> String {
        guard let dockerHost else { throw Missing(variable: "DAVIT_TEST_DOCKER_HOST") }
        return dockerHost
    }

    /// The address of the Docker engine that is in no Swarm.
    ///
    /// - Throws: When there is none.
    package static func requirePlainDocker() throws -> String {
        guard let plainDockerHost else { throw Missing(variable: "DAVIT_TEST_PLAIN_DOCKER_HOST") }
        return plainDockerHost
    }

    /// The path of the kubeconfig of the Kubernetes cluster.
    ///
    /// - Throws: When there is none.
    package static func requireKubernetes() throws -> String {
        guard let kubeconfig else { throw Missing(variable: "DAVIT_TEST_KUBECONFIG") }
        return kubeconfig
    }

    /// The path of the kubeconfig of one of the cluster's users: `admin`, `reader`, `nobody`, `expired`, ….
    ///
    /// - Throws: When there is none.
    package static func requireKubeconfig(of user: String) throws -> String {
        guard let kubeconfigs else { throw Missing(variable: "DAVIT_TEST_KUBECONFIGS") }
        return "\(kubeconfigs)/\(user)"
    }

    /// The path of the cluster's own `kubectl`.
    ///
    /// - Throws: When there is none.
    package static func requireKubectl() throws -> String {
        guard let kubectl else { throw Missing(variable: "DAVIT_TEST_KUBECTL") }
        return kubectl
    }

    /// A name for a test's own objects in a shared engine.
    package static func uniqueName(_ prefix: String) -> String {
        "\(prefix)-\(UInt32.random(in: 0...(.max)))"
    }

    /// An engine that a test needs is not there.
    package struct Missing: Error, CustomStringConvertible {
        package var variable: String
        package var description: String { "\(variable) names no engine" }
    }

    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
