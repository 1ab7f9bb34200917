import Diagnostics
import JSONSchema
import OrderedCollections
import TestSupport
import Testing
import Values

@testable import Kubernetes

/// Manifests against Kubernetes' own description of its API, with unknown fields refused.
@Suite("manifests and the API's schema")
struct SchemaTests {
    /// The schemas of the kinds that the conversion makes, by version of Kubernetes and kind.
    private static let schemas: [String: [String: JSONSchema]] = {
        var schemas: [String: [String: JSONSchema]] = [:]
        for version in ["1.25", "1.36"] {
            guard let bytes = try? Fixture.bytes("Fixtures/kubernetes-schemas/v\(version).json"),
                let document = try? JSON.decode(bytes, file: version)
            else { continue }
            for (kind, definition) in document["kinds"]?.objectValue ?? [:] {
                let schema: Value = [
                    "definitions": document["definitions"] ?? .null,
                    "$ref": .string("#/definitions/\(definition.stringValue ?? "")"),
                ]
                schemas[version, default: [:]][kind] = try? JSONSchema(schema: schema, file: version) {
                    _,
                    _ in true
                }
            }
        }
        return schemas
    }()

    /// Kinds whose group had another version then, and which the schemas do not have.
    private static let older = ["policy/v1beta1", "autoscaling/v2beta2"]

    @Test("every manifest is what the API describes", arguments: ComposeFixture.all)
    func valid(fixture: ComposeFixture) throws {
        let (objects, diagnostics) = try fixture.converted()
        if diagnostics.contains(where: { $0.severity == .error }) { return }
        let version = try fixture.version().minor < 30 ? "1.25" : "1.36"
        try Self.check(objects, version: version)
    }

    @Test("manifests for an old cluster have only what it knows", arguments: ComposeFixture.all)
    func old(fixture: ComposeFixture) throws {
        let (objects, diagnostics) = try ComposeFixture.convert(
            fixture.project(),
            version: KubernetesVersion(minor: 25)
        )
        if diagnostics.contains(where: { $0.severity == .error }) { return }
        try Self.check(objects, version: "1.25")
    }

    @Test("stack files of Swarm give sound manifests", arguments: ComposeFixture.stacks)
    func stacks(fixture: ComposeFixture) throws {
        let (objects, diagnostics) = try fixture.converted()
        if diagnostics.contains(where: { $0.severity == .error }) { return }
        try Self.check(objects, version: "1.36")
    }

    static func check(_ objects: [KubernetesObject], version: String) throws {
        for object in objects {
            #expect(ManifestRules(object).problems == [])
            if older.contains(object.apiVersion) { continue }
            let schema = try #require(schemas[version]?[object.kind], "no schema for \(object.kind)")
            let violations = try schema.validate(object.value)
            #expect(violations.isEmpty, "\(object.kind) \(object.name): \(violations)")
        }
    }
}
