import Diagnostics
import OrderedCollections
import TestSupport
import Testing
import Values
import YAML

/// Cases whose expected text Helm 4.2.3 printed; each group has one template.
@Suite("YAML as Helm reads and writes it")
struct GoConformanceTests {
    @Test(arguments: [
        ("yamlstr", 110), ("yamlkey", 119), ("yamlprettystr", 96), ("yamlkeypair", 379),
        ("yamlroundtrip", 128),
        ("yamlplainparse", 130), ("fromyaml", 53), ("fromyamlarray", 57), ("fromyaml-toyaml", 57),
    ])
    func matchesHelm(group: String, count: Int) throws {
        let cases = try Self.cases().filter { $0["group"] == .string(group) }
        #expect(cases.count == count)
        for item in cases {
            let input = try #require(item["values"]?["x"])
            #expect(
                Self.render(group, input) == item["output"]?.stringValue,
                "\(item["id"] ?? .null) \(input)"
            )
        }
    }

    /// Random values and texts and what Helm made of them; texts that it refuses are left out.
    @Test func matchesHelmOnRandomInput() throws {
        var count = 0
        for item in try Self.cases("yaml-random-cases") {
            count += 1
            if let value = item["value"] {
                #expect(Self.toYaml(Self.floats(value)) == item["toYaml"]?.stringValue, "\(value)")
                #expect(Self.toYamlPretty(value) == item["toYamlPretty"]?.stringValue, "\(value)")
            } else {
                let text = try #require(item["text"]?.stringValue)
                let expected = try #require(item["fromYaml"])
                #expect(Self.fromYaml(text).isEquivalent(to: expected), "\(text)")
            }
        }
        #expect(count == 900)
    }

    private static func cases(_ name: String = "yaml-cases") throws -> [Value] {
        try Fixture.bytes("Conformance/\(name).jsonl").split(separator: UInt8(ascii: "\n")).map {
            try JSON.decode(Array($0), file: name)
        }
    }

    /// What the group's template gives for `.Values.x`.
    private static func render(_ group: String, _ x: Value) -> String {
        let text = x.stringValue ?? ""
        switch group {
        case "yamlstr": return [toYaml(x), toYaml(["k": x]), toYaml([x])].joined(separator: "|")
        case "yamlkey":
            let nested: Value = .object(["o": .object([text: ["b": 2]])])
            return [toYaml(.object([text: 1])), toYaml(nested)].joined(separator: "|")
        case "yamlprettystr": return toYamlPretty(["k": x, "l": [x]]) + "|" + toYamlPretty(x)
        case "yamlkeypair": return toYaml(x) + "|" + toYamlPretty(x)
        case "yamlroundtrip": return toJson(fromYaml(toYaml(["k": x]))["k"] ?? .null)
        case "fromyamlarray": return toJson(fromYaml(text, wantsList: true))
        case "fromyaml-toyaml": return toYaml(fromYaml(text))
        default: return toJson(fromYaml(text))
        }
    }

    private static func toYaml(_ value: Value) -> String {
        guard let bytes = try? YAML.emitLikeGo(value) else { return "" }
        return withoutLineFeed(bytes)
    }

    private static func toYamlPretty(_ value: Value) -> String {
        withoutLineFeed(YAML.emit(floats(value), style: .v3))
    }

    /// As Helm does: a text that ends with another kind of line break has no line feed after it.
    private static func withoutLineFeed(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }

    private static func toJson(_ value: Value) -> String {
        String(decoding: JSON.encode(floats(value), escapeHTML: true, sortKeys: true), as: UTF8.self)
    }

    /// Go holds every number of such a value as a float64.
    private static func floats(_ value: Value) -> Value {
        switch value {
        case .int(let number): .double(Double(number))
        case .array(let elements): .array(elements.map(floats))
        case .object(let members): .object(members.mapValues(floats))
        default: value
        }
    }

    private static func fromYaml(_ text: String, wantsList: Bool = false) -> Value {
        func problem(_ text: String) -> Value { wantsList ? [.string(text)] : ["Error": .string(text)] }
        do {
            let value = try YAML.decodeLikeGo(Array(text.utf8))
            switch value {
            case .null: return wantsList ? [] : [:]
            case .array where wantsList, .object where !wantsList: return floats(value)
            default: return problem(YAML.goMismatch(value, wantsList: wantsList))
            }
        } catch {
            return problem((error as? Failure)?.message ?? "\(error)")
        }
    }
}
