/// The page about which keys of Compose documents Davit supports, in Markdown.
///
/// It is made from the schema and the targets' own tables, the ones that decide when a chart is installed.
package struct SupportDocument {
    private let tables: [SupportTable]

    package init(_ tables: [SupportTable]) {
        self.tables = tables
    }

    private static let sections: [(title: String, prefix: String)] = [
        ("Services", "services.*."), ("Networks", "networks.*."), ("Volumes", "volumes.*."),
        ("Configs", "configs.*."), ("Secrets", "secrets.*."),
    ]

    /// The whole page.
    package var text: String {
        var text = """
            # Compose keys

            Made by `scripts/docs.sh` from the tables that decide what becomes of a key. The targets' columns say
            *yes* for a key that the engine has, *emulated* for one that Davit brings about by other means,
            *nearly* for one that comes out a little different, which is reported, *ignored* for one that is
            reported and left out, *refused* for one that ends the command before anything has changed, with
            what to do instead, and *passed on* for one that the Compose tool of the machine gets as it is.
            *Since* is the version of the Compose file format that brought the key, or `spec` for the Compose
            specification and `davit` for Davit's own.

            Short syntaxes, anchors, merge keys, `x-` keys, `!reset`, `!override` and all forms of interpolation
            (`$NAME`, `${NAME:-default}`, `${NAME:?message}`, `${NAME:+text}`, also one within another) are read
            everywhere.

            """
        let keys = ComposeSchema.keys
        text += section("Top level", keys.filter { !$0.path.contains(".") }, prefix: "")
        for (title, prefix) in Self.sections {
            text += section(title, keys.filter { $0.path.hasPrefix(prefix) }, prefix: prefix)
        }
        return text
    }

    private func section(_ title: String, _ keys: [ComposeKey], prefix: String) -> String {
        let head = ["key", "since"] + tables.map(\.target)
        var text = "\n## \(title)\n\n" + row(head) + row(head.map { _ in "---" }, separator: "|")
        let sorted = keys.sorted { $0.path < $1.path }
        for key in sorted {
            let name = "`\(key.path.dropFirst(prefix.count))`"
            let columns = tables.map { $0.words(for: key.path) ?? "" }
            text += row([name, key.since] + columns)
        }
        return text
    }

    private func row(_ cells: [String], separator: String = " | ") -> String {
        let cells = cells.map { $0.replacing("|", with: "\\|") }
        return separator == "|"
            ? "|" + cells.joined(separator: "|") + "|\n" : "| " + cells.joined(separator: separator) + " |\n"
    }
}
