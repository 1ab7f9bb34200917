import FoundationEssentials
import TestSupport
import Testing

extension OnKubernetes {
    @Suite("kill -9 at every call")
    struct ClusterCrashTests: CrashMatrixSuite {
        func withTrials(lanes: Int, _ body: ([CrashTrial]) async throws -> Void) async throws {
            try await withUser { user in
                // A socket's path may not be long.
                let folder = "/tmp/\(uniqueName("davit"))"
                defer { try? FileManager.default.removeItem(atPath: folder) }
                let cluster = ClusterProbe(kubeconfig: try Engine.kubeconfig(), namespace: uniqueName("t"))
                let api = try Self.api(of: cluster, in: folder)
                defer { api.stop() }
                let names = (0..<lanes).map { "l\($0)" }
                try await KillerProxy.running(
                    in: folder,
                    lanes: names,
                    engine: "unix://\(Self.socket(in: folder))",
                    isCluster: true
                ) { proxy in
                    func clean() async throws {
                        let namespaces = names.map { "\(cluster.namespace)-\($0)" }
                        let words = ["delete", "namespace", "--wait=false", "--ignore-not-found"]
                        _ = try await cluster.tryKubectl(words + namespaces)
                    }
                    do {
                        var trials: [CrashTrial] = []
                        for lane in proxy.lanes {
                            let namespace = "\(cluster.namespace)-\(lane.name)"
                            try await cluster.kubectl("create namespace \(namespace)")
                            trials.append(try Self.trial(user, lane, folder, namespace, trials.count))
                        }
                        try await body(trials)
                    } catch {
                        try? await Task { try await clean() }.value
                        throw error
                    }
                    try await clean()
                }
            }
        }

        private static func socket(in folder: String) -> String { "\(folder)/api.sock" }

        /// The API of the cluster at a socket, for those who do not know its certificates.
        private static func api(of cluster: ClusterProbe, in folder: String) throws -> BackgroundProcess {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // It has no use for its standard input.
            let process = try BackgroundProcess(
                [
                    "sh", "-c", "\"$@\" & cat; kill $!", "sh", Engine.kubectl(), "--kubeconfig",
                    cluster.kubeconfig, "proxy", "--disable-filter", "--unix-socket", socket(in: folder),
                ]
            )
            let line = process.readLine()
            try #require(line?.contains("Starting to serve") == true, "\(line ?? "nothing is served")")
            return process
        }

        private static func trial(
            _ user: DavitUser,
            _ lane: KillerProxy.Lane,
            _ folder: String,
            _ namespace: String,
            _ number: Int
        ) throws -> CrashTrial {
            var user = user
            user.environment["DAVIT_TARGET"] = "kubernetes"
            user.environment["KUBECONFIG"] = "\(folder)/\(lane.name).kubeconfig"
            let config = """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "\(try lane.address())"}}]
                contexts: [{name: c, context: {cluster: c, namespace: \(namespace)}}]
                current-context: c
                """
            try Data(config.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(lane.name).kubeconfig"))
            let chart = "\(folder)/chart\(number)"
            try FileManager.default.copyItem(atPath: "\(Fixture.root)/charts/voting-app", toPath: chart)
            // Pods would take their time to end, and would be nothing that another call is made for.
            let compose = URL(fileURLWithPath: "\(chart)/templates/compose.yaml")
            let text = String(decoding: try Data(contentsOf: compose), as: UTF8.self)
                .replacing("      endpoint_mode:", with: "      replicas: 0\n      endpoint_mode:")
            try Data(text.utf8).write(to: compose)
            return CrashTrial(
                user: user,
                lane: lane,
                view: ClusterView(socket: socket(in: folder), namespace: namespace),
                release: "x",
                port: 18600 + number,
                chart: chart,
                isIdle: true
            )
        }

        @Test("install", .timeLimit(.minutes(10)))
        func install() async throws { try await killInstalls(atLeast: 40) }

        @Test("uninstall", .timeLimit(.minutes(10)))
        func uninstall() async throws { try await killUninstalls(atLeast: 40) }

        @Test("upgrade", .timeLimit(.minutes(10)))
        func upgrade() async throws { try await killUpgrades(atLeast: 30) }

        @Test("rollback", .timeLimit(.minutes(10)))
        func rollback() async throws { try await killRollbacks(atLeast: 25) }
    }
}
