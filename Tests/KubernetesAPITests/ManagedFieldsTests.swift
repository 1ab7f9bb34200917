import Testing
import Values

@testable import KubernetesAPI

@Suite("who has set which fields")
struct ManagedFieldsTests {
    static func entry(
        _ manager: String,
        _ operation: String,
        _ fields: Value,
        subresource: String? = nil
    ) -> Value {
        .object(
            of: ("manager", .string(manager)),
            ("operation", .string(operation)),
            ("fieldsV1", fields),
            ("subresource", .optional(subresource))
        )
    }

    static func object(_ entries: Value...) -> Value {
        ["metadata": ["managedFields": .array(entries)]]
    }

    @Test("the fields of updates become those of an apply, beside those that were applied before")
    func gives() {
        var fields = ManagedFields(
            Self.object(
                Self.entry(
                    "kubectl-client-side-apply",
                    "Update",
                    ["f:spec": ["f:a": [:], "f:b": ["f:c": [:]]]]
                ),
                Self.entry("kompose", "Update", ["f:spec": ["f:b": ["f:d": [:]]], "f:data": [:]]),
                Self.entry("hpa", "Update", ["f:spec": ["f:replicas": [:]]]),
                Self.entry("kompose", "Update", ["f:status": [:]], subresource: "status"),
                Self.entry("davit", "Apply", ["f:spec": ["f:e": [:]]])
            )
        )
        #expect(fields.updaters == ["kubectl-client-side-apply", "kompose", "hpa"])
        let isGiven = fields.give(fieldsOf: ["kubectl-client-side-apply", "kompose"], to: "davit")
        #expect(isGiven)
        let whole: Value = [
            "f:spec": ["f:e": [:], "f:a": [:], "f:b": ["f:c": [:], "f:d": [:]]], "f:data": [:],
        ]
        #expect(
            Value.array(fields.entries).isEquivalent(
                to: [
                    Self.entry("davit", "Apply", whole),
                    Self.entry("hpa", "Update", ["f:spec": ["f:replicas": [:]]]),
                    Self.entry("kompose", "Update", ["f:status": [:]], subresource: "status"),
                ]
            )
        )
    }

    @Test("without any of theirs nothing changes")
    func nothing() {
        let object = Self.object(Self.entry("kompose", "Apply", ["f:a": [:]]))
        var fields = ManagedFields(object)
        let isGiven = fields.give(fieldsOf: ["kompose"], to: "davit")
        #expect(!isGiven)
        #expect(fields.entries == object.at("metadata", "managedFields")?.arrayValue)
        var none = ManagedFields([:])
        let isNoneGiven = none.give(fieldsOf: ["kompose"], to: "davit")
        #expect(!isNoneGiven)
    }

    /// Who has last changed an object that Davit applied at one o'clock.
    static let editors: [(entries: [Value], editor: String?)] = [
        ([], nil),
        ([at("02:00", entry("kubectl-edit", "Update", ["f:spec": [:]]))], "kubectl-edit"),
        ([at("02:00", entry("helm", "Apply", ["f:metadata": [:]]))], "helm"),
        (
            [
                at("02:00", entry("kubectl-edit", "Update", ["f:spec": [:]])),
                at("03:00", entry("hpa", "Update", ["f:spec": [:]])),
            ], "hpa"
        ),
        // What a controller notes is no change; its scaling is one.
        ([at("02:00", entry("operator", "Update", ["f:status": [:]]))], nil),
        (
            [at("02:00", entry("kube-controller-manager", "Update", ["f:metadata": [:], "f:status": [:]]))],
            nil
        ),
        (
            [at("02:00", entry("kube-controller-manager", "Update", ["f:spec": [:]], subresource: "scale"))],
            "kube-controller-manager"
        ),
        // Davit's own patches are updates.
        ([at("02:00", entry("davit", "Update", ["f:metadata": [:]]))], nil),
    ]

    private static func at(_ time: String, _ entry: Value) -> Value {
        entry.setting(["time"], .string("2026-01-01T\(time):00Z"))
    }

    @Test("who has changed an object besides its owner", arguments: editors)
    func editor(entries: [Value], editor: String?) {
        let own = Self.at("01:00", Self.entry("davit", "Apply", ["f:spec": [:]]))
        let fields = ManagedFields(["metadata": ["managedFields": .array([own] + entries)]])
        #expect(fields.lastEditor(besides: "davit")?.manager == editor)
    }
}
