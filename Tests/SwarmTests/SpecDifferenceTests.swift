import DockerAPI
import OrderedCollections
import Releases
import Testing
import Values

@testable import Swarm

@Suite("old and new values")
struct SpecDifferenceTests {
    @Test(
        "in the words of a Compose file",
        arguments: [
            ("image: nginx:1", "image: nginx:2", ["image (nginx:1 → nginx:2)"]),
            ("environment: {A: '1'}", "environment: {A: }", ["environment.A (1 → null)"]),
            ("environment: {A: ''}", "tty: false", [#"environment.A ("" → none)"#]),
            ("deploy: {replicas: 3}", "deploy: {}", ["deploy.replicas (3 → 1)"]),
            ("deploy: {mode: global}", "deploy: {}", ["deploy.mode (global → replicated)"]),
            ("stop_grace_period: 1m", "tty: false", ["stop_grace_period (1m → 10s)"]),
            ("cpus: 0.5", "cpus: 1.5", ["deploy.resources.limits.cpus (0.5 → 1.5)"]),
            (
                "healthcheck: {test: a, interval: 5s}", "healthcheck: {test: a}",
                ["healthcheck.interval (5s → none)"]
            ),
            (
                "volumes: ['data:/d']", "volumes: ['data:/d:ro']",
                [#"volumes./d (none → {"read_only":true})"#]
            ),
            (
                "ports: ['80:80']", "ports: [{target: 80, published: 80, mode: host}]",
                [#"ports.80:80/tcp (none → {"publish_mode":"host"})"#]
            ),
            (
                "secrets: [key]", "secrets: []",
                [
                    #"secrets.key ({"uid":"0","gid":"0","mode":"0444","name":"key","#
                        + #""secret_name":"real"} → none)"#
                ]
            ),
            ("labels: {a: '1'}", "labels: {a: '2'}", ["labels.a (1 → 2)"]),
        ] as [(String, String, [String])]
    )
    func values(old: String, new: String, expected: [String]) throws {
        let image = { (text: String) in text.hasPrefix("image") ? text : "image: nginx:1, \(text)" }
        func spec(_ text: String) throws -> Value {
            let yaml = "services: {web: {\(image(text))}}\n" + ConverterTests.objects
            return try #require(ConverterTests.convert(yaml).0.services.first).spec
        }
        let difference = SpecDifference(from: try spec(old), to: try spec(new), networkNames: [:])
        // The members of an element come in their order.
        func sorted(_ text: String) -> [Character] { text.sorted() }
        #expect(
            difference.values.map { sorted($0.text) } == expected.map(sorted),
            "\(difference.values.map(\.text))"
        )
    }

    @Test("what comes is told without what every service of a release has")
    func creation() throws {
        let spec = try ConverterTests.spec(service: "hostname: h, networks: [front]")
        let paths = SpecDifference(from: nil, to: spec, networkNames: [:]).values.map(\.path)
        #expect(paths == ["deploy.mode", "hostname", "image", "networks.shop_front"])
    }

    /// Three sides: what was recorded, what runs by now, and what is wanted next.
    @Test(
        "what was changed outside of Davit is told from what the upgrade changes",
        arguments: [
            ("A: '1'", "A: '1'", "A: '2'", []),
            ("A: '1'", "A: '9'", "A: '1'", ["environment.A"]),
            ("A: '1'", "A: '9'", "A: '2'", ["environment.A"]),
            ("A: '1', B: '1'", "A: '1', B: '7'", "A: '2', B: '1'", ["environment.B"]),
            ("A: '1'", "A: '1', B: '7'", "A: '1'", ["environment.B"]),
            // Somebody did by hand what the upgrade wants: nothing to change.
            ("A: '1'", "A: '2'", "A: '2'", []),
        ] as [(String, String, String, [String])]
    )
    func repairs(recorded: String, live: String, wanted: String, expected: [String]) throws {
        func objects(_ environment: String) throws -> WantedObjects {
            try ConverterTests.convert("services: {web: {image: a, environment: {\(environment)}}}").0
        }
        let state = try StackReaderTests.live(try objects(live))
        let service = try #require(try objects(wanted).services.first)
        let change = ServiceChange(
            service,
            live: state.services["shop_web"],
            networkNames: state.networkNames
        )
        let marks = RepairMarks(recorded: try objects(recorded), live: state, release: "shop")
        let repaired = marks.marked(change.planned).differences.filter(\.isRepair).map(\.path)
        // The label of the release is what this live state has not.
        #expect(repaired.filter { $0 != "deploy.labels.davit.owner" } == expected)
    }

    @Test("objects that were removed or added by hand")
    func objects() throws {
        let recorded = try ConverterTests.convert("services: {web: {image: a}, db: {image: a}}").0
        var live = try StackReaderTests.live(recorded)
        live.services["shop_db"] = nil
        let marks = RepairMarks(recorded: recorded, live: live, release: "shop")
        func mark(_ action: PlannedChange.Action, _ name: String) -> Bool {
            marks.marked(PlannedChange(action, ObjectReference(kind: "service", name: name))).isRepair
        }
        #expect(mark(.create, "shop_db"))
        #expect(!mark(.create, "shop_new"))
        #expect(mark(.delete, "shop_stranger"))
        #expect(!mark(.delete, "shop_web"))
    }
}
