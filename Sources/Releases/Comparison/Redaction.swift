internal import OrderedCollections
internal import Values

/// Takes secrets out of changes before anybody is shown them.
///
/// Secret is the content of secrets, whatever has a value in it that the chart's schema marks `writeOnly`, and
/// what a key says is secret: a variable `DB_PASSWORD`, a line `password = …` of a config, the password in a
/// URL. That something differs stays to be seen.
struct Redaction: Sendable {
    /// Values that are secret wherever they turn up.
    private let secrets: [String]

    /// - Parameter secrets: Secret texts; one of less than four characters is found only where it stands alone.
    init(secrets: [String] = []) {
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    func redacted(_ changes: [PlannedChange]) -> [PlannedChange] {
        changes.map { $0.mapDifferences(redacted) }
    }

    func redacted(_ difference: ValueDifference) -> ValueDifference {
        var result = difference
        let name = difference.path.split(separator: ".").last.map(String.init) ?? ""
        // Whether something is on or off is no secret, whatever it is called.
        let isFlag = [difference.old, difference.new].allSatisfy { $0?.boolValue != nil || $0 == nil }
        let isNamed = difference.path.contains(".") && Self.soundsSecret(name) && !isFlag
        if difference.kind == .secret || isNamed
            || [difference.old, difference.new].contains(where: hasSecret)
        {
            result.hide()
            return result
        }
        result.old = difference.old.map(Self.withoutNamedSecrets)
        result.new = difference.new.map(Self.withoutNamedSecrets)
        // Where only what is secret differs, both would look alike.
        if result.old == result.new { result.hide() }
        return result
    }

    /// The text with the mask for each of the longer secrets.
    func withoutSecrets(_ text: String) -> String {
        secrets.filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
            .reduce(text) { $0.replacing($1, with: SecretValues.mask) }
    }

    private func hasSecret(_ value: Value?) -> Bool {
        switch value {
        // Where the record has a mask, what is live at its place is secret.
        case .string(let text) where text.contains(SecretValues.mask):
            true
        case .string(let text):
            secrets.contains { text == $0 || ($0.utf8.count >= 4 && text.contains($0)) }
        case .int(let number):
            secrets.contains(String(number))
        case .array(let elements):
            elements.contains(where: hasSecret)
        case .object(let members):
            members.values.contains(where: hasSecret)
        default:
            false
        }
    }

    // MARK: By name

    /// Whether a key is the name of something secret; the path of a file that has it is not.
    static func soundsSecret(_ name: String) -> Bool {
        let word = String(name.uppercased().filter { $0 != "_" && $0 != "-" })
        return !word.hasSuffix("FILE") && words.contains { word.contains($0) }
    }

    private static let words = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "ACCESSKEY", "PRIVATEKEY",
        "CREDENTIAL", "ENCRYPTIONKEY",
    ]

    private static func withoutNamedSecrets(_ value: Value) -> Value {
        switch value {
        case .string(let text):
            return .string(masked(text))
        case .array(let elements):
            var follows = false
            return .array(
                elements.map { element in
                    guard let text = element.stringValue else { return withoutNamedSecrets(element) }
                    // `--password`, and the word after it.
                    if follows {
                        follows = false
                        return .string(SecretValues.mask)
                    }
                    follows = text.hasPrefix("-") && !text.contains("=") && soundsSecret(text)
                    return .string(masked(text))
                }
            )
        case .object(let members):
            var result: Value.Object = [:]
            for (key, member) in members {
                result[key] = soundsSecret(key) ? .string(SecretValues.mask) : withoutNamedSecrets(member)
            }
            return .object(result)
        default:
            return value
        }
    }

    /// The text with what follows a secret's name on its lines, and the passwords of URLs, masked.
    static func masked(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) else {
            return text
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { maskedURL(maskedLine(String($0))) }.joined(separator: "\n")
    }

    private static func maskedLine(_ line: String) -> String {
        guard let index = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return line }
        let rest = line[line.index(after: index)...]
        let value = rest.drop { $0 == " " || $0 == "\t" }
        // `://` belongs to a URL, and a name is one word.
        let name = line[..<index].filter { $0 != "\"" && $0 != "'" }
        let word = name.split(whereSeparator: { $0 == " " || $0 == "\t" }).last.map(String.init) ?? ""
        guard !value.isEmpty, !rest.hasPrefix("//"), soundsSecret(word) else { return line }
        return line[...index] + rest[..<value.startIndex] + SecretValues.mask
    }

    /// `https://user:PASSWORD@host` without the password.
    private static func maskedURL(_ line: String) -> String {
        guard let scheme = line.firstRange(of: "://") else { return line }
        let authority = line[scheme.upperBound...].prefix { $0 != "/" && $0 != " " && $0 != "\"" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return line
        }
        return line[...colon] + SecretValues.mask + line[at...]
    }
}
