import Diagnostics
import HTTP
import KubernetesAPI
import Synchronization
import TestSupport
import Testing
import Values

@testable import Kubernetes
@testable import Releases

@Suite("a release store of ConfigMaps")
struct KubernetesStoreTests {
    private func store(
        _ namespace: String? = "prod",
        createsNamespace: Bool = false,
        _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) -> (KubernetesStore, ScriptedServer) {
        let server = ScriptedServer(answer)
        let access = ClusterAccess(context: "test", server: "https://cluster", namespace: "default")
        let client = KubernetesClient(access, transport: server, sleep: { _ in })
        return (
            KubernetesStore(client: client, namespace: namespace, createsNamespace: createsNamespace), server
        )
    }

    /// A ConfigMap as a server has it.
    private static func stored(_ name: String, _ labels: String, data: String? = nil) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(name), "namespace": "prod", "uid": "u-1", "resourceVersion": "7",
                "annotations": ["davit/labels": .string(labels)],
            ],
            "binaryData": data.map { ["data": .string($0)] } ?? .emptyObject,
        ]
    }

    @Test("an object is a ConfigMap with its labels as one annotation, and those it is found by beside it")
    func create() async throws {
        let (store, server) = store { _ in .json(Self.stored("davit.shop.v1", "{}", data: "b25l")) }
        let digest = String(repeating: "a", count: 64)
        let labels = [
            "davit.kind": "revision", "davit.release": "shop", "davit.digest": digest,
            "davit.description": "what a person wrote: ä/ö",
        ]
        let object = try await store.create(name: "davit.shop.v1", labels: labels, data: Array("one".utf8))
        #expect(object.data == Array("one".utf8))
        #expect(object.version == "7")
        #expect(server.lines.map { $0.prefix { $0 != "?" } } == ["POST /api/v1/namespaces/prod/configmaps"])
        let body = try server.lastBody()
        #expect(body.at("binaryData", "data") == "b25l")
        #expect(
            body.at("metadata", "labels") == [
                "davit.digest": .string(String(digest.prefix(63))), "davit.kind": "revision",
                "davit.release": "shop",
            ]
        )
        let text = try #require(body.at("metadata", "annotations", "davit/labels")?.stringValue)
        let all = try JSON.decode(Array(text.utf8), file: "")
        #expect(all["davit.description"] == "what a person wrote: ä/ö")
        #expect(all["davit.digest"]?.stringValue == digest)
    }

    @Test("no data at all is no entry")
    func empty() async throws {
        let (store, server) = store { _ in .json(Self.stored("a", "{}")) }
        let object = try await store.create(name: "a", labels: [:], data: [])
        #expect(object.data == [])
        #expect(try server.lastBody()["binaryData"] == .emptyObject)
    }

    @Test("objects are looked for by what labels can say, and the rest is compared here")
    func list() async throws {
        let (store, server) = store { _ in
            .json([
                "items": [
                    Self.stored(
                        "davit.shop.v1",
                        #"{"davit.kind":"revision","davit.release":"shop","x":"1"}"#
                    ),
                    Self.stored(
                        "davit.shop.v2",
                        #"{"davit.kind":"revision","davit.release":"shop","x":"2"}"#
                    ),
                    Self.stored("other", #"{"davit.kind":"revision","davit.release":"shop","x":"1"}"#),
                    ["metadata": ["name": "not-ours"]],
                    ["metadata": ["name": "broken", "annotations": ["davit/labels": "{"]]],
                ]
            ])
        }
        let found = try await store.objects(
            labels: ["davit.release": "shop", "x": "1"],
            named: ["davit.shop"],
            withData: true
        )
        #expect(found.map(\.name) == ["davit.shop.v1"])
        let line = try #require(server.lines.first)
        #expect(line.contains("labelSelector=davit.release%3Dshop"))
        #expect(!line.contains("x%3D1"))
    }

    @Test("a list without data asks for metadata only, and has none")
    func metadata() async throws {
        let (store, server) = store { _ in
            .json(["items": [Self.stored("davit.shop", #"{"davit.kind":"head"}"#, data: "b25l")]])
        }
        let found = try await store.objects(labels: ["davit.kind": "head"], named: [], withData: false)
        #expect(found.map(\.data) == [nil])
        let accept = server.requests.first?.headers.first { $0.name.lowercased() == "accept" }?.value
        #expect(accept?.contains("PartialObjectMetadata") == true)
    }

    @Test("labels change by the version that was read, and what is gone of them is gone")
    func update() async throws {
        let (store, server) = store { _ in
            .json(Self.stored("davit.shop", "{}").setting(["metadata", "resourceVersion"], "8"))
        }
        let object = StoredObject(
            id: "prod/u-1",
            name: "davit.shop",
            labels: ["davit.kind": "head", "davit.archive": "abc"],
            version: "7",
            data: [1]
        )
        let updated = try await store.update(
            object,
            labels: ["davit.kind": "head", "davit.status": "deployed"]
        )
        #expect(updated.version == "8")
        #expect(updated.labels == ["davit.kind": "head", "davit.status": "deployed"])
        #expect(server.lines.first?.hasPrefix("PATCH /api/v1/namespaces/prod/configmaps/davit.shop") == true)
        let body = try server.lastBody()
        #expect(body.at("metadata", "resourceVersion") == "7")
        let labels = body.at("metadata", "labels")
        #expect(labels == ["davit.archive": .null, "davit.kind": "head", "davit.status": "deployed"])
    }

    @Test(
        "what a refused update means",
        arguments: [
            (409, "Conflict", Failure.Kind.conflict), (404, "NotFound", .notFound),
            (403, "Forbidden", .refused),
        ]
    )
    func lostRace(status: Int, reason: String, kind: Failure.Kind) async throws {
        let (store, _) = store { _ in .refusal(status, reason, ["name": "a", "kind": "configmaps"]) }
        let object = StoredObject(id: "prod/u", name: "a", labels: [:], version: "1", data: nil)
        let failure = await #expect(throws: Failure.self) { try await store.update(object, labels: [:]) }
        #expect(failure?.kind == kind)
    }

    @Test("a name that is taken is a conflict")
    func taken() async throws {
        let (store, _) = store { _ in .refusal(409, "AlreadyExists", ["name": "a", "kind": "configmaps"]) }
        let failure = await #expect(throws: Failure.self) {
            try await store.create(name: "a", labels: [:], data: [])
        }
        #expect(failure?.kind == .conflict)
    }

    @Test("a namespace that is being deleted is no lost race, which would be tried again for ever")
    func terminating() async throws {
        let (store, _) = store { _ in
            .refusal(
                403,
                "Forbidden",
                ["name": "a", "kind": "configmaps", "causes": [["reason": "NamespaceTerminating"]]]
            )
        }
        let failure = await #expect(throws: Failure.self) {
            try await store.create(name: "a", labels: [:], data: [])
        }
        #expect(failure?.kind == .refused)
        #expect(failure?.message.contains("is being deleted") == true)
    }

    @Test("no place for a head is no lost race either")
    func noPlace() async throws {
        let (store, server) = store { request in
            request.method == "POST"
                ? .refusal(404, "NotFound", ["name": "prod", "kind": "namespaces"]) : .json(["items": []])
        }
        let ledger = Ledger(store: store)
        let head = ReleaseHead(
            release: "shop",
            namespace: "prod",
            revision: 0,
            status: .pendingInstall,
            chart: ChartIdentity(name: "shop", version: "1", appVersion: ""),
            updated: 0
        )
        let state = try await ledger.state(of: "shop")
        let failure = await #expect(throws: Failure.self) {
            try await ledger.claim(state, for: "install", newHead: head, settings: LeaseSettings())
        }
        #expect(failure?.kind == .notFound)
        #expect(server.requests.count { $0.method == "POST" } == 1)
    }

    @Test("only the object that was read is deleted, and one that is gone is no error")
    func delete() async throws {
        let (store, server) = store { _ in .refusal(404, "NotFound", ["name": "a", "kind": "configmaps"]) }
        try await store.delete(StoredObject(id: "prod/u-1", name: "a", labels: [:], version: "1", data: nil))
        #expect(try server.lastBody().at("preconditions", "uid") == "u-1")
    }

    @Test(
        "a missing namespace is made when asked for, also when somebody else was faster",
        arguments: [201, 409]
    )
    func createNamespace(answer: Int) async throws {
        let attempts = Mutex(0)
        let (store, server) = store(createsNamespace: true) { request in
            if request.url.contains("/configmaps") {
                let isFirst = attempts.withLock { attempts in
                    attempts += 1
                    return attempts == 1
                }
                return isFirst
                    ? .refusal(404, "NotFound", ["name": "prod", "kind": "namespaces"])
                    : .json(Self.stored("a", "{}"), status: 201)
            }
            return answer == 201
                ? .json(["kind": "Namespace"], status: 201)
                : .refusal(409, "AlreadyExists", ["name": "prod", "kind": "namespaces"])
        }
        _ = try await store.create(name: "a", labels: [:], data: [])
        #expect(
            server.lines.map { $0.prefix { $0 != "?" } } == [
                "POST /api/v1/namespaces/prod/configmaps", "POST /api/v1/namespaces",
                "POST /api/v1/namespaces/prod/configmaps",
            ]
        )
        #expect(try JSON.decode(server.requests[1].body ?? [], file: "").at("metadata", "name") == "prod")
    }

    @Test("a missing namespace is told with the option that makes it")
    func missingNamespace() async throws {
        let (store, server) = store { _ in .refusal(404, "NotFound", ["name": "prod", "kind": "namespaces"]) }
        let failure = await #expect(throws: Failure.self) {
            try await store.create(name: "a", labels: [:], data: [])
        }
        #expect(failure?.message.contains("there is no namespace 'prod'") == true)
        #expect(failure?.hint?.hasPrefix("add --create-namespace, or create it: kubectl ") == true)
        #expect(server.requests.count == 1)
    }

    @Test("what is confidential is in a Secret that goes with the object")
    func confidential() async throws {
        let (store, server) = store { request in
            request.method == "GET"
                ? .json(["data": ["data": "b25l"]]) : .json(["kind": "Secret"], status: 201)
        }
        let object = StoredObject(
            id: "prod/u-1",
            name: "davit.shop.v1",
            labels: ["davit.kind": "revision"],
            version: "1",
            data: nil
        )
        try await store.keep(confidential: Array("one".utf8), with: object)
        let body = try server.lastBody()
        #expect(body["kind"] == "Secret")
        #expect(body.at("data", "data") == "b25l")
        #expect(body.at("metadata", "ownerReferences")?.arrayValue?.first?["uid"] == "u-1")
        #expect(try await store.confidential(with: object) == Array("one".utf8))
    }

    @Test("who may not see a Secret sees none", arguments: [403, 404])
    func hidden(status: Int) async throws {
        let (store, _) = store { _ in .refusal(status, "Forbidden", ["name": "a", "kind": "secrets"]) }
        let object = StoredObject(id: "prod/u-1", name: "a", labels: [:], version: "1", data: nil)
        #expect(try await store.confidential(with: object) == nil)
    }

    @Test("the clock is the server's")
    func clock() async throws {
        let (store, _) = store { _ in .json(["major": "1", "minor": "20", "gitVersion": "v1.20.2"]) }
        #expect(try await store.now() == 1_795_422_589)
    }

    @Test("a store of all namespaces looks everywhere")
    func everywhere() async throws {
        let (store, server) = store(nil) { _ in .json(["items": []]) }
        _ = try await store.objects(labels: ["davit.kind": "head"], named: [], withData: false)
        #expect(server.lines.first?.hasPrefix("GET /api/v1/configmaps") == true)
    }
}
