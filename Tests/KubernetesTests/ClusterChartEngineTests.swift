import Charts
import Diagnostics
import FoundationEssentials
import KubernetesAPI
import OrderedCollections
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// A chart as Helm's users write them: definitions, hooks, a subchart.
@Suite(
    "a Helm chart on a real cluster",
    .serialized,
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterChartEngineTests {
    private static let path = Fixture.path("Fixtures/kubernetes-app")
    private static let definition = "gadgets.shop.davit.test"

    private static func content() throws -> ContentMaker {
        let content = ChartContent(
            chart: try Chart.load(path: path),
            given: UserValues(),
            variables: [:],
            target: .kubernetes
        )
        return { try await content.make($0) }
    }

    /// Runs `body` in a namespace, and removes the chart's definition afterwards, which outlives its releases.
    private static func run(_ body: (LiveCluster) async throws -> Void) async throws {
        try await LiveCluster.run { cluster in
            func clean() async throws {
                _ = try await Kubectl.run(["delete", "crd", definition, "--ignore-not-found"])
            }
            do {
                try await body(cluster)
            } catch {
                try await clean()
                throw error
            }
            try await clean()
        }
    }

    private static func install(_ cluster: LiveCluster, _ log: ProgressLog) async throws -> OperationResult {
        let options = LiveCluster.options { $0.report = { log.add($0) } }
        return try await Install(release: cluster.release, options: options, makeContent: try content())
            .run(in: cluster.environment())
    }

    @Test("its whole life")
    func life() async throws {
        try await Self.run { cluster in
            let log = ProgressLog()
            let result = try await Self.install(cluster, log)
            #expect(log.lines == ["preparing hello", "welcome"])
            #expect(result.record.notes.hasPrefix("Thank you for shop 2.1, revision 1"))
            let settings = try await cluster.object(.configMaps, "shop-settings")
            #expect(settings?.at("data", "kubernetes") == "true")
            #expect(try await cluster.object(.configMaps, "shop-cache")?.at("data", "size") == "64Mi")
            let gadgets = try await cluster.client.resource(kind: "Gadget")
            #expect(try await cluster.names(gadgets) == ["shop-0", "shop-1"])
            #expect(try await cluster.object(gadgets, "shop-0")?.at("spec", "weight") == 7)
            #expect(try await cluster.drift().changes == [])

            // The chart is in the record, so that an upgrade needs no more than what is to change.
            let again = ChartContent(chart: nil, given: UserValues(), variables: [:], target: .kubernetes)
            func upgrade(_ values: Value) async throws -> OperationResult {
                try await Upgrade(
                    release: cluster.release,
                    values: values,
                    options: LiveCluster.options(),
                    makeContent: { try await again.make($0) }
                ).run(in: cluster.environment())
            }
            let upgraded = try await upgrade(["gadgets": 1, "greeting": "good day"])
            let changes = upgraded.changes.filter { $0.action != .keep }
            #expect(
                changes.map { "\($0.action) \($0.object)" } == [
                    "update configmap shop-settings", "update deployment shop",
                    "delete gadget.shop.davit.test shop-1",
                ]
            )
            #expect(try await cluster.names(gadgets) == ["shop-0"])
            #expect(try await upgrade([:]).outcome == .unchanged)

            let tests = try await Releases.Test(release: cluster.release, options: LiveCluster.options())
                .run(in: cluster.environment())
            #expect(tests.tests.map(\.name) == ["shop-works"])
            #expect(tests.succeeded)

            try await cluster.rollback(to: 1)
            #expect(try await cluster.names(gadgets) == ["shop-0", "shop-1"])
            #expect(try await cluster.object(.configMaps, "shop-settings")?.at("data", "greeting") == "hello")
            // The bytes of the Secret were kept apart from the record, and are what they were.
            let key = try await cluster.object(.secrets, "shop-key")?.at("data", "password")?.stringValue
            #expect(key.flatMap(Base64.decode) == Array("not-so-secret".utf8))
            #expect(try await cluster.drift().changes == [])

            let left = try await cluster.uninstall().leftovers
            #expect(left == [])
            #expect(try await cluster.names(gadgets) == [])
            #expect(try await cluster.names(.configMaps) == [])
            #expect(try await cluster.names(.secrets) == [])
            #expect(try await Kubectl.run(["get", "crd", Self.definition, "-o", "name"]).isEmpty == false)
        }
    }

    /// Servers before 1.23 refuse ports without a protocol and amounts that are numbers from Helm 4, so the chart has
    /// none.
    @Test(
        "the objects are those that Helm 4 makes of it",
        .enabled(if: Engine.helmPython != nil, "helm-python-sdk is not there: see scripts/bench.sh")
    )
    func equality() async throws {
        let python = try #require(Engine.helmPython)
        try await Self.run { cluster in
            _ = try await Self.install(cluster, ProgressLog())
            let ours = try await Self.objects(cluster)
            #expect(ours.count > 10, "\(ours.keys)")
            try await cluster.uninstall()
            let kubeconfig = try Engine.requireKubernetes()
            let status = try BackgroundProcess([
                python, Fixture.path("Fixtures/kubernetes-cluster/helm.py"), kubeconfig, cluster.namespace,
                cluster.release, Self.path,
            ]).stop()
            #expect(status == 0)
            let theirs = try await Self.objects(cluster)
            #expect(ours.keys.sorted() == theirs.keys.sorted())
            for (key, object) in ours where theirs[key] != object {
                let differences = ManifestTree.differences(from: theirs[key], to: object).map(\.text)
                #expect(differences == [], "\(key), theirs and ours")
            }
        }
    }

    /// What there is of a release by kind and name, without what tells the tools apart and what differs from
    /// time to time.
    private static func objects(_ cluster: LiveCluster) async throws -> [String: Value] {
        let skipped = ["events", "endpoints", "endpointslices", "pods", "replicasets", "controllerrevisions"]
        var result: [String: Value] = [:]
        for resource in try await cluster.client.resources()
        where resource.isNamespaced && resource.verbs.contains("list") && !skipped.contains(resource.plural) {
            for item in try await cluster.client.list(resource, namespace: cluster.namespace).items {
                let name = item.at("metadata", "name")?.stringValue ?? ""
                guard name.hasPrefix("shop"), !name.contains("-token-") else { continue }
                result["\(resource.gvk.apiVersion) \(resource.gvk.kind) \(name)"] = normalised(item)
            }
        }
        return result
    }

    private static func normalised(_ object: Value) -> Value {
        var object = object.setting(["status"], nil)
        for key in [
            "uid", "resourceVersion", "creationTimestamp", "managedFields", "generation", "selfLink",
            "namespace",
        ] { object = object.setting(["metadata", key], nil) }
        for key in ["clusterIP", "clusterIPs"] { object = object.setting(["spec", key], nil) }
        // A Job without labels is given those of its pods.
        for key in ["controller-uid", "job-name"] {
            object = object.setting(["metadata", "labels", key], nil)
        }
        object = object.setting(["spec", "selector", "matchLabels", "controller-uid"], nil)
        object = object.setting(["spec", "template", "metadata", "labels", "controller-uid"], nil)
        object = object.setting(["secrets"], nil)
        for part in ["labels", "annotations"] {
            let members = object.at("metadata", part)?.objectValue ?? [:]
            let rest = members.filter { key, _ in
                !key.hasPrefix("davit/") && !key.hasPrefix("meta.helm.sh/")
                    && key != "app.kubernetes.io/managed-by" && key != "deployment.kubernetes.io/revision"
            }
            object = object.setting(["metadata", part], rest.isEmpty ? nil : .object(rest))
        }
        return object
    }
}
