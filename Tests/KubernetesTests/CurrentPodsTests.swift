import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite("which pods are of a workload's present template")
struct CurrentPodsTests {
    /// A pod by its name, with the label that says which template it is of.
    private static func pod(_ name: String, _ label: String, _ hash: String, isGoing: Bool = false) -> Value {
        let pod: Value = ["metadata": ["name": .string(name), "labels": [label: .string(hash)]]]
        return isGoing ? pod.setting(["metadata", "deletionTimestamp"], "now") : pod
    }

    private static func names(_ current: CurrentPods) -> [String] {
        current.pods.compactMap { $0.at("metadata", "name")?.stringValue }
    }

    private static func revision(_ number: Int64, hash: String, owner: String = "u") -> Value {
        [
            "metadata": [
                "labels": ["pod-template-hash": .string(hash), "controller-revision-hash": .string(hash)],
                "annotations": ["deployment.kubernetes.io/revision": .string("\(number)")],
                "ownerReferences": [["uid": .string(owner)]],
            ],
            "revision": .int(number),
        ]
    }

    private static func workload(_ text: String) throws -> Value {
        try Value.yaml(text).setting(["metadata", "uid"], "u")
    }

    @Test(
        "a Deployment's are those of the replica set that has its revision",
        arguments: [
            (
                "{metadata: {generation: 2, annotations: {deployment.kubernetes.io/revision: '2'}}, status: {observedGeneration: 2}}",
                ["new"]
            ),
            (
                "{metadata: {generation: 3, annotations: {deployment.kubernetes.io/revision: '3'}}, status: {observedGeneration: 3}}",
                ["old"]
            ),
            (
                "{metadata: {generation: 4, annotations: {deployment.kubernetes.io/revision: '2'}}, status: {observedGeneration: 3}}",
                []
            ),
            ("{metadata: {generation: 1}}", []),
        ] as [(String, [String])]
    )
    func deployment(object: String, expected: [String]) throws {
        let pods = [
            Self.pod("old", "pod-template-hash", "a"), Self.pod("new", "pod-template-hash", "b"),
            Self.pod("gone", "pod-template-hash", "b", isGoing: true),
        ]
        let revisions = [
            Self.revision(3, hash: "a"), Self.revision(2, hash: "b"),
            Self.revision(2, hash: "a", owner: "other"),
        ]
        let current = CurrentPods(
            of: try Self.workload(object),
            kind: "Deployment",
            pods: pods,
            revisions: revisions
        )
        #expect(Self.names(current) == expected)
    }

    @Test("a DaemonSet's are those of its last revision")
    func daemonSet() throws {
        let pods = [
            Self.pod("old", "controller-revision-hash", "a"),
            Self.pod("new", "controller-revision-hash", "b"),
        ]
        let object = try Self.workload("{metadata: {generation: 2}, status: {observedGeneration: 2}}")
        let revisions = [Self.revision(1, hash: "a"), Self.revision(2, hash: "b")]
        let current = CurrentPods(of: object, kind: "DaemonSet", pods: pods, revisions: revisions)
        #expect(Self.names(current) == ["new"])
    }

    @Test(
        "a StatefulSet names its revision itself",
        arguments: [(1, []), (2, ["new"])] as [(Int64, [String])]
    )
    func statefulSet(observed: Int64, expected: [String]) throws {
        let pods = [
            Self.pod("old", "controller-revision-hash", "a"),
            Self.pod("new", "controller-revision-hash", "b"),
        ]
        let object = try Self.workload("{metadata: {generation: 2}, status: {updateRevision: b}}")
            .setting(["status", "observedGeneration"], .int(observed))
        let current = CurrentPods(of: object, kind: "StatefulSet", pods: pods, revisions: [])
        #expect(Self.names(current) == expected)
    }

    @Test("without a look at the revisions, the newest pod's template counts")
    func unknownRevisions() throws {
        let pods = [("old", "a", "2026-01-01"), ("new", "b", "2026-01-02")].map { name, hash, time in
            Self.pod(name, "pod-template-hash", hash)
                .setting(["metadata", "creationTimestamp"], .string("\(time)T00:00:00Z"))
        }
        let object = try Self.workload("{metadata: {generation: 2}, status: {observedGeneration: 2}}")
        let current = CurrentPods(of: object, kind: "Deployment", pods: pods, revisions: [])
        #expect(Self.names(current) == ["new"])
    }

    @Test("a Job's are all that are not going")
    func job() throws {
        let pods = [Self.pod("one", "a", "b"), Self.pod("two", "a", "b", isGoing: true)]
        let current = CurrentPods(of: .emptyObject, kind: "Job", pods: pods, revisions: [])
        #expect(Self.names(current) == ["one"])
    }
}
