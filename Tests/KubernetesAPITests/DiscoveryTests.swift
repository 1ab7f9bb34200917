import Diagnostics
import HTTP
import Testing
import Values

@testable import KubernetesAPI

@Suite("discovery")
struct DiscoveryTests {
    static func kind(_ apiVersion: String, _ kind: String) -> GroupVersionKind {
        GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    static func entry(_ name: String, _ kind: String, namespaced: Bool = true, short: [String] = []) -> Value
    {
        [
            "name": .string(name), "singularName": .string(kind.lowercased()),
            "namespaced": .bool(namespaced),
            "kind": .string(kind), "verbs": ["get", "list", "patch"], "shortNames": .strings(short),
        ]
    }

    /// The answers of a server that knows only the old form, one request a group version.
    static let old: @Sendable (HTTPRequest, Int) -> HTTPResponse = { request, _ in
        switch request.url.dropFirst("https://h/base".count) {
        case "/api": .ok(["kind": "APIVersions", "versions": ["v1"]])
        case "/apis":
            .ok([
                "kind": "APIGroupList",
                "groups": [
                    [
                        "name": "apps",
                        "versions": [["groupVersion": "apps/v1beta1"], ["groupVersion": "apps/v1"]],
                        "preferredVersion": ["groupVersion": "apps/v1"],
                    ],
                    ["name": "metrics.k8s.io", "versions": [["groupVersion": "metrics.k8s.io/v1beta1"]]],
                    ["name": "gone.io", "versions": [["groupVersion": "gone.io/v1"]]],
                ],
            ])
        case "/api/v1":
            .ok([
                "resources": [
                    entry("pods", "Pod", short: ["po"]), entry("pods/eviction", "Eviction"),
                    entry("namespaces", "Namespace", namespaced: false),
                ]
            ])
        case "/apis/apps/v1":
            .ok([
                "resources": [
                    entry("deployments", "Deployment", short: ["deploy"]),
                    entry("deployments/scale", "Scale"),
                ]
            ])
        case "/apis/apps/v1beta1": .ok(["resources": [entry("deployments", "Deployment")]])
        case "/apis/metrics.k8s.io/v1beta1": .refusal(503, "ServiceUnavailable", "service unavailable")
        default: HTTPResponse(status: 404, body: Array("404 page not found".utf8))
        }
    }

    static func discovered(
        _ resource: String,
        _ kind: String,
        scope: String = "Namespaced",
        short: [String] = [],
        subresources: [Value] = []
    ) -> Value {
        [
            "resource": .string(resource),
            "responseKind": ["group": "", "version": "", "kind": .string(kind)],
            "scope": .string(scope), "singularResource": .string(kind.lowercased()),
            "verbs": ["get", "list", "patch"], "shortNames": .strings(short),
            "subresources": .array(subresources),
        ]
    }

    /// The answers of a server with aggregated discovery.
    static let aggregated: @Sendable (HTTPRequest, Int) -> HTTPResponse = { request, _ in
        switch request.url.dropFirst("https://h/base".count) {
        case "/api":
            .ok([
                "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2",
                "items": [
                    [
                        "metadata": ["creationTimestamp": nil],
                        "versions": [
                            [
                                "version": "v1", "freshness": "Current",
                                "resources": [
                                    discovered(
                                        "pods",
                                        "Pod",
                                        short: ["po"],
                                        subresources: [
                                            ["subresource": "eviction", "responseKind": ["kind": "Eviction"]]
                                        ]
                                    ),
                                    discovered("namespaces", "Namespace", scope: "Cluster"),
                                ],
                            ]
                        ],
                    ]
                ],
            ])
        case "/apis":
            .ok([
                "kind": "APIGroupDiscoveryList",
                "items": [
                    [
                        "metadata": ["name": "apps"],
                        "versions": [
                            [
                                "version": "v1", "freshness": "Current",
                                "resources": [
                                    discovered(
                                        "deployments",
                                        "Deployment",
                                        short: ["deploy"],
                                        subresources: [
                                            ["subresource": "scale", "responseKind": ["kind": "Scale"]]
                                        ]
                                    )
                                ],
                            ],
                            ["version": "v1beta1", "resources": [discovered("deployments", "Deployment")]],
                        ],
                    ],
                    [
                        "metadata": ["name": "metrics.k8s.io"],
                        "versions": [["version": "v1beta1", "freshness": "Stale"]],
                    ],
                    ["metadata": ["name": "gone.io"], "versions": [["version": "v1", "resources": []]]],
                ],
            ])
        default: old(request, 0)
        }
    }

    @Test("both forms say the same", arguments: [true, false])
    func forms(isAggregated: Bool) async throws {
        let (client, transport) = RequestTests.client(isAggregated ? Self.aggregated : Self.old)
        let resources = try await client.resources()
        #expect(
            resources.map { "\($0.gvk) \($0.plural) \($0.isNamespaced)" } == [
                "v1/Pod pods true", "v1/Namespace namespaces false", "apps/v1/Deployment deployments true",
                "apps/v1beta1/Deployment deployments true",
            ]
        )
        #expect(resources.allSatisfy { $0.verbs == ["get", "list", "patch"] })
        #expect(
            try await Set(client.apiVersions()) == [
                "v1", "v1/Pod", "v1/Eviction", "v1/Namespace", "apps/v1", "apps/v1/Deployment",
                "apps/v1/Scale",
                "apps/v1beta1", "apps/v1beta1/Deployment", "metrics.k8s.io/v1beta1", "gone.io/v1",
            ]
        )
        #expect(try await client.unavailableGroupVersions() == ["metrics.k8s.io/v1beta1"])
        #expect(transport.requests.count == (isAggregated ? 2 : 7))
        let accept = transport.requests.first?.header("accept") ?? ""
        #expect(accept.hasPrefix("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"))
        #expect(accept.hasSuffix(",application/json"))
    }

    @Test(
        "people's names for a resource",
        arguments: [
            ("Deployment", "apps/v1/Deployment"), ("deployments", "apps/v1/Deployment"),
            ("deploy", "apps/v1/Deployment"), ("deployment.apps", "apps/v1/Deployment"), ("PO", "v1/Pod"),
        ]
    )
    func names(name: String, expected: String) async throws {
        let (client, _) = RequestTests.client(Self.old)
        #expect(try await client.resource(kind: name).gvk.description == expected)
    }

    @Test("a name that is not served is told with the nearest one")
    func unknownName() async {
        let (client, _) = RequestTests.client(Self.old)
        let failure = await #expect(throws: Failure.self) { try await client.resource(kind: "deploymnet") }
        #expect(failure?.kind == .notFound)
        #expect(failure?.hint == "did you mean 'Deployment'?")
    }

    @Test("one kind asks for its group version only, once for all who ask at the same time")
    func oneKind() async throws {
        let (client, transport) = RequestTests.client(Self.old)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<5 {
                tasks.addTask { _ = try await client.resource(Self.kind("apps/v1", "Deployment")) }
            }
            try await tasks.waitForAll()
        }
        #expect(transport.lines == ["GET https://h/base/apis/apps/v1"])
        client.invalidateDiscovery()
        #expect(try await client.resource(Self.kind("apps/v1", "Deployment")).plural == "deployments")
        #expect(transport.requests.count == 2)
    }

    @Test("a kind that came meanwhile is found by asking once more")
    func late() async throws {
        let (client, _) = RequestTests.client { request, number in
            number == 1
                ? .ok(["resources": []])
                : .ok(["resources": [Self.entry("widgets", "Widget")]])
        }
        let widget = Self.kind("x.io/v1", "Widget")
        await #expect(throws: Failure.self) { try await client.resource(Self.kind("x.io/v1", "Gadget")) }
        #expect(try await client.resource(widget).plural == "widgets")
    }

    @Test(
        "what is not served is told with what is",
        arguments: [
            (
                "apps/v1beta2", "Deployment",
                "it serves the kind 'Deployment' as 'apps/v1': write that apiVersion"
            ),
            (
                "extensions/v1beta1", "Deployment",
                "it serves the kind 'Deployment' as 'apps/v1': write that apiVersion"
            ),
            ("apps/v1", "Deploymnet", "did you mean the kind 'Deployment'?"),
            ("etcd.io/v1", "EtcdCluster", "CustomResourceDefinition"),
        ]
    )
    func notServed(apiVersion: String, kind: String, hint: String) async {
        let (client, _) = RequestTests.client(Self.old)
        let failure = await #expect(throws: Failure.self) {
            try await client.resource(Self.kind(apiVersion, kind))
        }
        #expect(failure?.kind == .notFound)
        #expect(failure?.message.hasSuffix("does not serve '\(apiVersion)/\(kind)'") == true)
        #expect(failure?.hint?.contains(hint) == true, "\(failure?.hint ?? "")")
    }

    @Test("a kind whose server does not answer is told as that")
    func serverDown() async {
        for answers in [Self.old, Self.aggregated] {
            let (client, _) = RequestTests.client(answers)
            let failure = await #expect(throws: Failure.self) {
                _ = try await client.resources()
                _ = try await client.resource(Self.kind("metrics.k8s.io/v1beta1", "NodeMetrics"))
            }
            #expect(failure?.kind == .unavailable)
        }
    }

    /// Answers after a while, or when it is cancelled.
    private struct SlowTransport: Transport {
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            try await Task.sleep(for: .milliseconds(300))
            return DiscoveryTests.old(request, 0)
        }

        func stream(
            _ request: HTTPRequest,
            receive: @escaping @Sendable ([UInt8]) -> Bool
        ) async throws -> HTTPResponse {
            try await send(request)
        }
    }

    @Test("who is cancelled waits no more, and does not take those along who wait for the same")
    func cancellation() async throws {
        let access = ClusterAccess(context: "c", server: "https://h/base")
        let client = KubernetesClient(access, transport: SlowTransport())
        let pods = Self.kind("v1", "Pod")
        let cancelled = Task { try await client.resource(pods) }
        let others = (0..<3).map { _ in Task { try await client.resource(pods) } }
        try await Task.sleep(for: .milliseconds(100))
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        for other in others { #expect(try await other.value.plural == "pods") }
    }

    @Test("a failure is not remembered")
    func failure() async throws {
        let (client, _) = RequestTests.client { request, number in
            number == 1 ? .refusal(500, "", "broken") : Self.old(request, number)
        }
        await #expect(throws: Failure.self) { try await client.resource(Self.kind("v1", "Pod")) }
        #expect(try await client.resource(Self.kind("v1", "Pod")).plural == "pods")
    }
}
