import Releases
import TestSupport
import Testing
import Values

@testable import Kubernetes

@Suite("manifests compared")
struct ManifestTreeTests {
    @Test("what is wanted is there or is not", arguments: ObjectCase.all(in: "contains"))
    func contains(_ test: ObjectCase) throws {
        let expected = try test.value("contains").boolValue
        #expect(ManifestTree.contains(try test.value("live"), try test.value("wanted")) == expected)
    }

    @Test("nothing at all has only what is empty")
    func nothing() throws {
        #expect(!ManifestTree.contains(nil, try .yaml("{a: 1}")))
        #expect(ManifestTree.contains(nil, .emptyObject))
    }

    @Test("differences and what is told of them", arguments: ObjectCase.all(in: "differences"))
    func differences(_ test: ObjectCase) throws {
        let new = try test.value("new")
        let differences = ManifestTree.differences(
            from: try test.value("old"),
            to: new,
            isSecret: new["kind"] == "Secret"
        )
        #expect(differences.map(\.text) == test.texts("texts"))
    }

    @Test("the tables are there", arguments: [("contains", 20), ("differences", 10)])
    func tables(name: String, least: Int) { #expect(ObjectCase.all(in: name).count > least) }

    @Test(
        "what the elements of a list are known by",
        arguments: [
            ("[{name: a}, {name: b}]", ["a", "b"]),
            ("[{name: a}, {name: a}]", nil),
            ("[{name: a, mountPath: /x}, {name: a, mountPath: /z}]", ["/x", "/z"]),
            ("[{containerPort: 80}, {containerPort: 80, protocol: UDP}]", ["80/TCP", "80/UDP"]),
            ("[{containerPort: 80}, {containerPort: 80}]", nil),
            ("[{a: 1}, {name: b}]", nil),
            ("[x, z]", nil),
        ] as [(String, [String]?)]
    )
    func names(list: String, expected: [String]?) throws {
        #expect(ManifestTree.names(of: try Value.yaml(list).arrayValue ?? []) == expected)
    }

    @Test(
        "amounts",
        arguments: [
            ("0.1", 0.1), ("100m", 0.1), ("1e3", 1000), ("1E3", 1000), ("1E", 1e18), ("2k", 2000),
            ("128Mi", 134_217_728), ("1.5Gi", 1_610_612_736), ("-1", -1), ("5n", 5e-9), ("", nil),
            ("Mi", nil),
            ("1Mb", nil), ("nan", nil), ("inf", nil), ("0x10", nil), ("one", nil),
        ] as [(String, Double?)]
    )
    func amounts(text: String, expected: Double?) {
        #expect(ResourceQuantity.amount(.string(text)) == expected)
    }
}
