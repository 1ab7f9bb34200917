import Diagnostics
import OrderedCollections
import Values

/// What `prerequisites` needs besides the fields of Helm's charts: Davit's own fields are read strictly.
extension FieldReader {
    /// Whether the field is written, though it may be null.
    func has(_ key: String) -> Bool { object[key] != nil }

    /// - Throws: `.invalidInput` for a field that is none of `known`, with the one that was meant.
    func refuseUnknown(_ known: Set<String>, in list: String) throws(Failure) {
        guard let key = object.keys.first(where: { !known.contains($0) }) else { return }
        throw Failure(
            .invalidInput,
            "'\(key)' is not a field of '\(list)'",
            at: place(ofKey: key),
            hint: suggestion(for: key, among: known).map { "did you mean '\($0)'?" }
                ?? "the fields are \(known.sorted().joined(separator: ", "))"
        )
    }

    /// A field that is a mapping; it is empty when missing or null.
    func mapping(_ key: String) throws(Failure) -> Value.Object {
        switch object[key] {
        case nil, .null: return [:]
        case .object(let members): return members
        case .some(let other):
            throw Failure(
                .invalidInput,
                "'\(key)' must be a mapping, found \(other.kindName)",
                at: place(of: key)
            )
        }
    }

    /// A field that is a length of time (`90s`, `5m`, `1h30m`), in seconds; nil when missing.
    func seconds(_ key: String) throws(Failure) -> Double? {
        let text = try string(key)
        if text.isEmpty { return nil }
        let units: [Character: Double] = ["h": 3600, "m": 60, "s": 1]
        var total = 0.0
        var digits = ""
        for character in text {
            if character.isASCII, character.isNumber || character == "." {
                digits.append(character)
                continue
            }
            guard let unit = units[character], let number = Double(digits) else {
                digits = "?"
                break
            }
            total += number * unit
            digits = ""
        }
        guard digits.isEmpty, total > 0 else {
            throw Failure(
                .invalidInput,
                "'\(key)' is '\(text)', which is not a length of time",
                at: place(of: key),
                hint: "write it such as '90s', '5m' or '1h30m'"
            )
        }
        return total
    }
}
