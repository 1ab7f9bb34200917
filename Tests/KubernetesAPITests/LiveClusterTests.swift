import Diagnostics
import HTTP
import Synchronization
import TestSupport
import Testing
import Values

@testable import KubernetesAPI

@Suite("the ways of a real cluster", .enabled(if: Engine.isKubernetesEnabled))
struct LiveClusterTests {
    @Test("a watch tells of what there is and of every change", .timeLimit(.minutes(1)))
    func watch() async throws {
        try await LiveClient.withNamespace { client, namespace in
            _ = try await client.create(LiveClient.configMap("a"), in: .configMaps, namespace: namespace)
            let story = WatchTests.Story(endingAfter: 4)
            let isListed = Mutex(false)
            async let watching: Void = client.watch(
                .configMaps,
                namespace: namespace,
                fields: "metadata.name=a"
            ) { event in
                isListed.withLock { $0 = true }
                return story.take(event)
            }
            while !isListed.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(20)) }
            _ = try await client.create(LiveClient.configMap("other"), in: .configMaps, namespace: namespace)
            _ = try await client.mergePatch(
                ["data": ["key": "2"]],
                of: .configMaps,
                namespace: namespace,
                name: "a"
            )
            try await client.delete(.configMaps, namespace: namespace, name: "a")
            _ = try await client.create(LiveClient.configMap("a"), in: .configMaps, namespace: namespace)
            try await watching
            let lines = story.lines
            #expect(lines.first?.hasPrefix("listed ") == true && lines.first?.hasSuffix(": a") == true)
            #expect(lines.dropFirst() == ["modified a", "deleted a", "added a"])
        }
    }

    @Test("a watch from a forgotten state begins anew", .timeLimit(.minutes(1)))
    func watchForgotten() async throws {
        try await LiveClient.withNamespace { client, namespace in
            _ = try await client.create(LiveClient.configMap("a"), in: .configMaps, namespace: namespace)
            let story = WatchTests.Story(endingAfter: 1)
            // It may tell what happened since, or begin with what there is when it knows that no more.
            // The cluster puts ConfigMaps of its own into every namespace.
            try await client.watch(
                .configMaps,
                namespace: namespace,
                fields: "metadata.name=a",
                from: "1",
                receive: story.take
            )
            #expect(story.lines.first?.hasSuffix(" a") == true, "\(story.lines)")
        }
    }

    @Test("a cancelled watch ends at once", .timeLimit(.minutes(1)))
    func watchCancelled() async throws {
        let client = try LiveClient.make()
        let begun = Mutex(false)
        let task = Task {
            try await client.watch(.namespaces, namespace: nil) { _ in
                begun.withLock { $0 = true }
                return true
            }
        }
        while !begun.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(20)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test(
        "a definition is served after discovery was forgotten, and gone after it was deleted",
        .timeLimit(.minutes(1))
    )
    func definitions() async throws {
        let client = try LiveClient.make()
        let name = Engine.uniqueName("kapi")
        let group = "\(name).davit.test"
        let kind = GroupVersionKind(group: group, version: "v1", kind: "Widget")
        let before = await #expect(throws: Failure.self) { try await client.resource(kind) }
        #expect(before?.kind == .notFound)
        let definitions = try await client.resource(kind: "customresourcedefinitions")
        _ = try await client.apply(
            [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": .string("widgets.\(group)")],
                "spec": [
                    "group": .string(group), "scope": "Namespaced",
                    "names": ["plural": "widgets", "singular": "widget", "kind": "Widget"],
                    "versions": [
                        [
                            "name": "v1", "served": true, "storage": true,
                            "schema": ["openAPIV3Schema": ["type": "object"]],
                        ]
                    ],
                ],
            ],
            to: definitions
        )
        var resource: APIResource?
        for _ in 0..<100 where resource == nil {
            resource = try? await client.resource(kind)
            if resource == nil { try await Task.sleep(for: .milliseconds(100)) }
        }
        #expect(resource?.plural == "widgets")
        try await client.delete(definitions, name: "widgets.\(group)", propagation: .foreground)
        var failure: Failure?
        for _ in 0..<100 where failure == nil {
            do {
                if let resource { _ = try await client.list(resource, namespace: nil) }
                try await Task.sleep(for: .milliseconds(100))
            } catch let error as Failure {
                failure = error
            }
        }
        #expect(failure?.kind == .notFound)
        #expect(failure?.message.contains("does not serve '\(kind)'") == true)
    }

    @Test("nothing is made in a namespace that is being deleted")
    func terminating() async throws {
        let client = try LiveClient.make()
        let name = Engine.uniqueName("kapi")
        // Without the finalizer it might be gone too soon.
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]],
            in: .namespaces
        )
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "stays", "finalizers": ["davit.test/wait"]],
            ],
            in: .configMaps,
            namespace: name
        )
        try await client.delete(.namespaces, name: name)
        let failure = await #expect(throws: Failure.self) {
            try await client.apply(LiveClient.configMap("a"), to: .configMaps, namespace: name)
        }
        #expect(failure?.kind == .conflict)
        #expect(failure?.apiError?.isNamespaceTerminating == true)
        _ = try await client.mergePatch(
            ["metadata": ["finalizers": []]],
            of: .configMaps,
            namespace: name,
            name: "stays"
        )
        try await client.delete(.configMaps, namespace: name, name: "stays")
    }

    @Test("a quota is told with its name and what was asked of it")
    func quota() async throws {
        try await LiveClient.withNamespace { client, namespace in
            let quotas = try await client.resource(kind: "resourcequotas")
            // Without a controller that counts, the server itself has to have a status to compare with.
            _ = try await client.create(
                [
                    "apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "small"],
                    "spec": ["hard": ["count/configmaps": "0"]],
                ],
                in: quotas,
                namespace: namespace
            )
            _ = try await client.mergePatch(
                ["status": ["hard": ["count/configmaps": "0"], "used": ["count/configmaps": "0"]]],
                of: quotas,
                namespace: namespace,
                name: "small",
                subresource: "status"
            )
            let failure = await #expect(throws: Failure.self) {
                _ = try await client.create(LiveClient.configMap("a"), in: .configMaps, namespace: namespace)
            }
            #expect(failure?.kind == .refused)
            #expect(failure?.message.contains("exceeded quota: small") == true, "\(failure?.message ?? "")")
            #expect(failure?.hint?.contains("describe quota -n \(namespace)") == true)
        }
    }

    @Test("a wrong token, no token and a certificate of another authority are refused as such")
    func unauthorized() async throws {
        var access = try LiveClient.access()
        access.credential = .token("davit-wrong-token")
        access.tls.certificateData = nil
        access.tls.certificateFile = nil
        access.tls.keyData = nil
        access.tls.keyFile = nil
        let failure = await #expect(throws: Failure.self) {
            try await KubernetesClient(access).list(.configMaps, namespace: "default")
        }
        #expect(failure?.apiError?.status == 401)
        #expect(failure?.message.contains("does not accept the token") == true)
        #expect(failure?.message.contains("davit-wrong-token") == false)
        access.tls.authorityData = nil
        access.tls.authorityFile = nil
        let untrusted = await #expect(throws: Failure.self) { try await KubernetesClient(access).version() }
        #expect(untrusted?.message.contains("is not trusted") == true)
    }

    @Test("a credential plugin logs in to a real server")
    func plugin() async throws {
        var access = try LiveClient.access()
        guard case .token(let token) = access.credential else { return }
        let answer =
            #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","#
            + #""status":{"token":"'"$TOKEN"'"}}"#
        access.credential = .exec(
            ExecPlugin(
                apiVersion: "client.authentication.k8s.io/v1",
                command: "sh",
                arguments: ["-c", "echo '\(answer)'"],
                variables: ["TOKEN": token],
                interactiveMode: .never
            )
        )
        #expect(try await KubernetesClient(access).get(.namespaces, namespace: nil, name: "default") != nil)
    }

    @Test("the log of a pod that is not there is told as that")
    func logs() async throws {
        let client = try LiveClient.make()
        let failure = await #expect(throws: Failure.self) {
            try await client.logs(pod: "davit-none", namespace: "default") { _ in true }
        }
        #expect(failure?.kind == .notFound)
        #expect(
            failure?.message == "cannot read the log of pod 'davit-none' in namespace 'default': "
                + "pods \"davit-none\" not found"
        )
    }

    @Test("any path can be read, and one that is not there is nothing")
    func paths() async throws {
        let client = try LiveClient.make()
        #expect(try await client.get(path: "/healthz").map { String(decoding: $0, as: UTF8.self) } == "ok")
        #expect(try await client.get(path: "/apis/davit.none/v1/things") == nil)
    }
}
