import Diagnostics
import HTTP
import Synchronization
import Testing
import Values

@testable import KubernetesAPI

@Suite("requests")
struct RequestTests {
    static func client(
        sleep: @escaping @Sendable (Double) async throws -> Void = { _ in },
        _ answers: @escaping @Sendable (HTTPRequest, Int) throws -> HTTPResponse
    ) -> (client: KubernetesClient, transport: ScriptedTransport) {
        let transport = ScriptedTransport(answers)
        let access = ClusterAccess(context: "c", server: "https://h/base", namespace: "own")
        return (KubernetesClient(access, transport: transport, sleep: sleep), transport)
    }

    struct Retry: Sendable, CustomTestStringConvertible {
        var title: String
        var status: Int
        var message = ""
        var retryAfter: String?
        /// How many requests are made, and what is waited for before each further one.
        var waits: [Double]
        var testDescription: String { title }
    }

    @Test(
        "a request that was not carried out is made again, within bounds",
        arguments: [
            Retry(
                title: "429 with a time",
                status: 429,
                retryAfter: "2",
                waits: Array(repeating: 2, count: 10)
            ),
            Retry(title: "429 without", status: 429, waits: Array(repeating: 1, count: 10)),
            Retry(
                title: "503 with a time",
                status: 503,
                retryAfter: "0",
                waits: Array(repeating: 0, count: 10)
            ),
            Retry(title: "a long time is cut", status: 503, retryAfter: "3600", waits: [30, 30, 30]),
            Retry(title: "503 without a time", status: 503, waits: []),
            Retry(title: "500", status: 500, message: "broken", waits: []),
            Retry(title: "no time", status: 503, retryAfter: "soon", waits: []),
            Retry(title: "forbidden", status: 403, retryAfter: "1", waits: []),
            Retry(
                title: "etcd without a leader",
                status: 500,
                message: "etcdserver: leader changed",
                waits: [0.25, 0.5, 1, 2, 4, 4, 4, 4, 4, 4]
            ),
            Retry(
                title: "the race for a quota",
                status: 409,
                message: "Operation cannot be fulfilled on resourcequotas \"q\": modified",
                waits: [0.25, 0.5, 1, 2, 4, 4, 4, 4, 4, 4]
            ),
        ]
    )
    func patience(_ retry: Retry) async throws {
        let waits = Mutex<[Double]>([])
        let (client, transport) = Self.client(sleep: { seconds in waits.withLock { $0.append(seconds) } }) {
            _,
            _ in
            .refusal(
                retry.status,
                "",
                retry.message,
                headers: retry.retryAfter.map { ["retry-after": $0] } ?? [:]
            )
        }
        await #expect(throws: Failure.self) {
            try await client.delete(.configMaps, namespace: "a", name: "b")
        }
        #expect(waits.withLock { $0 } == retry.waits)
        #expect(transport.requests.count == retry.waits.count + 1)
    }

    @Test("after the wait the answer is the answer")
    func recovers() async throws {
        let (client, transport) = Self.client { _, number in
            number < 4 ? .refusal(429, headers: ["retry-after": "1"]) : .ok(["kind": "ConfigMap"])
        }
        #expect(try await client.create(["metadata": ["name": "a"]], in: .configMaps)["kind"] == "ConfigMap")
        #expect(transport.requests.count == 4)
    }

    @Test(
        "a broken connection is tried again only for what has no effect",
        arguments: [("GET", 4), ("POST", 1)]
    )
    func broken(method: String, requests: Int) async throws {
        let (client, transport) = Self.client { _, _ in
            throw Failure(.unavailable, "broke", cause: ConnectionProblem.broken("reset"))
        }
        let failure = await #expect(throws: Failure.self) {
            if method == "GET" {
                _ = try await client.get(.pods, namespace: nil, name: "a")
            } else {
                _ = try await client.create(["metadata": ["name": "a"]], in: .pods)
            }
        }
        #expect(failure?.kind == .unavailable)
        #expect(transport.requests.count == requests)
    }

    @Test("paths and queries are encoded, and namespaces are filled in")
    func paths() async throws {
        let (client, transport) = Self.client { _, _ in .ok(["items": []]) }
        let roles = APIResource(
            gvk: GroupVersionKind(apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole"),
            plural: "clusterroles",
            isNamespaced: false
        )
        _ = try await client.get(roles, namespace: "ignored", name: "system:a b")
        _ = try await client.get(.pods, namespace: nil, name: "p")
        _ = try await client.list(.pods, namespace: nil, labels: "a in (b,c)")
        _ = try await client.list(.pods, namespace: "x", fields: "metadata.name=y")
        _ = try await client.listMetadata(.pods, namespace: "x", labels: "a=b", mayLag: true)
        _ = try await client.apply(
            ["metadata": ["name": "a", "namespace": "theirs", "managedFields": []]],
            to: .configMaps,
            force: true,
            isDryRun: true
        )
        _ = try await client.mergePatch([:], of: .pods, namespace: "x", name: "y", subresource: "status")
        let base = "https://h/base"
        #expect(
            transport.lines == [
                "GET \(base)/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aa%20b",
                "GET \(base)/api/v1/namespaces/own/pods/p",
                "GET \(base)/api/v1/pods?labelSelector=a%20in%20%28b%2Cc%29&limit=500",
                "GET \(base)/api/v1/namespaces/x/pods?fieldSelector=metadata.name%3Dy&limit=500",
                "GET \(base)/api/v1/namespaces/x/pods?labelSelector=a%3Db&resourceVersion=0",
                "PATCH \(base)/api/v1/namespaces/theirs/configmaps/a?fieldManager=davit&force=true&fieldValidation=Strict"
                    + "&dryRun=All",
                "PATCH \(base)/api/v1/namespaces/x/pods/y/status?fieldManager=davit",
            ]
        )
        let apply = transport.requests[5]
        #expect(apply.header("content-type") == "application/apply-patch+yaml")
        #expect(
            String(decoding: apply.body ?? [], as: UTF8.self)
                == #"{"metadata":{"name":"a","namespace":"theirs"}}"#
        )
    }

    @Test("a list goes on from page to page, and begins anew when the server has forgotten the first ones")
    func pages() async throws {
        let page: @Sendable (HTTPRequest) -> HTTPResponse = { request in
            let isSecond = request.url.contains("continue=next%2Fpage")
            return .ok([
                "metadata": [
                    "resourceVersion": isSecond ? "8" : "7", "continue": isSecond ? "" : "next/page",
                ],
                "items": [["metadata": ["name": isSecond ? "b" : "a"]]],
            ])
        }
        let (client, _) = Self.client { request, _ in page(request) }
        let list = try await client.list(.pods, namespace: "x")
        #expect(list.items.map { $0.at("metadata", "name") } == ["a", "b"])
        #expect(list.items.allSatisfy { $0["kind"] == "Pod" && $0["apiVersion"] == "v1" })
        #expect(list.resourceVersion == "8")

        let (forgetful, transport) = Self.client { request, _ in
            if request.url.contains("continue=") { return .refusal(410, "Expired", "too old") }
            guard request.url.contains("limit=") else {
                return .ok(["metadata": ["resourceVersion": "9"], "items": [[:], [:], [:]]])
            }
            return page(request)
        }
        let whole = try await forgetful.list(.pods, namespace: "x")
        #expect(whole.items.count == 3)
        #expect(whole.resourceVersion == "9")
        #expect(transport.requests.count == 3)
    }

    @Test("warnings come with the applied object, each once")
    func warnings() async throws {
        let (client, _) = Self.client { _, _ in
            var response = HTTPResponse.ok(["kind": "ConfigMap"], status: 201)
            response.warnings = [
                #"299 - "policy/v1beta1 is deprecated""#, #"299 - "say \"hi\", \\ now" "date""#,
                #"299 - "policy/v1beta1 is deprecated""#, "bare",
            ]
            return response
        }
        let applied = try await client.apply(["metadata": ["name": "a"]], to: .configMaps)
        #expect(applied.warnings == ["policy/v1beta1 is deprecated", #"say "hi", \ now"#, "bare"])
        #expect(applied.isCreated)
    }

    @Test("an object without a name cannot be applied")
    func nameless() async {
        let (client, transport) = Self.client { _, _ in .ok([:]) }
        let failure = await #expect(throws: Failure.self) {
            try await client.apply(["metadata": ["generateName": "a-"]], to: .configMaps)
        }
        #expect(failure?.kind == .invalidInput)
        #expect(transport.requests.isEmpty)
    }

    @Test("the log of a container comes in pieces, with what was asked for")
    func logs() async throws {
        let (client, transport) = Self.client { _, _ in
            HTTPResponse(status: 200, body: Array("one line\nand another\n".utf8))
        }
        let text = Mutex<[UInt8]>([])
        try await client.logs(
            pod: "p",
            namespace: "x",
            container: "c",
            follow: true,
            tail: 5,
            timestamps: true,
            since: "2026-01-01T00:00:00Z",
            previous: true
        ) { bytes in
            text.withLock { $0 += bytes }
            return true
        }
        #expect(text.withLock { String(decoding: $0, as: UTF8.self) } == "one line\nand another\n")
        #expect(
            transport.lines == [
                "GET https://h/base/api/v1/namespaces/x/pods/p/log?container=c&follow=true&tailLines=5&timestamps=true"
                    + "&sinceTime=2026-01-01T00%3A00%3A00Z&previous=true"
            ]
        )
        #expect(transport.requests.first?.timeout == nil)
    }

    @Test("the clock is that of the server's answers")
    func clock() async throws {
        let (client, transport) = Self.client { _, _ in .ok(["major": "1", "minor": "20"]) }
        #expect(try await client.now() == 1_795_422_589)
        #expect(try await client.now() == 1_795_422_589)
        #expect(transport.requests.count == 1)
    }
}
