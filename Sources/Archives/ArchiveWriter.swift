internal import CArchive
internal import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One libarchive writer into memory; must be used within ``UTF8Locale``.
///
/// Output depends on the input alone: no time stamps, no user, no padding that depends on block sizes.
struct ArchiveWriter: ~Copyable {
    enum Format {
        /// A tar archive compressed with gzip: ustar, with pax headers where a name needs them.
        case compressedTar
        /// One nameless content compressed with gzip.
        case gzip
    }

    /// Where libarchive's callback puts the bytes.
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let handle: OpaquePointer
    private let output: Output

    private init(owning handle: OpaquePointer, _ output: Output) {
        self.handle = handle
        self.output = output
    }

    deinit {
        // Frees and, if that has not happened, closes; both write through the callback.
        archive_write_free(handle)
    }

    static func open(_ format: Format) throws(Failure) -> ArchiveWriter {
        guard let handle = archive_write_new() else {
            throw Failure(.internal, "libarchive could not allocate a writer")
        }
        let writer = ArchiveWriter(owning: handle, Output())
        switch format {
        case .compressedTar: try writer.check(archive_write_set_format_pax_restricted(handle))
        case .gzip: try writer.check(archive_write_set_format_raw(handle))
        }
        try writer.check(archive_write_add_filter_gzip(handle))
        try writer.check(archive_write_set_options(handle, "gzip:!timestamp,gzip:compression-level=9"))
        try writer.check(archive_write_set_bytes_in_last_block(handle, 1))
        let context = Unmanaged.passUnretained(writer.output).toOpaque()
        try writer.check(
            archive_write_open(
                handle,
                context,
                nil,
                { _, context, bytes, count in
                    guard let context, let bytes else { return -1 }
                    Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
                        .bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
                    return count
                },
                nil
            )
        )
        return writer
    }

    /// Adds a regular file; `modified` is in seconds since 1970.
    mutating func add(
        path: String,
        bytes: [UInt8],
        mode: UInt16,
        modified: Int
    ) throws(Failure) {
        guard let entry = archive_entry_new() else {
            throw Failure(.internal, "libarchive could not allocate an entry")
        }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, path)
        archive_entry_set_filetype(entry, S_IFREG)
        archive_entry_set_perm(entry, mode_t(mode))
        archive_entry_set_size(entry, Int64(bytes.count))
        archive_entry_set_mtime(entry, modified, 0)
        try check(archive_write_header(handle, entry))
        let written = bytes.withUnsafeBytes { archive_write_data(handle, $0.baseAddress, $0.count) }
        guard written == bytes.count else {
            try check(ARCHIVE_FATAL)
            return
        }
    }

    /// Ends the archive and gives its bytes.
    consuming func finish() throws(Failure) -> [UInt8] {
        try check(archive_write_close(handle))
        return output.bytes
    }

    private borrowing func check(_ status: CInt) throws(Failure) {
        guard status != ARCHIVE_OK else { return }
        let reason = archive_error_string(handle).map { String(cString: $0) }
        throw Failure(.internal, "libarchive could not write: \(reason ?? "no reason given")")
    }
}
