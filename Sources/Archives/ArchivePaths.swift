internal import Diagnostics

/// Turns the names in an archive into safe relative paths and finds those that clash.
struct ArchivePaths {
    private let archive: String
    /// Every path and folder so far by its spelling in lower case.
    private var seen: [String: (spelling: String, isFile: Bool)] = [:]

    /// - Parameter archive: What messages call the archive.
    init(archive: String) {
        self.archive = archive
    }

    /// The normal form of `name`: slashes for backslashes, no empty and no `.` components.
    ///
    /// - Returns: An empty string for the root itself.
    /// - Throws: `.invalidInput` for a name that leads out of the archive, or that some system would
    ///   take for another.
    func normalized(_ name: String) throws(Failure) -> String {
        let path = String(
            decoding: name.utf8.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 },
            as: UTF8.self
        )
        guard !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw refused(name, "has a control character in its name")
        }
        guard !path.hasPrefix("/") else { throw refused(name, "has an absolute path") }
        let letters = Array(path.utf8.prefix(2))
        if letters.count == 2, letters[1] == UInt8(ascii: ":"), isLetter(letters[0]) {
            throw refused(name, "has a path with a drive letter")
        }
        let components = path.split(separator: "/").filter { $0 != "." }
        guard !components.contains("..") else { throw refused(name, "leads out of the archive with '..'") }
        // What usual file systems and Linux's system calls take.
        guard components.allSatisfy({ $0.utf8.count <= 255 }), path.utf8.count < 4096 else {
            throw refused(name, "has too long a name")
        }
        return components.joined(separator: "/")
    }

    /// Notes a file with a normal path.
    ///
    /// - Throws: `.invalidInput` when the path is there already, differs from another by case alone, or
    ///   is a folder elsewhere.
    mutating func add(file path: String) throws(Failure) {
        var folder = ""
        for component in path.split(separator: "/").dropLast() {
            folder += folder.isEmpty ? component : "/\(component)"
            if let other = seen.updateValue((folder, false), forKey: folder.lowercased()) {
                if other.isFile { throw refused(folder, "is both a file and a folder") }
                try checkSpelling(folder, other.spelling)
            }
        }
        if let other = seen.updateValue((path, true), forKey: path.lowercased()) {
            if !other.isFile { throw refused(path, "is both a file and a folder") }
            try checkSpelling(path, other.spelling)
            throw refused(path, "is there twice")
        }
    }

    private func checkSpelling(_ path: String, _ other: String) throws(Failure) {
        guard !path.utf8.elementsEqual(other.utf8) else { return }
        throw refused(path, "differs from '\(other)' by case or accents alone")
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private func refused(_ name: String, _ reason: String) -> Failure {
        Failure(.invalidInput, "'\(archive)' is refused: '\(ArchivePaths.shown(name))' \(reason)")
    }

    /// `name` with control characters replaced, so that it cannot play tricks on a terminal.
    static func shown(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
            )
        )
    }
}
