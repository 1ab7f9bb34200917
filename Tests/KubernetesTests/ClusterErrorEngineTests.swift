import Diagnostics
import HTTP
import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// Each is one clear error with what to do, and leaves nothing half done.
@Suite(
    "refusals of a real cluster",
    .enabled(if: Engine.isKubernetesEnabled, "DAVIT_TEST_KUBECONFIG is not set"),
    .timeLimit(.minutes(5))
)
struct ClusterErrorEngineTests {
    private static let stack = Stack(
        """
        services: {web: {image: davit-test/busybox:1, command: sleep 1000, configs: [page], deploy: {replicas: 0}}}
        configs: {page: {content: "one"}}
        """
    )

    /// A client of another user.
    private static func client(of user: String) throws -> KubernetesClient {
        let access = try LiveCluster.access(of: user)
        return KubernetesClient(access, transport: LiveCluster.connection(access))
    }

    @Test(
        "who does not get in is told why",
        arguments: [
            ("expired", .refused, "client certificate"),
            ("stranger", .refused, "client certificate"),
            ("wrong-token", .refused, "does not accept the token"),
            ("wrong-ca", .unavailable, "certificate"),
            ("nobody", .refused, "the user 'nobody'"),
        ] as [(String, Failure.Kind, String)]
    )
    func users(user: String, kind: Failure.Kind, part: String) async throws {
        try await LiveCluster.run { cluster in
            let before = try await cluster.footprint()
            let environment = cluster.environment(try Self.client(of: user))
            let failure = try await cluster.failure { try await cluster.install(Self.stack, in: environment) }
            #expect(failure?.kind == kind, "\(String(describing: failure))")
            #expect(failure?.message.contains(part) == true, "\(failure?.message ?? "")")
            #expect(failure?.hint?.isEmpty == false)
            #expect(try await cluster.footprint() == before)
        }
    }

    @Test("a reader may look at everything and is refused to change anything, with the right named")
    func reader() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.install(Self.stack)
            var second = Self.stack
            second.yaml = second.yaml.replacing("sleep 1000", with: "sleep 1002")
            try await cluster.upgrade(second)
            let before = try await cluster.footprint()
            let environment = cluster.environment(try Self.client(of: "reader"))
            #expect(try await List().run(in: environment).map(\.release) == [cluster.release])
            let status = try await Status(release: cluster.release).run(in: environment)
            #expect(status.live.services.map(\.name) == ["web"])
            #expect(try await Drift(release: cluster.release).run(in: environment).changes == [])
            _ = try await GetRevision(release: cluster.release).run(in: environment)
            // What would change is told as well as it can be without being allowed to try it out.
            var changed = Self.stack
            changed.yaml = changed.yaml.replacing("sleep 1000", with: "sleep 1001")
            let plan = try await cluster.upgrade(
                changed,
                options: LiveCluster.options { $0.dryRun = true },
                in: environment
            )
            #expect(
                plan.changes.filter { $0.action == .update }.map(\.object.description) == ["deployment web"]
            )

            let refused: [(String, () async throws -> Void)] = [
                ("upgrade", { try await cluster.upgrade(changed, in: environment) }),
                (
                    "rollback",
                    { _ = try await Rollback(release: cluster.release, revision: 1).run(in: environment) }
                ),
                ("uninstall", { _ = try await Uninstall(release: cluster.release).run(in: environment) }),
            ]
            for (verb, command) in refused {
                let failure = try await cluster.failure(of: command)
                #expect(failure?.kind == .refused, "\(verb): \(String(describing: failure))")
                #expect(failure?.message.contains("the user 'reader'") == true, "\(failure?.message ?? "")")
                #expect(
                    failure?.message.contains("may not patch configmaps") == true,
                    "\(failure?.message ?? "")"
                )
            }
            #expect(try await cluster.footprint() == before)
        }
    }

    @Test("a reader's install is refused before anything is made")
    func readerInstall() async throws {
        try await LiveCluster.run { cluster in
            let before = try await cluster.footprint()
            let environment = cluster.environment(try Self.client(of: "reader"))
            let failure = try await cluster.failure { try await cluster.install(Self.stack, in: environment) }
            #expect(failure?.kind == .refused)
            #expect(
                failure?.message.contains("may not create configmaps") == true,
                "\(failure?.message ?? "")"
            )
            #expect(failure?.hint?.contains("kubectl") == true)
            #expect(try await cluster.footprint() == before)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var objects: String
        var stack: Stack
        var kind: Failure.Kind
        var parts: [String]
        var hint: String
        var testDescription: String { name }
    }

    static let refusals = [
        Refusal(
            name: "a quota of objects",
            objects: """
                {apiVersion: v1, kind: ResourceQuota, metadata: {name: few}, spec: {hard: {count/deployments.apps: '0'}}}
                """,
            stack: stack,
            kind: .refused,
            parts: ["exceeded quota: few", "count/deployments.apps"],
            hint: "describe quota"
        ),
        Refusal(
            name: "a quota of ConfigMaps, which the record needs",
            objects:
                "{apiVersion: v1, kind: ResourceQuota, metadata: {name: few}, spec: {hard: {configmaps: '1'}}}",
            stack: stack,
            kind: .refused,
            parts: ["exceeded quota: few"],
            hint: "describe quota"
        ),
        Refusal(
            name: "an object that is wrong",
            objects: "",
            stack: .of("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 0}]}}"),
            kind: .invalidInput,
            parts: ["'spec.ports[0].port'"],
            hint: ""
        ),
        Refusal(
            name: "a name that is too long",
            objects: "",
            stack: Stack(
                """
                services: {\(String(repeating: "a", count: 55)): {image: davit-test/busybox:1, volumes: [data:/a]}}
                volumes: {data: {}}
                """
            ),
            kind: .invalidInput,
            parts: ["is too long for a StatefulSet: 55 bytes, and 52 are possible"],
            hint: "choose a shorter name"
        ),
    ]

    @Test("what the cluster is against", arguments: refusals)
    func refused(_ test: Refusal) async throws {
        try await LiveCluster.run { cluster in
            if !test.objects.isEmpty {
                try await cluster.kubectl("apply", "-f", "-", input: test.objects)
                // A quota counts from the moment at which its controller has seen it.
                for _ in 0..<100 {
                    let used = try await cluster.kubectl(
                        "get",
                        "resourcequota",
                        "-o",
                        "jsonpath={..status.used}"
                    )
                    if used.contains("{") { break }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            let before = try await cluster.footprint().filter { !$0.hasPrefix("ResourceQuota") }
            let failure = try await cluster.failure { try await cluster.install(test.stack) }
            #expect(failure?.kind == test.kind, "\(String(describing: failure))")
            let text = failure.map { ([$0.message] + $0.notes).joined(separator: "\n") } ?? ""
            for part in test.parts { #expect(text.contains(part), "\(text)") }
            #expect(test.hint.isEmpty || failure?.hint?.contains(test.hint) == true, "\(failure?.hint ?? "")")
            #expect(try await cluster.footprint().filter { !$0.hasPrefix("ResourceQuota") } == before)
        }
    }

    @Test("a webhook that denies, and one that nobody answers for", arguments: ["denies", "is not there"])
    func webhooks(behaviour: String) async throws {
        try await LiveCluster.run { cluster in
            let address = try #require(Engine.clusterAddress)
            let server = try BackgroundProcess([
                "python3", Fixture.path("Fixtures/kubernetes-cluster/webhook.py"), address,
            ])
            defer { server.stop() }
            let url = try #require(server.readLine())
            let certificate = try #require(server.readLine())
            if behaviour != "denies" { server.stop() }
            let name = cluster.namespace
            try await cluster.kubectl("label", "namespace", name, "test=\(name)")
            try await cluster.kubectl(
                "apply",
                "-f",
                "-",
                input: """
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: \(name)}
                    webhooks:
                      - name: policy.example.com
                        clientConfig: {url: "\(url)", caBundle: \(certificate)}
                        rules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
                        namespaceSelector: {matchLabels: {test: \(name)}}
                        failurePolicy: Fail
                        sideEffects: None
                        timeoutSeconds: 3
                        admissionReviewVersions: [v1]
                    """
            )
            let failure: Failure?
            let before = try await cluster.footprint()
            do {
                // The API server reads of a new configuration a moment later.
                try await Task.sleep(for: .seconds(2))
                failure = try await cluster.failure { try await cluster.install(Self.stack) }
            } catch {
                try await cluster.kubectl("delete", "validatingwebhookconfiguration", name)
                throw error
            }
            try await cluster.kubectl("delete", "validatingwebhookconfiguration", name)
            let text = failure?.message ?? ""
            if behaviour == "denies" {
                #expect(failure?.kind == .refused, "\(text)")
                #expect(text.contains("the policy of the house wants a cost centre"), "\(text)")
            } else {
                #expect(failure?.kind == .unavailable, "\(text)")
                #expect(text.contains("policy.example.com"), "\(text)")
            }
            #expect(failure?.hint?.contains("validatingwebhookconfigurations") == true)
            #expect(try await cluster.footprint() == before)
        }
    }

    @Test("a missing namespace is told with the option that makes it, which does make it")
    func missingNamespace() async throws {
        try await LiveCluster.run(createsNamespace: false) { cluster in
            let failure = try await cluster.failure { try await cluster.install(Self.stack) }
            #expect(failure?.kind == .notFound)
            #expect(failure?.message.contains("there is no namespace '\(cluster.namespace)'") == true)
            #expect(failure?.hint?.hasPrefix("add --create-namespace") == true)
            #expect(try await cluster.client.get(.namespaces, namespace: nil, name: cluster.namespace) == nil)
            try await cluster.install(Self.stack, in: cluster.environment(createsNamespace: true))
            #expect(try await cluster.names(.deployments) == ["web"])
        }
    }

    @Test("a namespace that is being deleted takes nothing")
    func terminatingNamespace() async throws {
        try await LiveCluster.run { cluster in
            try await cluster.kubectl("create", "configmap", "anchor")
            try await cluster.kubectl(
                "patch",
                "configmap",
                "anchor",
                "--type=merge",
                "-p",
                #"{"metadata":{"finalizers":["example.com/hold"]}}"#
            )
            try await cluster.client.delete(.namespaces, name: cluster.namespace)
            let failure = try await cluster.failure { try await cluster.install(Self.stack) }
            try await cluster.kubectl(
                "patch",
                "configmap",
                "anchor",
                "--type=merge",
                "-p",
                #"{"metadata":{"finalizers":null}}"#
            )
            #expect(failure?.kind == .refused, "\(String(describing: failure))")
            #expect(
                failure?.message.contains("the namespace '\(cluster.namespace)' is being deleted") == true
            )
            #expect(failure?.hint?.contains("kubectl") == true)
        }
    }

    @Test("a server that is not there")
    func noServer() async throws {
        try await LiveCluster.run { cluster in
            var access = cluster.access
            access.server = "https://127.0.0.1:9"
            let client = KubernetesClient(access, transport: LiveCluster.connection(access), sleep: { _ in })
            let failure = try await cluster.failure {
                try await cluster.install(Self.stack, in: cluster.environment(client))
            }
            #expect(failure?.kind == .unavailable)
            #expect(failure?.message.contains("127.0.0.1:9") == true)
            #expect(failure?.hint?.isEmpty == false)
        }
    }
}
