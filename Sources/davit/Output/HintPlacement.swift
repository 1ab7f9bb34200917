import Releases

/// Makes the command lines of hints work where the user is: with the options of the command line that say where
/// releases are.
///
/// The verbs that give hints know no options, and a hint has to work when it is pasted.
struct HintPlacement: Sendable {
    private let options: String

    /// For where nothing is named.
    init() {
        options = ""
    }

    init(_ target: TargetOptions) {
        let named = [
            ("--target", target.target?.rawValue), ("-H", target.host), ("--context", target.context),
            ("--kubeconfig", target.kubeconfig), ("--kube-context", target.kubeContext),
            ("-n", target.namespace),
        ]
        options = named.map { name, value in value.map { " \(name) \(Self.quoted($0))" } ?? "" }.joined()
    }

    /// A word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.utf8.allSatisfy { "-./:_@=".utf8.contains($0) || isAlphanumeric($0) }
        return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    /// The commands about releases; others take no such options.
    private static let verbs: Set<Substring> = [
        "install", "upgrade", "rollback", "uninstall", "list", "status", "logs", "test", "history",
        "get", "diff", "drift", "adopt", "migrate", "autoremove", "unlock",
    ]

    /// A text with the options in each of its command lines.
    ///
    /// A command line begins with `davit VERB`. In quotes it ends with them, else before a comma, a semicolon, a
    /// bracket or the end of the line.
    func applied(to text: String) -> String {
        if options.isEmpty { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "davit ") {
            result += rest[..<start.lowerBound]
            rest = rest[start.lowerBound...]
            let end = result.last == "'" ? rest.firstIndex(of: "'") ?? rest.endIndex : Self.end(of: rest)
            let command = rest[..<end]
            result += command
            let verb = command.dropFirst("davit ".count).prefix { $0 != " " }
            if Self.verbs.contains(verb), !command.contains(" -n "), !command.contains(" --target ") {
                result += options
            }
            rest = rest[end...]
        }
        return result + rest
    }

    /// Where a command line ends that is not in quotes; what is quoted in it is part of it.
    private static func end(of text: Substring) -> Substring.Index {
        var isQuoted = false
        for index in text.indices {
            let next = text[text.index(after: index)...].first
            switch text[index] {
            case "'": isQuoted.toggle()
            case ",", ";", ":":
                if !isQuoted, next == nil || next == " " { return index }
            case " ":
                if !isQuoted, next == "(" { return index }
            case "\n": return index
            default: break
            }
        }
        return text.endIndex
    }
}
