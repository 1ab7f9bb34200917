import FoundationEssentials
import GoTemplate
import TemplateFunctions
import TestSupport

/// The chart `case` around the conformance cases, as Helm hands it to templates.
struct CaseChart {
    private let functions: FunctionTable
    private let files: GoValue
    private let partials: [(name: String, source: [UInt8])]

    init(options: FunctionOptions = FunctionOptions()) throws {
        functions = TemplateFunctions.table(options: options)
        let folder = "Conformance/case-chart"
        files = ChartFiles.value(
            try [
                "README.md", "files/a.txt", "files/b.conf", "files/bin.dat", "files/empty.txt",
                "files/sub/c.json", "files/tpl.txt",
            ].map { ($0, try Fixture.bytes("\(folder)/\($0)")) }
        )
        // Helm parses deeper paths first and, within a depth, in descending order.
        partials = try [
            ("case/charts/subby/templates/_h.tpl", "charts/subby/templates/_h.tpl"),
            ("case/templates/_z.tpl", "templates/_z.tpl"),
            ("case/templates/_helpers.tpl", "templates/_helpers.tpl"),
        ].map { (name: $0, source: try Fixture.bytes("\(folder)/\($1)")) }
    }

    func render(
        template: String,
        values: JSONValue,
        limits: ExecutionLimits = ExecutionLimits()
    ) -> (output: String?, error: String?) {
        let name = "case/templates/t.yaml"
        var templates = TemplateSet(functions: functions)
        do throws(TemplateFailure) {
            try templates.parse(name: partials[0].name, source: partials[0].source)
            try templates.parse(name: name, source: Array(template.utf8))
            for partial in partials.dropFirst() {
                try templates.parse(name: partial.name, source: partial.source)
            }
            let text = try templates.execute(name: name, data: root(values), limits: limits)
            return (String(decoding: TemplateSet.removingMissingValues(from: text), as: UTF8.self), nil)
        } catch {
            return (nil, error.text)
        }
    }

    private static let texts: [String: String] = [
        "Name": "case", "Home": "https://example.com/home", "Version": "1.2.3",
        "Description": "A throw-away chart for expression cases", "Icon": "https://example.com/icon.png",
        "APIVersion": "v2", "Condition": "", "Tags": "", "AppVersion": "4.5.6", "KubeVersion": ">=1.20.0-0",
        "Type": "application",
    ]

    private static func metadata() -> GoValue {
        func texts(_ words: String...) -> GoValue { .list(words.map { .text($0) }) }
        func person(_ name: String, _ email: String, _ url: String) -> GoValue {
            .map(GoMap(["Name": .text(name), "Email": .text(email), "URL": .text(url)]))
        }
        var entries: [GoString: GoValue] = [:]
        for (name, text) in Self.texts { entries[GoString(name)] = .text(text) }
        entries["Sources"] = texts("https://example.com/src")
        entries["Keywords"] = texts("alpha", "beta")
        entries["Maintainers"] = .list([
            person("Ann", "ann@example.com", "https://example.com/ann"), person("Bob", "", ""),
        ])
        entries["Annotations"] = .map(
            GoMap(
                ["category": .text("Test"), "example.com/with.dots": .text("yes")],
                type: "map[string]string"
            )
        )
        entries["Deprecated"] = .bool(false)
        entries["Dependencies"] = .list([])
        entries["IsRoot"] = .bool(true)
        return .map(GoMap(entries))
    }

    private static func child() -> GoValue {
        let empty: [GoString: GoValue] = [
            "Home": .text(""), "Description": .text(""), "Icon": .text(""), "Condition": .text(""),
            "Tags": .text(""), "AppVersion": .text(""), "KubeVersion": .text(""), "Type": .text(""),
            "Sources": .list([]), "Keywords": .list([]), "Maintainers": .list([]), "Dependencies": .list([]),
            "Annotations": .map(GoMap(type: "map[string]string", isNil: true)),
            "Deprecated": .bool(false), "IsRoot": .bool(false), "Name": .text("subby"),
            "Version": .text("0.9.0"), "APIVersion": .text("v2"),
        ]
        return .map(GoMap(empty))
    }

    /// The root map that Helm gives a template.
    private func root(_ values: JSONValue) -> GoValue {
        let subchart = GoMap(["global": .map(GoMap()), "name": .text("sub"), "port": .float64(8080)])
        let table = GoMap(["subby": .map(subchart)], type: "common.Values")
        if case .map(let given) = Self.value(values) { table.entries.merge(given.entries) { $1 } }
        let release: [GoString: GoValue] = [
            "Name": .text("rel"), "Namespace": .text("ns"), "Revision": .int(1), "IsInstall": .bool(true),
            "IsUpgrade": .bool(false), "Service": .text("Helm"),
        ]
        let template: [GoString: GoValue] = [
            "Name": .text("case/templates/t.yaml"), "BasePath": .text("case/templates"),
        ]
        let capabilities = GoValue.object(
            Capabilities(helmVersion: "v4.2", target: "kubernetes", davitVersion: "0.0.0")
        )
        let subby: [GoString: GoValue] = [
            "Chart": Self.child(), "Files": ChartFiles.value([(path: String, content: [UInt8])]()),
            "Values": .map(subchart),
            "Release": .map(GoMap(release)), "Capabilities": capabilities, "Subcharts": .map(GoMap()),
        ]
        let root: [GoString: GoValue] = [
            "Values": .map(table), "Release": .map(GoMap(release)),
            "Template": .map(GoMap(template, type: "common.Values")),
            "Chart": Self.metadata(), "Files": files, "Capabilities": capabilities,
            "Subcharts": .map(GoMap(["subby": .map(GoMap(subby))])),
        ]
        return .map(GoMap(root, type: "common.Values"))
    }

    private static func value(_ value: JSONValue) -> GoValue {
        switch value {
        case .null: .nil
        case .bool(let flag): .bool(flag)
        case .number(let number): .float64(number)
        case .string(let text): .text(text)
        case .array(let elements): .list(elements.map(Self.value))
        case .object(let members):
            .map(GoMap(Dictionary(uniqueKeysWithValues: members.map { (GoString($0), Self.value($1)) })))
        }
    }
}
