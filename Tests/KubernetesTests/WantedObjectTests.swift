import KubernetesAPI
import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite("an object as it is sent to a cluster")
struct WantedObjectTests {
    static let owner = ObjectOwner(release: "shop", namespace: "prod")

    private func wanted(_ text: String, isDefinition: Bool = false) throws -> WantedObject {
        let object = KubernetesObject(value: try .yaml(text), origin: "a test")
        let gvk = GroupVersionKind(apiVersion: object.apiVersion, kind: object.kind)
        return WantedObject(object, resource: .known(gvk), owner: Self.owner, isDefinition: isDefinition)
    }

    @Test(
        "the namespace is the object's own, the release's, or none",
        arguments: [
            ("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}", "prod"),
            ("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: other}}", "other"),
            ("{apiVersion: v1, kind: Namespace, metadata: {name: a, namespace: other}}", nil),
            ("{apiVersion: example.com/v1, kind: Widget, metadata: {name: a}}", "prod"),
        ] as [(String, String?)]
    )
    func namespace(text: String, expected: String?) throws {
        let wanted = try wanted(text)
        #expect(wanted.value.at("metadata", "namespace")?.stringValue == expected)
        #expect(wanted.key.namespace == expected ?? "")
    }

    @Test("the release is written into its labels, over whatever a chart claims")
    func ownership() throws {
        let wanted = try wanted(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {davit/release-name: other, b: c}}}"
        )
        let labels = wanted.value.at("metadata", "labels")
        #expect(labels?["davit/release-name"] == "shop")
        #expect(labels?["davit/release-namespace"] == "prod")
        #expect(labels?["b"] == "c")
        #expect(wanted.digest?.utf8.count == 16)
    }

    @Test("definitions of crds/ are nobody's")
    func definitions() throws {
        let text = """
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a.example.com}}
            """
        let wanted = try wanted(text, isDefinition: true)
        #expect(wanted.value.at("metadata", "labels") == nil)
        #expect(wanted.digest == nil)
    }

    @Test("the digest tells manifests apart, whatever the order of their keys")
    func digest() throws {
        func digest(_ data: String) throws -> String? {
            try wanted("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: \(data)}").digest
        }
        #expect(try digest("{a: x, b: y}") == digest("{b: y, a: x}"))
        #expect(try digest("{a: x, b: y}") != digest("{a: x, b: z}"))
    }

    @Test(
        "texts of a Secret become bytes, which go before the data that they stand beside",
        arguments: [
            ("{stringData: {a: one}}", "{data: {a: b25l}}"),
            ("{data: {a: dHdv}, stringData: {a: one}}", "{data: {a: b25l}}"),
            ("{data: {b: dHdv}, stringData: {a: one}}", "{data: {b: dHdv, a: b25l}}"),
            ("{stringData: {}}", "{}"),
            ("{stringData: {a: ''}}", "{data: {a: ''}}"),
        ]
    )
    func secrets(text: String, expected: String) throws {
        let value = try Value.yaml(text).setting(["apiVersion"], "v1").setting(["kind"], "Secret")
            .setting(["metadata", "name"], "a")
        let object = KubernetesObject(value: value, origin: "a test")
        let wanted = WantedObject(object, resource: .secrets, owner: Self.owner)
        #expect(wanted.value["stringData"] == nil)
        #expect(wanted.value["data"] == (try Value.yaml(expected))["data"])
        #expect(wanted.isSecret)
    }

    @Test(
        "what only servers write, and what is null, is left out",
        arguments: [
            "{metadata: {name: a, creationTimestamp: null}, status: {replicas: 1}}",
            "{metadata: {name: a, creationTimestamp: '2026-01-01T00:00:00Z'}, spec: null}",
        ]
    )
    func serverFields(text: String) throws {
        let value = try Value.yaml(text).setting(["apiVersion"], "v1").setting(["kind"], "ConfigMap")
        let object = KubernetesObject(value: value, origin: "a test")
        let wanted = WantedObject(object, resource: .configMaps, owner: Self.owner)
        #expect(wanted.value["status"] == nil)
        #expect(wanted.value["spec"] == nil)
        #expect(wanted.value.at("metadata", "creationTimestamp") == nil)
    }

    @Test(
        "ports without a protocol are given TCP, wherever ports are",
        arguments: [
            ("Service", "{ports: [{port: 80}, {port: 53, protocol: UDP}]}", ["ports"]),
            ("Pod", "{containers: [{name: a, ports: [{containerPort: 80}]}]}", ["containers", "ports"]),
            (
                "Deployment",
                "{template: {spec: {initContainers: [{name: a, ports: [{containerPort: 80}]}]}}}",
                ["template", "spec", "initContainers", "ports"]
            ),
            (
                "CronJob",
                "{jobTemplate: {spec: {template: {spec: {containers: [{name: a, ports: [{containerPort: 1}]}]}}}}}",
                ["jobTemplate", "spec", "template", "spec", "containers", "ports"]
            ),
        ]
    )
    func ports(kind: String, spec: String, path: [String]) throws {
        let value = PortProtocols.filled(["kind": .string(kind), "spec": try .yaml(spec)])
        var found = value["spec"]
        for step in path { found = (found?.arrayValue?.first ?? found)?[step] }
        #expect(found?.arrayValue?.first?["protocol"] == "TCP")
        for port in found?.arrayValue?.dropFirst() ?? [] { #expect(port["protocol"] == "UDP") }
    }

    @Test(
        "no address of a Service is none, and any other is one",
        arguments: [("''", nil), ("None", "None"), ("10.0.0.1", "10.0.0.1")] as [(String, String?)]
    )
    func clusterAddress(text: String, expected: String?) throws {
        let wanted = try wanted(
            "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIP: \(text), ports: []}}"
        )
        #expect(wanted.value.at("spec", "clusterIP")?.stringValue == expected)
    }

    @Test("amounts that a chart has as numbers are written as text, and no other number is")
    func amounts() throws {
        let wanted = try wanted(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}
            spec:
              replicas: 2
              template:
                spec:
                  containers: [{name: a, resources: {requests: {cpu: 0.1, memory: 64Mi}, limits: {cpu: 1}}}]
                  volumes: [{name: a, emptyDir: {sizeLimit: 1024}}]
            """
        )
        let pod = wanted.value.at("spec", "template", "spec")
        let resources = pod?["containers"]?.arrayValue?.first?["resources"]
        #expect(resources == ["requests": ["cpu": "0.1", "memory": "64Mi"], "limits": ["cpu": "1"]])
        #expect(pod?["volumes"]?.arrayValue?.first?.at("emptyDir", "sizeLimit") == "1024")
        #expect(wanted.value.at("spec", "replicas") == 2)
        let other = try self.wanted(
            "{apiVersion: example.com/v1, kind: Widget, metadata: {name: a}, spec: {limits: {cpu: 1}}}"
        )
        #expect(other.value.at("spec", "limits", "cpu") == 1)
    }
}
