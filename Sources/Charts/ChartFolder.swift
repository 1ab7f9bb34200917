import Diagnostics
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
    private let readBytes = Glibc.read
#elseif canImport(Musl)
    import Musl
    private let readBytes = Musl.read
#else
    import Darwin
    private let readBytes = Darwin.read
#endif

#if canImport(Darwin)
    private typealias FolderStream = UnsafeMutablePointer<DIR>
#else
    private typealias FolderStream = OpaquePointer
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
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    static func readFile(_ path: String) throws(Failure) -> [UInt8] {
        try contents(of: open(path, O_RDONLY | O_CLOEXEC), path)
    }

    /// Reads a file to its end and closes it.
    ///
    /// - Parameter path: Its place for errors.
    private static func contents(
        of file: Int32,
        _ path: @autoclosure () -> String
    ) throws(Failure) -> [UInt8] {
        guard file >= 0 else { throw unreadable(path()) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw unreadable(path()) }
        var problem: Failure?
        let expected = max(Int(status.st_size), 0)
        var bytes = [UInt8](unsafeUninitializedCapacity: expected) { buffer, count in
            while count < expected {
                let more = readBytes(file, buffer.baseAddress.map { $0 + count }, expected - count)
                if more < 0 { problem = unreadable(path()) }
                if more <= 0 { break }
                count += more
            }
        }
        // What is no regular file does not tell its size.
        if problem == nil, status.st_mode & S_IFMT != S_IFREG || expected == 0 {
            problem = readRest(of: file, path(), into: &bytes)
        }
        if let problem { throw problem }
        return bytes
    }

    private static func readRest(of file: Int32, _ path: String, into bytes: inout [UInt8]) -> Failure? {
        withUnsafeTemporaryAllocation(byteCount: 1 << 12, alignment: 1) { buffer in
            while true {
                let count = readBytes(file, buffer.baseAddress, buffer.count)
                if count < 0 { return unreadable(path) }
                if count == 0 { return nil }
                bytes.append(contentsOf: buffer[..<count])
            }
        }
    }

    /// The failure for what `errno` tells.
    private static func unreadable(_ path: String) -> Failure {
        let reason = String(cString: strerror(errno))
        return Failure(
            .notFound,
            "cannot read '\(path)': \(reason)",
            hint: "check that it exists and that you may read it"
        )
    }

    /// The files of the folder `root`; nil when that is no folder.
    static func read(_ root: String) throws(Failure) -> [ChartFile]? {
        guard let stream = opendir(root) else {
            let failure = Walk.unreadable("\(root)/")
            guard kind(of: root) == .folder else { return nil }
            throw failure
        }
        var walk = Walk(root: root)
        try walk.visit("", stream, depth: 0)
        return walk.files
    }

    private struct Walk {
        let root: String
        var rules = IgnoreRules()
        /// What `.helmignore` holds, once it was read for its rules.
        var rulesText: [UInt8]?
        var files: [ChartFile] = []
        var size = 0

        init(root: String) {
            self.root = root
        }

        /// Adds the files of an open folder, and closes it.
        mutating func visit(_ folder: String, _ stream: FolderStream, depth: Int) throws(Failure) {
            defer { closedir(stream) }
            guard depth < 64 else {
                throw Failure(
                    .invalidInput,
                    "folders are nested more than 64 levels deep",
                    at: SourceLocation(file: "\(root)/\(folder)")
                )
            }
            // Sorted so that the same folder gives the same chart on every file system.
            let entries = entries(of: stream).sorted { Self.precedes($0.name, $1.name) }
            if depth == 0, let entry = entries.first(where: { $0.name == Self.ignoreFile }) {
                try readRules(isFile: entry.type == DT_REG)
            }
            for (name, type) in entries {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                var isFolder = type == DT_DIR
                // The folder tells of most entries what they are.
                if type != DT_REG, type != DT_DIR {
                    guard try isPlain(path, isFolder: &isFolder) else { continue }
                }
                if rules.ignores(path, isFolder: isFolder) { continue }
                if isFolder {
                    try visit(path, try open(path), depth: depth + 1)
                } else {
                    try add(path, named: name, in: dirfd(stream))
                }
            }
        }

        private static let ignoreFile = ".helmignore"

        private mutating func readRules(isFile: Bool) throws(Failure) {
            let path = "\(root)/\(Self.ignoreFile)"
            guard isFile || kind(of: path) == .file else { return }
            let text = try readFile(path)
            try rules.add(text, file: path)
            rulesText = text
        }

        private func open(_ folder: String) throws(Failure) -> FolderStream {
            let path = "\(root)/\(folder)"
            guard let stream = opendir(path) else { throw Self.unreadable(path) }
            return stream
        }

        /// The failure for a folder that `errno` tells of.
        static func unreadable(_ folder: String) -> Failure {
            Failure(.notFound, "cannot read the folder '\(folder)': \(String(cString: strerror(errno)))")
        }

        private func entries(of stream: FolderStream) -> [(name: String, type: Int)] {
            var entries: [(name: String, type: Int)] = []
            while let entry = readdir(stream) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    let count = bytes.baseAddress.map { strnlen($0, bytes.count) } ?? 0
                    return String(decoding: bytes[..<count], as: UTF8.self)
                }
                if name != ".", name != ".." { entries.append((name, Int(entry.pointee.d_type))) }
            }
            return entries
        }

        /// The order of names by their bytes.
        private static func precedes(_ left: String, _ right: String) -> Bool {
            var (left, right) = (left, right)
            return left.withUTF8 { left in
                right.withUTF8 { right in
                    guard let first = left.baseAddress, let second = right.baseAddress else {
                        return left.count < right.count
                    }
                    let order = memcmp(first, second, min(left.count, right.count))
                    return order == 0 ? left.count < right.count : order < 0
                }
            }
        }

        /// Adds the file `path`, which is `name` in an open folder.
        private mutating func add(_ path: String, named name: String, in folder: Int32) throws(Failure) {
            let bytes: [UInt8]
            if path == Self.ignoreFile, let rulesText {
                bytes = rulesText
            } else {
                let file = openat(folder, name, O_RDONLY | O_CLOEXEC)
                bytes = try contents(of: file, "\(root)/\(path)")
            }
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
                let realRoot = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
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
