internal import Diagnostics
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Folders and files that only their owner may open.
enum LocalFolder {
    /// Makes a folder and those above it that are missing, with mode 0700.
    ///
    /// - Throws: `.unavailable` when it cannot be made.
    static func make(_ path: String) throws(Failure) {
        guard mkdir(path, 0o700) != 0 else { return }
        var problem = errno
        if problem == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try make(String(path[..<slash]))
            problem = mkdir(path, 0o700) == 0 ? 0 : errno
        }
        guard problem == 0 || problem == EEXIST else {
            throw Failure(
                .unavailable,
                "cannot make the folder '\(path)': \(String(cString: strerror(problem)))"
            )
        }
    }

    /// Removes a file or a folder with all that is in it; what is not there is no error.
    ///
    /// - Throws: `.unavailable` when it is still there.
    static func remove(_ path: String) throws(Failure) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            guard FileManager.default.fileExists(atPath: path) else { return }
            throw Failure(.unavailable, "cannot remove '\(path)'", cause: error)
        }
    }
}
