import Charts
import Diagnostics
import OrderedCollections
import Testing
import Values

@Suite struct SchemaHintTests {
    private static let chart = """
        {"properties": {"tag": {"type": "string"}, "size": {"type": "integer"}, \
        "id": {"type": "string", "pattern": "^v"}, "child": {"type": "object"}}}
        """

    static let cases: [(values: Value.Object, hint: String)] = [
        (["tag": .double(1.27)], "to give it as text, write --set-string 'tag=1.27'"),
        (["tag": .bool(true)], "to give it as text, write --set-string 'tag=true'"),
        (["child": .object(["tag": .int(1)])], "to give it as text, write --set-string 'child.tag=1'"),
        // As text they would be wrong too.
        (["id": .int(3)], "the rules are in top/values.schema.json"),
        (["size": .string("two")], "the rules are in top/values.schema.json"),
    ]

    @Test(arguments: cases)
    func namesTheOptionThatHelps(values: Value.Object, hint: String) throws {
        let files = [
            ("Chart.yaml", "apiVersion: v2\nname: top\nversion: 0.1.0\n"),
            ("values.schema.json", Self.chart),
            ("charts/child/Chart.yaml", "apiVersion: v2\nname: child\nversion: 0.1.0\n"),
            ("charts/child/values.schema.json", Self.chart),
        ]
        let chart = try Chart.load(
            files: files.map { ChartFile(path: $0.0, bytes: Array($0.1.utf8)) },
            origin: "top"
        )
        let release = ReleaseFacts(name: "r", namespace: "r", revision: 1, isInstall: true)
        let failure = #expect(throws: Failure.self) {
            try ChartRenderer.render(chart, user: values, RenderInput(release: release))
        }
        #expect(failure?.hint == hint)
    }
}
