package import Diagnostics
import OrderedCollections
package import Values
import YAML

/// Makes a chart of a Compose file, in memory.
///
/// Images, replicas, published ports and variables of services become values; the files that the document
/// names come along; everything else stays as it is written, comments included. Rendered with its own
/// values the chart gives the project that the document gives.
package struct ComposeConversion {
    /// The files of the chart, and what a person should know about them.
    package struct Result: Sendable {
        package var files: [ChartFile]
        package var diagnostics: [Diagnostic]
        /// The default values.
        package var values: Value.Object
    }

    private let name: String
    private let readFile: (_ path: String) throws(Failure) -> [UInt8]?
    private let listFiles: (_ folder: String) throws(Failure) -> [String]

    /// - Parameters:
    ///   - name: The chart's name.
    ///   - readFile: The bytes of a file by its path as the document has it, relative to the document's
    ///     folder; nil when there is none.
    ///   - listFiles: The paths of all files below such a folder; none when there is none.
    package init(
        name: String,
        readFile: @escaping (_ path: String) throws(Failure) -> [UInt8]? = { _ in nil },
        listFiles: @escaping (_ folder: String) throws(Failure) -> [String] = { _ in [] }
    ) {
        self.name = name
        self.readFile = readFile
        self.listFiles = listFiles
    }

    /// Converts a Compose document.
    ///
    /// - Parameters:
    ///   - document: The text of the Compose file.
    ///   - file: Its name, for messages and for the chart's description.
    /// - Throws: `.usage` when the name cannot be a chart's; `.invalidInput` for what is no Compose file, and
    ///   for a file that is missing or too large.
    package func convert(_ document: [UInt8], file: String) throws(Failure) -> Result {
        try Scaffold.checkName(name)
        try Self.check(document, file: file)
        let spans = try YAML.scalars(document, file: file)
        var values = ValueExtraction(spans)
        values.run()
        var references = FileGathering(file: file, readFile: readFile, listFiles: listFiles)
        try references.gather(spans, from: "", to: "", isTop: true)
        if document.contains(UInt8(ascii: "$")) { try references.addVariables() }
        let template = Self.rewritten(document, values.edits + references.edits)
        let base = file.split(separator: "/").last.map(String.init) ?? file
        var files = [
            text("Chart.yaml", manifest(of: base)),
            ChartFile(path: "values.yaml", bytes: Self.valuesFile(values.values)),
            ChartFile(path: "templates/compose.yaml", bytes: template),
            text(".helmignore", ".git/\n.gitignore\n.DS_Store\n"),
            text("README.md", readme(of: base, values.values)),
        ]
        files += references.files
        return Result(files: files, diagnostics: references.diagnostics, values: values.values)
    }

    private static func check(_ document: [UInt8], file: String) throws(Failure) {
        if document.starts(with: [0xFF, 0xFE]) || document.starts(with: [0xFE, 0xFF]) {
            throw Failure(
                .invalidInput,
                "the file is not UTF-8",
                at: SourceLocation(file: file),
                hint: "iconv -f UTF-16 -t UTF-8 \(file)"
            )
        }
        let hasServices = try YAML.parse(document, file: file).contains { node in
            guard case .mapping(let pairs) = node.content else { return false }
            return pairs.contains { key, _ in
                if case .scalar("services", _) = key.content { true } else { false }
            }
        }
        guard hasServices else {
            throw Failure(
                .invalidInput,
                "the file has no 'services' and is no Compose file",
                at: SourceLocation(file: file),
                hint: "name a compose.yaml, as in 'davit create web --from compose.yaml'"
            )
        }
    }

    // MARK: Text

    /// The document with its edits, and everything between them written so that a template gives it back.
    private static func rewritten(_ document: [UInt8], _ edits: [Edit]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for edit in edits.sorted(by: { $0.bytes.lowerBound < $1.bytes.lowerBound })
        where edit.bytes.lowerBound >= position {
            result += escaped(document[position..<edit.bytes.lowerBound])
            result += edit.text.utf8
            position = edit.bytes.upperBound
        }
        return result + escaped(document[position...])
    }

    /// A text in which every `{{` is an action that gives it.
    private static func escaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let brace = UInt8(ascii: "{")
        var result: [UInt8] = []
        var position = text.startIndex
        while position < text.endIndex {
            if text[position] == brace, position + 1 < text.endIndex, text[position + 1] == brace {
                result += #"{{ "{{" }}"#.utf8
                position += 2
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }

    private static func valuesFile(_ values: Value.Object) -> [UInt8] {
        let head =
            "# The chart's defaults: change them with -f FILE, or with --set as in --set web.replicas=2.\n"
        return Array(head.utf8)
            + (values.isEmpty ? [] : YAML.emit(.object(values), style: .v3, sortKeys: false))
    }

    private func text(_ path: String, _ text: String) -> ChartFile {
        ChartFile(path: path, bytes: Array(text.utf8))
    }

    private func manifest(of file: String) -> String {
        let description = String(
            decoding: JSON.encode(.string("\(name) on Compose, made from \(file)")),
            as: UTF8.self
        )
        return """
            apiVersion: v2
            name: \(name)
            description: \(description)
            type: application
            # The version of this chart; raise it with every change you publish.
            version: 0.1.0
            # Whole numbers of the values print as they are written.
            numbers: exact

            """
    }

    private func readme(of file: String, _ values: Value.Object) -> String {
        """
        # \(name)

        Made from `\(file)`.

            davit install \(name) ./\(name)
            davit uninstall \(name)

        `values.yaml` has what can be changed\(values.isEmpty ? ": nothing yet" : "").

        """
    }
}

/// A piece of a document and what stands in its place in the template.
struct Edit {
    var bytes: Range<Int>
    var text: String
}
