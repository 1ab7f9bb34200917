import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite("why a pod does not become ready")
struct PodTroubleTests {
    @Test("states and reasons", arguments: ObjectCase.all(in: "pods"))
    func trouble(_ test: ObjectCase) throws {
        let pod: Value = ["metadata": ["name": "web-1"], "status": try test.value("status")]
        let trouble = PodTrouble(pod)
        #expect(trouble?.reason == test.row["reason"]?.stringValue)
        guard let trouble else { return }
        #expect(trouble.pod == "web-1")
        #expect(trouble.container == test.row["container"]?.stringValue)
        #expect(trouble.isFatal == (test.row["fatal"]?.boolValue ?? false))
        let log = trouble.hasLog ? trouble.isFormer ? "former" : "current" : nil
        #expect(log == test.row["log"]?.stringValue)
    }

    @Test("the table is there")
    func table() { #expect(ObjectCase.all(in: "pods").count > 15) }
}
