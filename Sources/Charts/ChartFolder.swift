import Diagnostics
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a chart's folder from disk: every file that `.helmignore` leaves in, within the limits.
///
/// The limits are those of archives, 5 MiB a file and 100 MiB in all; links must stay in the chart
/// (CVE-2019-18658), and anything that is neither a file nor a folder is refused.
enum ChartFolder {
    static let maximumFileSize = 5 << 20
    static let maximumSize = 100 << 20

    enum Kind { case folder, file }

    /// What is at `path`, following links; nil when there is nothing.
    static func kind(of path: String) -> Kind? {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        return isFolder ? .folder : .file
    }

    static func readFile(_ path: String) throws(Failure) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Failure(
                .notFound,
                "cannot read '\(path)'",
                hint: "check that it exists and that you may read it",
                cause: error
            )
        }
    }

    static func read(_ root: String) throws(Failure) -> [ChartFile] {
        var rules = IgnoreRules()
        let ignorePath = "\(root)/.helmignore"
        if kind(of: ignorePath) == .file {
            try rules.add(try readFile(ignorePath), file: ignorePath)
        }
        let realRoot = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
        var walk = Walk(root: root, realRoot: realRoot, rules: rules)
        try walk.visit("", depth: 0)
        return walk.files
    }

    private struct Walk {
        let root: String
        let realRoot: String
        let rules: IgnoreRules
        var files: [ChartFile] = []
        var size = 0

        mutating func visit(_ folder: String, depth: Int) throws(Failure) {
            guard depth < 64 else {
                throw Failure(.invalidInput, "'\(root)/\(folder)' is nested more than 64 levels deep")
            }
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")
            } catch {
                throw Failure(.notFound, "cannot read the folder '\(root)/\(folder)'", cause: error)
            }
            // Sorted so that the same folder gives the same chart on every file system.
            for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                var isFolder = false
                guard try isPlain(path, isFolder: &isFolder) else { continue }
                if rules.ignores(path, isFolder: isFolder) { continue }
                if isFolder {
                    try visit(path, depth: depth + 1)
                } else {
                    try add(path)
                }
            }
        }

        private mutating func add(_ path: String) throws(Failure) {
            let bytes = try readFile("\(root)/\(path)")
            guard bytes.count <= maximumFileSize else {
                throw Failure(
                    .invalidInput,
                    "'\(path)' is larger than 5 MiB",
                    at: SourceLocation(file: "\(root)/\(path)"),
                    hint: "leave it out with a line in .helmignore, or put it in a volume"
                )
            }
            size += bytes.count
            guard size <= maximumSize else {
                throw Failure(
                    .invalidInput,
                    "the chart '\(root)' is larger than 100 MiB",
                    hint: "leave large files out with .helmignore"
                )
            }
            files.append(ChartFile(path: path, bytes: bytes))
        }

        /// Whether there is a file or folder to read at `path`.
        ///
        /// A link is followed only to a place inside the chart; a missing target is an error.
        private func isPlain(_ path: String, isFolder: inout Bool) throws(Failure) -> Bool {
            let full = "\(root)/\(path)"
            // FileManager's attributes would look up the owner's name in the user database, for each file.
            var status = stat()
            guard lstat(full, &status) == 0 else {
                throw Failure(.notFound, "cannot read '\(path)'", at: SourceLocation(file: full))
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG:
                return true
            case S_IFDIR:
                isFolder = true
                return true
            case S_IFLNK:
                // A link that is ignored is never looked at.
                if rules.ignores(path, isFolder: false) { return false }
                let target = URL(fileURLWithPath: full).resolvingSymlinksInPath().path
                guard target.hasPrefix(realRoot + "/") else {
                    throw Failure(
                        .invalidInput,
                        "'\(path)' is a link that leaves the chart",
                        at: SourceLocation(file: full),
                        hint: "copy the file into the chart"
                    )
                }
                guard let kind = kind(of: full) else {
                    throw Failure(
                        .invalidInput,
                        "'\(path)' is a link to nothing",
                        at: SourceLocation(file: full)
                    )
                }
                guard kind == .file else {
                    throw Failure(
                        .invalidInput,
                        "'\(path)' is a link to a folder",
                        at: SourceLocation(file: full),
                        hint: "copy the folder into the chart"
                    )
                }
                return true
            default:
                throw Failure(
                    .invalidInput,
                    "'\(path)' is neither a file nor a folder",
                    at: SourceLocation(file: full),
                    hint: "remove it, or leave it out with a line in .helmignore"
                )
            }
        }
    }
}
