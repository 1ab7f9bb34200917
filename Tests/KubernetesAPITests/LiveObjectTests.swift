import Diagnostics
import HTTP
import TestSupport
import Testing
import Values

@testable import KubernetesAPI

@Suite("objects of a real cluster", .enabled(if: Engine.isKubernetesEnabled))
struct LiveObjectTests {
    @Test("an object is made, read, listed, changed and deleted")
    func life() async throws {
        try await LiveClient.withNamespace { client, namespace in
            let made = try await client.create(
                LiveClient.configMap("a"),
                in: .configMaps,
                namespace: namespace
            )
            let version = try #require(made.at("metadata", "resourceVersion"))
            #expect(
                try await client.get(.configMaps, namespace: namespace, name: "a")?.at("data", "key") == "x"
            )
            #expect(try await client.get(.configMaps, namespace: namespace, name: "b") == nil)

            let again = await #expect(throws: Failure.self) {
                try await client.create(LiveClient.configMap("a"), in: .configMaps, namespace: namespace)
            }
            #expect(again?.kind == .conflict)
            #expect(again?.apiError?.isAlreadyExists == true)

            let patch: Value = ["metadata": ["resourceVersion": version, "labels": ["k": "v"]]]
            let patched = try await client.mergePatch(
                patch,
                of: .configMaps,
                namespace: namespace,
                name: "a",
                metadataOnly: true
            )
            #expect(patched.at("metadata", "labels", "k") == "v")
            #expect(patched["kind"] == "ConfigMap")
            #expect(patched["data"] == nil)
            let late = await #expect(throws: Failure.self) {
                try await client.mergePatch(patch, of: .configMaps, namespace: namespace, name: "a")
            }
            #expect(late?.apiError?.isOutdated == true)

            var replaced = LiveClient.configMap("a", "y")
            replaced.set("stale", at: ["metadata", "resourceVersion"])
            replaced.set(version, at: ["metadata", "resourceVersion"])
            let outdated = await #expect(throws: Failure.self) {
                try await client.update(replaced, in: .configMaps, namespace: namespace)
            }
            #expect(outdated?.apiError?.isOutdated == true)
            #expect(outdated?.kind == .conflict)

            let uid = try #require(made.at("metadata", "uid")?.stringValue)
            let other = await #expect(throws: Failure.self) {
                try await client.delete(.configMaps, namespace: namespace, name: "a", uid: "another")
            }
            #expect(other?.apiError?.isOutdated == true)
            #expect(try await client.delete(.configMaps, namespace: namespace, name: "a", uid: uid))
            #expect(try await !client.delete(.configMaps, namespace: namespace, name: "a"))
        }
    }

    @Test("lists come whole however many pages they have, and metadata without data")
    func lists() async throws {
        try await LiveClient.withNamespace { client, namespace in
            let count = 1203
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for lane in 0..<8 {
                    tasks.addTask {
                        for number in stride(from: lane, to: count, by: 8) {
                            let object = LiveClient.configMap(
                                "c\(number)",
                                labels: ["even": .string("\(number % 2)")]
                            )
                            _ = try await client.create(object, in: .configMaps, namespace: namespace)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            let all = try await client.listMetadata(.configMaps, namespace: namespace)
            let names = Set(all.items.compactMap { $0.at("metadata", "name")?.stringValue })
            #expect((0..<count).allSatisfy { names.contains("c\($0)") })
            #expect(all.items.allSatisfy { $0["data"] == nil && $0["kind"] == "ConfigMap" })
            let even = try await client.list(.configMaps, namespace: namespace, labels: "even=0")
            #expect(even.items.count == 602)
            #expect(even.items.allSatisfy { $0["apiVersion"] == "v1" && $0.at("data", "key") == "x" })
            let one = try await client.list(.configMaps, namespace: namespace, fields: "metadata.name=c7")
            #expect(one.items.count == 1)
            #expect(all.resourceVersion != "")
        }
    }

    @Test("apply makes, changes and removes; the fields of others stay theirs")
    func apply() async throws {
        try await LiveClient.withNamespace { client, namespace in
            func object(_ data: Value) -> Value {
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"], "data": data]
            }
            let trial = try await client.apply(
                object(["x": "1"]),
                to: .configMaps,
                namespace: namespace,
                isDryRun: true
            )
            #expect(trial.isCreated)
            #expect(try await client.get(.configMaps, namespace: namespace, name: "a") == nil)
            #expect(
                try await client.apply(object(["x": "1", "y": "1"]), to: .configMaps, namespace: namespace)
                    .isCreated
            )
            let changed = try await client.apply(object(["x": "2"]), to: .configMaps, namespace: namespace)
            #expect(!changed.isCreated)
            #expect(changed.object["data"] == ["x": "2"])

            _ = try await client.mergePatch(
                ["data": ["x": "theirs"]],
                of: .configMaps,
                namespace: namespace,
                name: "a"
            )
            // The same manager's patch is another operation: the field now belongs to both.
            let conflict = await #expect(throws: Failure.self) {
                try await client.apply(object(["x": "3"]), to: .configMaps, namespace: namespace)
            }
            #expect(conflict?.kind == .conflict)
            #expect(conflict?.apiError?.fieldConflicts == [.init(field: ".data.x", manager: "davit")])
            #expect(conflict?.hint?.contains("--force-conflicts") == true)
            let forced = try await client.apply(
                object(["x": "3"]),
                to: .configMaps,
                namespace: namespace,
                force: true
            )
            #expect(forced.object["data"] == ["x": "3"])
        }
    }

    @Test("the fields of an object that another program has made can be taken over")
    func takeOver() async throws {
        try await LiveClient.withNamespace { client, namespace in
            func object(_ data: Value) -> Value {
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"], "data": data]
            }
            let made = try await client.create(
                object(["x": "1", "y": "1"]),
                in: .configMaps,
                namespace: namespace
            )
            #expect(ManagedFields(made).updaters == ["davit"])
            let taken = try await client.takeOverFields(of: made, in: .configMaps, from: ["davit"])
            #expect(ManagedFields(taken).updaters.isEmpty)
            let late = await #expect(throws: Failure.self) {
                try await client.takeOverFields(of: made, in: .configMaps, from: ["davit"])
            }
            #expect(late?.apiError?.isOutdated == true)
            let applied = try await client.apply(object(["x": "2"]), to: .configMaps, namespace: namespace)
            #expect(applied.object["data"] == ["x": "2"])
            let same = try await client.takeOverFields(of: applied.object, in: .configMaps, from: ["davit"])
            #expect(same == applied.object)
        }
    }

    @Test("what the server refuses is told apart")
    func refusals() async throws {
        try await LiveClient.withNamespace { client, namespace in
            let missing = await #expect(throws: Failure.self) {
                try await client.apply(LiveClient.configMap("a"), to: .configMaps, namespace: "none-such")
            }
            #expect(missing?.kind == .notFound)
            #expect(missing?.apiError?.isNamespaceMissing == true)
            #expect(missing?.hint?.contains("create namespace none-such") == true)

            let deployments = try await client.resource(
                GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
            )
            func deployment(_ label: Value, replicas: Value = 1) -> Value {
                [
                    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
                    "spec": [
                        "replicas": replicas, "selector": ["matchLabels": ["app": label]],
                        "template": [
                            "metadata": ["labels": ["app": label]],
                            "spec": ["containers": [["name": "c", "image": "i"]]],
                        ],
                    ],
                ]
            }
            _ = try await client.apply(deployment("a"), to: deployments, namespace: namespace)
            let immutable = await #expect(throws: Failure.self) {
                try await client.apply(deployment("b"), to: deployments, namespace: namespace)
            }
            #expect(immutable?.apiError?.isImmutable == true)
            #expect(immutable?.message.hasSuffix("'spec.selector': field is immutable") == true)
            let invalid = await #expect(throws: Failure.self) {
                try await client.apply(deployment("a", replicas: -1), to: deployments, namespace: namespace)
            }
            #expect(invalid?.kind == .invalidInput)
            #expect(invalid?.message.contains("'spec.replicas': ") == true)
            #expect(invalid?.apiError?.isImmutable == false)
            var misspelt = deployment("a")
            misspelt.set(3, at: ["spec", "replicaz"])
            let unknown = await #expect(throws: Failure.self) {
                try await client.apply(misspelt, to: deployments, namespace: namespace)
            }
            #expect(unknown?.kind == .invalidInput)
            #expect(unknown?.message.contains("replicaz") == true, "\(unknown?.message ?? "")")
        }
    }

    @Test("a large object is refused with the limit")
    func tooLarge() async throws {
        try await LiveClient.withNamespace { client, namespace in
            let failure = await #expect(throws: Failure.self) {
                let object = LiveClient.configMap("a", String(repeating: "x", count: 5 << 20))
                _ = try await client.create(object, in: .configMaps, namespace: namespace)
            }
            #expect(failure?.message.contains("too large") == true)
        }
    }

    @Test("rights are known beforehand, and their lack is told with the user's name")
    func rights() async throws {
        var access = try LiveClient.access()
        access.impersonation = Impersonation(user: "reader", groups: ["readers"])
        let reader = KubernetesClient(access)
        let admin = try LiveClient.make()
        #expect(try await admin.isAllowed("create", .configMaps, namespace: "default"))
        #expect(try await !reader.isAllowed("create", .configMaps, namespace: "default"))
        let failure = await #expect(throws: Failure.self) {
            try await reader.create(LiveClient.configMap("a"), in: .configMaps, namespace: "default")
        }
        #expect(failure?.kind == .refused)
        #expect(failure?.message.contains("'reader'") == true)
        #expect(failure?.message.contains("may not create configmaps in namespace 'default'") == true)
    }

    @Test("version and clock")
    func version() async throws {
        let client = try LiveClient.make()
        #expect(try await client.version().isAtLeast(1, 20))
        #expect(try await client.now() > 1_700_000_000)
    }

    @Test("discovery knows what the server serves")
    func discovery() async throws {
        let client = try LiveClient.make()
        let versions = try await client.apiVersions()
        for version in ["v1", "apps/v1", "v1/ConfigMap", "apps/v1/Deployment", "apps/v1/Scale"] {
            #expect(versions.contains(version), "\(version)")
        }
        for name in ["Deployment", "deployments", "deploy", "deployments.apps"] {
            let found = try await client.resource(kind: name)
            #expect(found.gvk == GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
        }
        let failure = await #expect(throws: Failure.self) {
            try await client.resource(GroupVersionKind(apiVersion: "apps/v1beta1", kind: "Deployment"))
        }
        #expect(failure?.kind == .notFound)
        #expect(failure?.hint?.contains("'apps/v1'") == true)
    }
}
