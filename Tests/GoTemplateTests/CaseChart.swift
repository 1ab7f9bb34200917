import GoTemplate
import TestSupport

/// The chart `case` of the conformance cases, as far as templates without Sprig's functions see it.
struct CaseChart {
    private let table = FunctionTable(CaseFunctions.all)
    private let helpers: [UInt8]

    init() throws {
        helpers = try Fixture.bytes("Conformance/case-chart/templates/_helpers.tpl")
    }

    /// Every word that may stand in a case.
    private let words: Set<String> = Set(CaseFunctions.all.map(\.name)).union([
        "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "index", "len", "print", "printf", "println",
        "html", "js", "urlquery", "call", "break", "continue", "block", "define", "else", "end", "if", "nil",
        "range", "template", "with", "true", "false",
    ])

    /// Whether the case uses only Go's functions and those of `CaseFunctions`, and neither files nor
    /// capabilities, which need others.
    func canRender(_ testCase: ConformanceCase) -> Bool {
        if [".Files", ".Capabilities", ".Chart", ".Subcharts", "case.name", "case.labels"].contains(
            where: testCase.template.contains
        ) {
            return false
        }
        let isUndefined =
            testCase.error.map { $0.contains("function \"") && $0.hasSuffix("not defined") } ?? false
        return isUndefined || Self.words(in: testCase.template).isSubset(of: words)
    }

    /// The words of all actions that could be functions.
    private static func words(in template: String) -> Set<String> {
        var words: Set<String> = []
        for action in template.split(separator: "{{", omittingEmptySubsequences: false).dropFirst() {
            let code = action.split(separator: "}}", omittingEmptySubsequences: false)[0]
            var word = ""
            var before: Character = " "
            var quote: Character?
            var isEscaped = false
            for character in code + " " {
                if let open = quote {
                    if character == open, !isEscaped { quote = nil }
                    isEscaped = character == "\\" && !isEscaped && open != "`"
                } else if "\"`'".contains(character) {
                    quote = character
                } else if character.isLetter || character == "_" || !word.isEmpty && character.isNumber {
                    word.append(character)
                    continue
                }
                if !word.isEmpty, !".$0123456789".contains(before) { words.insert(word) }
                word = ""
                before = character
            }
        }
        return words
    }

    func render(_ testCase: ConformanceCase) -> (output: String?, error: String?) {
        let name = "case/templates/t.yaml"
        var templates = TemplateSet(functions: table)
        do throws(TemplateFailure) {
            try templates.parse(name: "case/templates/_helpers.tpl", source: helpers)
            try templates.parse(name: name, source: Array(testCase.template.utf8))
            let text = try templates.execute(name: name, data: Self.root(testCase.values))
            return (String(decoding: TemplateSet.removingMissingValues(from: text), as: UTF8.self), nil)
        } catch {
            return (nil, error.text)
        }
    }

    /// The root map that Helm gives a template.
    static func root(_ values: JSONValue) -> GoValue {
        let subchart = GoMap(["global": .map(GoMap()), "name": .text("sub"), "port": .float64(8080)])
        let table = GoMap(["subby": .map(subchart)], type: "common.Values")
        if case .map(let given) = value(values) {
            table.entries.merge(given.entries) { $1 }
        }
        let release: [GoString: GoValue] = [
            "Name": .text("rel"), "Namespace": .text("ns"), "Revision": .int(1), "IsInstall": .bool(true),
            "IsUpgrade": .bool(false), "Service": .text("Helm"),
        ]
        let template: [GoString: GoValue] = [
            "Name": .text("case/templates/t.yaml"), "BasePath": .text("case/templates"),
        ]
        let root: [GoString: GoValue] = [
            "Values": .map(table), "Release": .map(GoMap(release)),
            "Template": .map(GoMap(template, type: "common.Values")),
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
