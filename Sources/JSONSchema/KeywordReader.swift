import Diagnostics
import OrderedCollections
import Values

/// Reads the keywords of one schema.
struct KeywordReader {
    let members: Value.Object
    let place: SchemaPointer
    let compiler: SchemaCompiler
    var keywords: [Keyword] = []

    var draft: JSONSchema.Draft { compiler.draft }

    init(members: Value.Object, place: SchemaPointer, compiler: SchemaCompiler) {
        self.members = members
        self.place = place
        self.compiler = compiler
    }

    // MARK: Parts

    func invalid(_ keyword: String, _ wanted: String, _ value: Value) -> Failure {
        compiler.failure(at: place, "'\(keyword)' must be \(wanted), found \(value.kindName)")
    }

    /// The number of the schema that a keyword holds.
    func schema(_ keyword: String) -> Int? {
        guard let value = members[keyword] else { return nil }
        return compiler.number(of: place.appending(keyword), schema: value)
    }

    /// The numbers of the schemas in a keyword's list.
    func schemas(_ keyword: String, allowsEmpty: Bool = false) throws(Failure) -> [Int]? {
        guard let value = members[keyword] else { return nil }
        guard case .array(let elements) = value, allowsEmpty || !elements.isEmpty else {
            throw invalid(keyword, "a list of schemas", value)
        }
        var numbers: [Int] = []
        for (index, element) in elements.enumerated() {
            numbers.append(
                compiler.number(of: place.appending(keyword).appending(index), schema: element)
            )
        }
        return numbers
    }

    /// A keyword's mapping of names to schemas.
    func schemaMapping(_ keyword: String) throws(Failure) -> [(key: String, schema: Int)] {
        guard let value = members[keyword] else { return [] }
        guard case .object(let schemas) = value else { throw invalid(keyword, "a mapping of schemas", value) }
        var result: [(String, Int)] = []
        let holder = place.appending(keyword)
        for (key, schema) in schemas {
            result.append((key, compiler.number(of: holder.appending(key), schema: schema)))
        }
        return result
    }

    func count(_ keyword: String) throws(Failure) -> Int? {
        guard let value = members[keyword] else { return nil }
        guard let number = value.intValue, number >= 0 else {
            throw invalid(keyword, "a whole number of at least 0", value)
        }
        return Int(number)
    }

    func number(_ keyword: String) throws(Failure) -> Value? {
        guard let value = members[keyword] else { return nil }
        guard value.doubleValue != nil else { throw invalid(keyword, "a number", value) }
        return value
    }

    func flag(_ keyword: String) throws(Failure) -> Bool {
        guard let value = members[keyword] else { return false }
        guard let flag = value.boolValue else { throw invalid(keyword, "true or false", value) }
        return flag
    }

    func strings(_ keyword: String, _ value: Value) throws(Failure) -> [String] {
        let strings = value.arrayValue?.compactMap(\.stringValue)
        guard let strings, strings.count == value.arrayValue?.count else {
            throw invalid(keyword, "a list of strings", value)
        }
        return strings
    }

    func checkPattern(_ pattern: String, _ keyword: String) throws(Failure) {
        do throws(Failure) {
            _ = try compiler.matches(pattern, "")
        } catch {
            throw compiler.failure(
                at: place,
                "'\(keyword)' has a regular expression that is not valid: '\(pattern)': \(error.message)"
            )
        }
    }
}
