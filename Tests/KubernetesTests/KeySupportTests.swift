import Compose
import Testing

@testable import Kubernetes

@Suite("the table of keys for Kubernetes")
struct KeySupportTests {
    /// A new key of the schema must get a line in a table before it can pass unnoticed.
    @Test("the tables know every key of the schema, and no other")
    func complete() {
        let table = KubernetesSupport.table
        for key in ComposeSchema.keys {
            #expect(table.words(for: key.path) != nil, "'\(key.path)' is in no line of the tables")
        }
        let known = Set(ComposeSchema.keys.map(\.path))
        #expect(table.paths.subtracting(known) == [])
    }
}
