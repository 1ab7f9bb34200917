/// Brings a command line as Helm's users write it into the form that the parser takes.
///
/// - Options in front of the command go behind it: `davit --target local list`.
/// - `--dry-run` alone means `--dry-run=client`, `--wait=STRATEGY` means `--wait`.
/// - Helm's former names become the present ones: `--atomic`, `--force`.
enum ArgumentNormalizer {
    /// Options that may stand in front of the command and take a value as the next word.
    private static let withValue: Set<String> = [
        "--target", "-H", "--host", "--context", "--color", "--repository-config", "--repository-cache",
        "-n", "--namespace", "--kubeconfig", "--kube-context",
    ]

    static func normalize(_ arguments: [String]) -> [String] {
        var leading: [String] = []
        var rest = arguments[...]
        while let word = rest.first, word.hasPrefix("-"), word != "--",
            !["--help", "-h", "--version"].contains(word)
        {
            rest.removeFirst()
            leading.append(word)
            if withValue.contains(word), let value = rest.popFirst() { leading.append(value) }
        }
        let options = rest.prefix { $0 != "--" }.map(normalized)
        let behind = rest.dropFirst(options.count)
        // With no command there is nothing to put the options behind.
        return options.isEmpty ? leading + behind : options + leading + behind
    }

    private static func normalized(_ word: String) -> String {
        switch word {
        case "--dry-run": "--dry-run=client"
        case "--atomic": "--rollback-on-failure"
        case "--colour": "--color"
        default: word.hasPrefix("--wait=") ? "--wait" : word
        }
    }
}
