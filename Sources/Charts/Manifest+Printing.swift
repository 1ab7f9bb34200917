package import Diagnostics

/// Which parts of a manifest are shown, as the options of `template` say.
package struct ManifestSelection: Sendable {
    /// Also the custom resource definitions (`--include-crds`).
    package var includesDefinitions = false
    /// Hooks too; not with `--no-hooks`.
    package var includesHooks = true
    /// Test hooks too; not with `--skip-tests`.
    package var includesTests = true
    /// Only what comes from these templates, as paths below the chart or patterns (`--show-only`).
    package var templates: [String] = []

    package init() {}
}

extension Manifest {
    /// The text for a terminal, byte for byte as `helm template` prints it.
    ///
    /// - Throws: `.notFound` for a template of the selection that gives nothing.
    package func text(_ selection: ManifestSelection) throws(Failure) -> [UInt8] {
        let hooks = shownHooks(selection)
        var body = (selection.includesDefinitions ? definitions : []) + objects
        // Helm trims the objects' text as a whole before it adds the hooks.
        if let last = body.indices.last { body[last].trimEnd() }
        if selection.templates.isEmpty {
            return body.flatMap(\.printed) + (body.isEmpty ? [0x0A] : []) + hooks.flatMap(\.printed)
        }
        return try text(of: body + hooks, only: selection.templates)
    }

    /// The files for `--output-dir`, each with its whole text, in the order in which they are first met.
    package func files(_ selection: ManifestSelection) throws(Failure) -> [(path: String, text: [UInt8])] {
        var result: [(path: String, text: [UInt8])] = []
        let all = (selection.includesDefinitions ? definitions : []) + objects + shownHooks(selection)
        for entry in all {
            if let index = result.firstIndex(where: { $0.path == entry.file }) {
                result[index].text += entry.printed
            } else {
                result.append((entry.file, entry.printed))
            }
        }
        return result
    }

    private func shownHooks(_ selection: ManifestSelection) -> [Entry] {
        guard selection.includesHooks else { return [] }
        return hooks.filter { selection.includesTests || !$0.isTest }
    }

    private func text(of entries: [Entry], only wanted: [String]) throws(Failure) -> [UInt8] {
        var result: [UInt8] = []
        for pattern in wanted {
            var isFound = false
            for (index, entry) in entries.enumerated() where entry.comes(from: pattern) {
                isFound = true
                var entry = entry
                // Documents are cut out of the whole text once more; only the last keeps its end.
                let isLast = index == entries.count - 1
                if !isLast { entry.trimEnd() }
                result += entry.printed + (isLast ? [0x0A] : [])
            }
            guard isFound else {
                let near = suggestion(for: pattern, among: Set(entries.map(\.pathBelowChart)))
                throw Failure(
                    .notFound,
                    "there is no template '\(pattern)' with any text",
                    hint: near.map { "did you mean '\($0)'?" },
                    cause: HelmText("could not find template \(pattern) in chart")
                )
            }
        }
        return result
    }
}

extension Manifest.Entry {
    /// The file's path without the chart's own name in front.
    fileprivate var pathBelowChart: String {
        guard let slash = file.utf8.firstIndex(of: UInt8(ascii: "/")) else { return file }
        return String(file[file.utf8.index(after: slash)...])
    }

    /// Whether the document comes from a template that `pattern` names: by a path below the chart, as in
    /// Helm, or by its whole name.
    fileprivate func comes(from pattern: String) -> Bool {
        if file == pattern { return true }
        let path = Array(pathBelowChart.utf8)
        return ShellPattern.matches(Array(pattern.utf8), path[...])
    }

    fileprivate mutating func trimEnd() {
        while let last = text.last, last == 0x20 || (0x09...0x0D).contains(last) { text.removeLast() }
    }
}

extension Manifest {
    /// The files of a chart of Compose documents, whole and by name.
    package init(filesOf rendered: RenderedChart) {
        for file in rendered.files where !file.isBlank {
            var text = file.text
            if text.last == 0x0A { text.removeLast() }
            objects.append(Entry(file: file.name, text: text, kind: ""))
        }
        objects.sort { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
    }
}
