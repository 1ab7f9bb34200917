import Diagnostics
import OrderedCollections
import Values
import YAML

/// Takes the files that a Compose document names into the chart.
///
/// A file keeps its path where it can, so that the document stays as it is; what lies outside of the
/// document's folder, or bears a name that means something in a chart, goes below `files/`.
struct FileGathering {
    private(set) var edits: [Edit] = []
    private(set) var diagnostics: [Diagnostic] = []
    private var collected: OrderedDictionary<String, [UInt8]> = [:]
    /// The places in the chart of files by the paths they come from.
    private var places: [String: String] = [:]
    private var bound = 0
    /// The documents whose files are taken already.
    private var documents: Set<String> = []
    private var file: String
    private let readFile: (_ path: String) throws(Failure) -> [UInt8]?
    private let listFiles: (_ folder: String) throws(Failure) -> [String]

    /// The most bytes of bind mounts that a chart takes in.
    private static let maximumBound = 4 << 20

    init(
        file: String,
        readFile: @escaping (_ path: String) throws(Failure) -> [UInt8]?,
        listFiles: @escaping (_ folder: String) throws(Failure) -> [String]
    ) {
        self.file = file
        self.readFile = readFile
        self.listFiles = listFiles
    }

    var files: [ChartFile] { collected.map { ChartFile(path: $0.key, bytes: $0.value) } }

    /// Takes the files of one document.
    ///
    /// - Parameters:
    ///   - spans: The document's scalars.
    ///   - source: The folder of the document, as paths are read from: empty or ending in `/`.
    ///   - target: Its folder in the chart.
    ///   - isTop: Whether the document becomes the template and can be changed.
    mutating func gather(
        _ spans: [ScalarSpan],
        from source: String,
        to target: String,
        isTop: Bool
    ) throws(Failure) {
        for span in spans {
            guard let reference = FileReferenceKind(span, among: spans) else { continue }
            let path = reference.path
            if path.utf8.contains(UInt8(ascii: "$")) {
                note("'\(path)' names a file by a variable", span, hint: "add the files to the chart")
                continue
            }
            let from = Self.joined(source, path)
            let isBind = reference.kind == .bind
            if isBind, from.isEmpty || Self.name(of: from) == ".." {
                throw Failure(
                    .refused,
                    "'\(path)' is the folder of the Compose file or one around it, which a chart cannot take in",
                    at: location(span),
                    hint: "name a folder below it, make it a volume, or write its absolute path on the nodes"
                )
            }
            let found = try take(from, target: target, path: path, isFolder: isBind)
            guard let place = found else {
                if reference.isOptional { continue }
                throw Failure(
                    .notFound,
                    "there is no \(isBind ? "file or folder" : "file") '\(from)', which '\(reference.key)' names",
                    at: location(span),
                    hint: isBind
                        ? "make it a volume, or write its absolute path on the nodes"
                        : "add it beside the document, or remove the key"
                )
            }
            if reference.kind == .secret {
                note(
                    "the secret's file '\(path)' is in the chart as it is",
                    span,
                    hint:
                        "make it 'external: true', or let Davit make it with 'x-davit: {generate: {length: 32}}'"
                )
            }
            if Self.joined(target, path) != place {
                guard isTop else {
                    throw Failure(
                        .refused,
                        "the included file '\(file)' names '\(path)', which cannot keep its place in a chart",
                        at: location(span),
                        hint: "move it below the folder of the file that names it"
                    )
                }
                edits.append(Edit(bytes: span.bytes, text: reference.text(naming: place)))
            }
            if reference.kind == .document, let bytes = collected[place], documents.insert(place).inserted {
                try include(bytes, from: from, to: place)
            }
        }
    }

    /// Takes the files that an included document names, and the variables beside it.
    private mutating func include(_ bytes: [UInt8], from: String, to place: String) throws(Failure) {
        let outer = file
        file = from
        let spans = try YAML.scalars(bytes, file: from)
        let (source, target) = (Self.folder(of: from), Self.folder(of: place))
        if !target.isEmpty, collected["\(target).env"] == nil, let variables = try readFile("\(source).env") {
            collected["\(target).env"] = variables
        }
        try gather(spans, from: source, to: target, isTop: false)
        file = outer
    }

    /// Takes the `.env` beside the document, from which its variables come.
    mutating func addVariables() throws(Failure) {
        guard let bytes = try readFile(".env") else { return }
        collected[".env"] = bytes
        diagnostics.append(
            Diagnostic(.note, "the variables of '.env' are in the chart, as defaults of '--env'")
        )
    }

    // MARK: Places

    /// Takes a file, or all files of a folder, and gives its place in the chart; nil when there is none.
    private mutating func take(
        _ from: String,
        target: String,
        path: String,
        isFolder: Bool
    ) throws(Failure) -> String? {
        if let place = places[from] { return place }
        if let bytes = try readFile(from) {
            if isFolder { try count(bytes.count, of: from) }
            let place = free(Self.joined(target, path), bytes)
            collected[place] = bytes
            places[from] = place
            return place
        }
        guard isFolder else { return nil }
        let paths = try listFiles(from)
        guard !paths.isEmpty else { return nil }
        let wanted = Self.joined(target, path)
        let place = Self.isFree(wanted + "/x") ? wanted : "files/\(Self.name(of: wanted))"
        for path in paths {
            guard let bytes = try readFile(path) else { continue }
            try count(bytes.count, of: from)
            let below = path.hasPrefix("\(from)/") ? path.dropFirst(from.utf8.count + 1) : path[...]
            collected[place.isEmpty ? String(below) : "\(place)/\(below)"] = bytes
        }
        places[from] = place
        return place
    }

    private mutating func count(_ bytes: Int, of path: String) throws(Failure) {
        bound += bytes
        guard bound > Self.maximumBound else { return }
        throw Failure(
            .refused,
            "'\(path)' and the other bind mounts have more than \(Self.maximumBound >> 20) MB, too much for configs",
            at: SourceLocation(file: file),
            hint: "make it a volume, or write its absolute path on the nodes"
        )
    }

    /// A path in the chart for a file: the wanted one, or one below `files/`.
    private func free(_ wanted: String, _ bytes: [UInt8]) -> String {
        if Self.isFree(wanted), collected[wanted] ?? bytes == bytes { return wanted }
        let name = Self.name(of: wanted)
        var place = "files/\(name)"
        var number = 2
        while let other = collected[place], other != bytes {
            place = "files/\(number)-\(name)"
            number += 1
        }
        return place
    }

    /// Whether a path stays in the chart and means nothing there.
    private static func isFree(_ path: String) -> Bool {
        let steps = path.split(separator: "/")
        guard let first = steps.first, !path.hasPrefix("/"), !path.hasPrefix("~"), !steps.contains("..")
        else {
            return false
        }
        if ["templates", "charts", "crds", ".git"].contains(first) { return false }
        let own = [
            "Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json", "requirements.yaml",
            "requirements.lock", "README.md", ".helmignore", ".gitignore", ".DS_Store",
        ]
        return !own.contains(path) && steps.last != ".DS_Store" && steps.last != ".gitignore"
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? "file"
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    /// A path from a folder, without `.` steps; an absolute one as it is.
    private static func joined(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || path.hasPrefix("~") { return path }
        let steps = path.split(separator: "/").filter { $0 != "." }
        let joined = folder + steps.joined(separator: "/")
        return joined.hasSuffix("/") ? String(joined.dropLast()) : joined
    }

    private mutating func note(_ message: String, _ span: ScalarSpan, hint: String) {
        diagnostics.append(Diagnostic(.warning, message, at: location(span), hint: hint))
    }

    private func location(_ span: ScalarSpan) -> SourceLocation {
        SourceLocation(file: file, line: span.line, column: span.column)
    }
}
