package import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files that are there whole or not at all.
package enum AtomicFile {
    /// Writes `bytes` to `path` through a file beside it that is then renamed.
    ///
    /// A reader sees the old content or the new; after a failure the old file is untouched. A symbolic
    /// link at `path` is replaced and not followed.
    /// - Parameters:
    ///   - bytes: The whole content.
    ///   - path: The file; its folder must be there.
    ///   - mode: The permission bits of the file, whatever the umask is.
    /// - Throws: `.unavailable` when there is no space or the file cannot be written.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt16 = 0o644) throws(Failure) {
        var template = Self.template(path)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(path, errno) }
        var problem = fill(descriptor, bytes, mode)
        // Some file systems notice only now that they are full.
        if problem == 0, fsync(descriptor) != 0 { problem = errno }
        if close(descriptor) != 0, problem == 0 { problem = errno }
        if problem == 0, rename(template, path) != 0 { problem = errno }
        if problem != 0 {
            unlink(template)
            throw failure(path, problem)
        }
    }

    /// Reads a whole file.
    ///
    /// - Returns: The content; nil when there is no file.
    /// - Throws: `.unavailable` when there is one that cannot be read.
    package static func read(_ path: String) throws(Failure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var problem = errno
        guard descriptor >= 0 else {
            if problem == ENOENT { return nil }
            throw failure(path, problem, verb: "read")
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = systemRead(descriptor, &buffer, buffer.count)
            if count == 0 { return content }
            if count > 0 {
                content.append(contentsOf: buffer[..<count])
                continue
            }
            problem = errno
            if problem != EINTR { throw failure(path, problem, verb: "read") }
        }
    }

    /// Makes a folder and those above it, where they are missing.
    ///
    /// - Throws: `.unavailable` when that is not possible.
    package static func makeFolder(_ path: String, mode: UInt16 = 0o755) throws(Failure) {
        if mkdir(path, mode_t(mode)) == 0 { return }
        let problem = errno
        switch problem {
        case EEXIST where isFolder(path): return
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { break }
            try makeFolder(String(path[..<slash]), mode: mode)
            if mkdir(path, mode_t(mode)) == 0 || errno == EEXIST { return }
        default: break
        }
        throw failure(path, problem)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes a file that must not be there yet.
    ///
    /// - Throws: `.unavailable` when it is there, a link included, or cannot be written.
    static func create(_ path: String, _ bytes: [UInt8], mode: UInt16) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, errno) }
        var problem = fill(descriptor, bytes, mode)
        if close(descriptor) != 0, problem == 0 { problem = errno }
        guard problem == 0 else { throw failure(path, problem) }
    }

    /// What mkstemp(3) and mkdtemp(3) take: a path whose last six letters, each an X, they replace.
    static func template(_ path: String) -> [CChar] {
        Array("\(path).\(String(repeating: "X", count: 6))".utf8CString)
    }

    /// Writes everything and sets the mode.
    ///
    /// - Returns: The system's error number, 0 for success.
    private static func fill(_ descriptor: CInt, _ bytes: [UInt8], _ mode: UInt16) -> CInt {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = systemWrite(
                    descriptor,
                    UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    rest.count
                )
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : ENOSPC }
                rest = rest.dropFirst(count)
            }
            return fchmod(descriptor, mode_t(mode)) == 0 ? 0 : errno
        }
    }

    /// The failure for a path that could not be written, or read.
    static func failure(_ path: String, _ number: CInt, verb: String = "write") -> Failure {
        let reason = String(cString: strerror(number))
        let hint: String? =
            switch number {
            case ENOSPC, EDQUOT: "free some space; 'df -h' shows where it went"
            case EACCES, EPERM, EROFS: "choose a place that you may \(verb)"
            case ENOENT, ENOTDIR: "make the folder first"
            default: nil
            }
        return Failure(.unavailable, "cannot \(verb) '\(path)': \(reason)", hint: hint)
    }
}

/// The system's `write`, which a method of this name would hide.
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

/// The system's `read`, which a method of this name would hide.
private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}
