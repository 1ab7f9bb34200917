import Charts
import Diagnostics
import OrderedCollections
import Testing
import Values
import Versions

@Suite struct PrerequisiteTests {
    private static func load(_ prerequisites: String) throws -> Chart {
        let text = "apiVersion: v2\nname: web\nversion: 0.1.0\nprerequisites:\n\(prerequisites)"
        return try Chart.load(files: [ChartFile(path: "Chart.yaml", bytes: Array(text.utf8))], origin: "web")
    }

    @Test("every field")
    func fields() throws {
        let chart = try Self.load(
            """
              - name: etcd-operator
                version: ">=0.11.0 <1"
                repository: https://charts.example.org
                release: operator
                namespace: compose
                targets: [kubernetes]
                provides: [etcd.database.coreos.com/v1beta2/EtcdCluster]
                values: {size: 3}
                ready:
                  - object: etcdclusters/compose-etcd
                    condition: Available
                  - jsonpath: "{.status.phase}"
                    value: Running
                  - object: services/a
                    jsonpath: "{.spec.clusterIP}"
                timeout: 1h2m3s
              - name: other

            """
        )
        let all = chart.metadata.prerequisites
        let first = try #require(all.first)
        #expect(first.name == "etcd-operator")
        #expect(first.version?.text == ">=0.11.0 <1")
        #expect(first.repository == "https://charts.example.org")
        #expect(first.release == "operator")
        #expect(first.namespace == "compose")
        #expect(first.provides == ["etcd.database.coreos.com/v1beta2/EtcdCluster"])
        #expect(first.values == ["size": 3])
        #expect(first.timeout == 3723)
        #expect(
            first.ready == [
                ReadinessRule(kind: "etcdclusters", name: "compose-etcd", test: .condition("Available")),
                ReadinessRule(
                    kind: "etcdclusters",
                    name: "compose-etcd",
                    test: .path("{.status.phase}", value: "Running")
                ),
                ReadinessRule(kind: "services", name: "a", test: .path("{.spec.clusterIP}", value: nil)),
            ]
        )
        #expect(all.last?.release == "other")
        #expect(all.last?.timeout == 300)
        #expect(try chart.prerequisites(on: "swarm").map(\.name) == ["other"])
        #expect(try chart.prerequisites(on: "kubernetes").map(\.name) == ["etcd-operator", "other"])
    }

    /// Wrong entries, with a part of the message and the line that it names.
    static let wrong: [(text: String, message: String, line: Int)] = [
        ("  - {version: ^1}\n", "has no 'name'", 5),
        ("  - {name: a/b}\n", "'a/b' is not a chart's name", 5),
        ("  - name: a\n    version: new\n", "'new' is not a range", 6),
        ("  - name: a\n    vresion: ^1\n", "'vresion' is not a field of 'prerequisites'", 6),
        ("  - name: a\n    targets: [moon]\n", "names 'moon'", 6),
        ("  - name: a\n    provides: [/v1]\n", "'/v1' of 'provides'", 6),
        ("  - name: a\n    values: [1]\n", "'values' must be a mapping", 6),
        ("  - name: a\n    timeout: soon\n", "'timeout' is 'soon'", 6),
        ("  - name: a\n    timeout: 0s\n", "'timeout' is '0s'", 6),
        ("  - name: a\n    timeout: 5\n", "'timeout' is '5'", 6),
        ("  - name: a\n    ready: [{condition: Ready}]\n", "names no object", 6),
        ("  - name: a\n    ready: [{object: a, condition: Ready}]\n", "not KIND/NAME", 6),
        ("  - name: a\n    ready: [{object: a/b}]\n", "neither 'condition' nor 'jsonpath'", 6),
        ("  - name: a\n    ready: [{object: a/b, condition: X, jsonpath: '{.a}'}]\n", "has both", 6),
        ("  - name: a\n    ready: [{object: a/b, condition: X, value: y}]\n", "has a 'value' too", 6),
        ("  - name: a\n    ready: [{object: a/b, jsonpath: .status}]\n", "'.status' is not a JSONPath", 6),
        ("  - name: a\n    ready: [{object: a/b, jsonpath: '{.a'}]\n", "is not a JSONPath", 6),
        (
            "  - name: a\n    ready: [{objetc: a/b, jsonpath: '{.a}'}]\n",
            "'objetc' is not a field of 'ready'", 6
        ),
        ("  - name: a\n  - {name: b, release: a}\n", "two prerequisites with the release 'a'", 6),
        ("  - a\n", "must be a list of mappings", 5),
    ]

    @Test(arguments: wrong)
    func refuses(text: String, message: String, line: Int) throws {
        let failure = try #require(throws: Failure.self) { try Self.load(text) }
        #expect(failure.kind == .invalidInput)
        #expect(failure.message.contains(message), "\(failure.message)")
        #expect(failure.location?.file == "web/Chart.yaml")
        #expect(failure.location?.line == line, "\(failure)")
    }

    @Test("one release for each target is no clash")
    func targets() throws {
        let chart = try Self.load(
            "  - {name: a, targets: [swarm]}\n  - {name: b, release: a, targets: [kubernetes]}\n"
        )
        #expect(try chart.prerequisites(on: "kubernetes").map(\.name) == ["b"])
    }

    private static let object: Value = [
        "metadata": ["generation": 2],
        "spec": ["size": 3],
        "status": [
            "observedGeneration": 2, "phase": "Running", "size": 3, "late": 2,
            "conditions": [
                ["type": "Available", "status": "True"],
                ["type": "Scaling", "status": "False", "reason": "Idle", "message": "nothing to do"],
            ],
        ],
    ]

    /// Tests of the object above, with a part of why it does not pass; nil when it does.
    static let tests: [(test: ReadinessRule.Test, obstacle: String?)] = [
        (.condition("Available"), nil),
        (.condition("Scaling"), "is not 'Scaling' (Idle: nothing to do)"),
        (.condition("Upgrading"), "has no condition 'Upgrading' yet"),
        (.path("{.status.phase}", value: "Running"), nil),
        (.path("{.status.phase}", value: "Failed"), "{.status.phase} is 'Running', not 'Failed'"),
        (.path("{.status.phase}", value: nil), nil),
        (.path("{.status.members.ready}", value: nil), "has no {.status.members.ready} yet"),
        (.path("{.status.members.unready}", value: ""), nil),
        (.path("{.status.phase}", value: ""), "is 'Running', not ''"),
        (.path("{.status.size}", value: "{.spec.size}"), nil),
        (.path("{.status.late}", value: "{.spec.size}"), "is '2', not '3'"),
        (.path("{.status.none}", value: "{.spec.none}"), "is '', not ''"),
    ]

    @Test(arguments: tests)
    func judges(test: ReadinessRule.Test, obstacle: String?) {
        let rule = ReadinessRule(kind: "etcdclusters", name: "a", test: test)
        let found = rule.obstacle(in: Self.object)
        if let obstacle {
            #expect(found?.contains(obstacle) == true, "\(found ?? "it passes")")
        } else {
            #expect(found == nil)
        }
        #expect(rule.obstacle(in: nil) == "etcdclusters/a is not there yet")
        let changed = Self.object.setting(["metadata", "generation"], 3)
        #expect(rule.obstacle(in: changed)?.contains("has not seen the last change") == true)
    }
}
