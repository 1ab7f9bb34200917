import FoundationEssentials
import GoTemplate
import TemplateFunctions
import TestSupport
import Testing

/// The table of functions against Helm's own, name by name.
@Suite struct FunctionTableTests {
    private struct Signature: Decodable {
        var set: String
        var name: String
        var arity: String
        var params: String

        /// The Go types of the parameters, the last one with `...` when it is variadic.
        var types: [String] {
            var types: [String] = []
            var unnamed = 0
            for part in params.split(separator: ",").map({ $0.drop { $0 == " " } }) {
                // `a, b string` gives both names the type that follows.
                guard let space = part.firstIndex(of: " ") else {
                    unnamed += 1
                    continue
                }
                let type = String(part[part.index(after: space)...])
                types += Array(repeating: type, count: unnamed + 1)
                unnamed = 0
            }
            return types
        }
    }

    private static func signatures() throws -> [Signature] {
        let all = try JSONDecoder().decode(
            [Signature].self,
            from: Data(try Fixture.bytes("Conformance/functions.json"))
        )
        return all.filter { $0.set != "builtin" }
    }

    private static func goType(_ parameter: GoParameter) -> String {
        switch parameter {
        case .any: "any"
        case .map: "map[string]any"
        case .slice("[]interface {}"): "[]any"
        case .named("sprig.certificate"): "certificate"
        default: parameter.goName
        }
    }

    @Test func tableHasHelmsFunctionsAndNoOthers() throws {
        let names = TemplateFunctions.all().map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.sorted() == (try Self.signatures()).map(\.name).sorted())
        #expect(names.count == 222)
    }

    @Test func signaturesAreHelms() throws {
        let functions = Dictionary(uniqueKeysWithValues: TemplateFunctions.all().map { ($0.name, $0) })
        for signature in try Self.signatures() {
            let function = try #require(functions[signature.name])
            var types = function.parameters.map(Self.goType)
            if let variadic = function.variadic { types.append("...\(Self.goType(variadic))") }
            #expect(types == signature.types, "\(signature.name)")
            let arity = "\(function.parameters.count)" + (function.variadic == nil ? "" : "+")
            #expect(arity == signature.arity, "\(signature.name)")
        }
    }
}
