import TestSupport
import Testing
import Values

@testable import Kubernetes

/// What kstatus says of the same objects, but where its documentation calls something ready that is not.
@Suite("whether an object is ready")
struct ReadinessTests {
    @Test("objects and verdicts", arguments: ObjectCase.all(in: "readiness"))
    func verdict(_ test: ObjectCase) throws {
        let kind = try test.text("kind")
        let readiness = Readiness(of: try test.value("object"), kind: kind)
        let verdict =
            switch readiness {
            case .ready: "ready"
            case .waiting: "waiting"
            case .failed(let reason): "failed: \(reason)"
            }
        #expect(try verdict == test.text("verdict"), "\(readiness)")
    }

    @Test("the table is there")
    func table() { #expect(ObjectCase.all(in: "readiness").count > 50) }

    @Test("a job that need not end is ready when it is there")
    func jobs() throws {
        let job = try Value.yaml("{spec: {completions: 1}, status: {active: 1}}")
        #expect(Readiness(of: job, kind: "Job", mustComplete: false) == .ready)
        #expect(Readiness(of: job, kind: "Job") == .waiting("0 of 1 have ended well"))
    }

    @Test(
        "how many pods serve",
        arguments: [
            ("Deployment", "{spec: {replicas: 3}, status: {availableReplicas: 3, updatedReplicas: 1}}", 1, 3),
            ("Deployment", "{spec: {}, status: {}}", 0, 1),
            ("StatefulSet", "{spec: {replicas: 2}, status: {readyReplicas: 2}}", 2, 2),
            ("DaemonSet", "{status: {numberAvailable: 2, desiredNumberScheduled: 4}}", 0, 4),
            ("Job", "{spec: {completions: 5}, status: {succeeded: 2}}", 2, 5),
        ] as [(String, String, Int, Int)]
    )
    func counts(kind: String, object: String, ready: Int, desired: Int) throws {
        let count = Readiness.pods(of: try .yaml(object), kind: kind)
        #expect(count == PodCount(ready: ready, desired: desired))
    }

    @Test("what runs no pods has no count", arguments: ["Service", "ConfigMap", "Widget"])
    func noCount(kind: String) {
        #expect(Readiness.pods(of: .emptyObject, kind: kind) == nil)
    }
}
