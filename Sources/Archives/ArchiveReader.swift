internal import CArchive
internal import Diagnostics

/// One libarchive reader over bytes in memory; must be used within ``UTF8Locale``.
struct ArchiveReader: ~Copyable {
    /// What the bytes are taken to be.
    enum Format {
        /// An uncompressed tar archive of any dialect.
        case tar
        /// Anything, compressed with gzip.
        case gzip
    }

    private let handle: OpaquePointer
    private let name: String

    private init(owning handle: OpaquePointer, name: String) {
        self.handle = handle
        self.name = name
    }

    deinit {
        archive_read_free(handle)
    }

    /// Opens `bytes`, which must outlive the reader; `name` is for messages.
    static func open(
        _ bytes: UnsafeRawBufferPointer,
        as format: Format,
        name: String
    ) throws(Failure) -> ArchiveReader {
        guard let handle = archive_read_new() else {
            throw Failure(.internal, "libarchive could not allocate a reader")
        }
        let reader = ArchiveReader(owning: handle, name: name)
        switch format {
        case .tar:
            archive_read_support_format_tar(handle)
        case .gzip:
            archive_read_support_filter_gzip(handle)
            archive_read_support_format_raw(handle)
            archive_read_support_format_empty(handle)
        }
        try reader.check(archive_read_open_memory(handle, bytes.baseAddress, bytes.count))
        return reader
    }

    /// Moves on to the next entry; nil at the end.
    ///
    /// The entry is valid until the next call.
    mutating func next() throws(Failure) -> OpaquePointer? {
        var entry: OpaquePointer?
        let status = archive_read_next_header(handle, &entry)
        if status == ARCHIVE_EOF { return nil }
        try check(status)
        return entry
    }

    /// Reads the current entry's content.
    ///
    /// - Returns: The content, or nil once it passes `limit` bytes.
    mutating func content(limit: Int) throws(Failure) -> [UInt8]? {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = archive_read_data(handle, &buffer, buffer.count)
            if count == 0 { return content }
            if count < 0 { try check(CInt(truncatingIfNeeded: count)) }
            guard count <= limit - content.count else { return nil }
            content.append(contentsOf: buffer[..<count])
        }
    }

    /// Makes any other status than success a failure in libarchive's words.
    ///
    /// Warnings too: they mean that a name or a header could not be understood.
    private borrowing func check(_ status: CInt) throws(Failure) {
        guard status != ARCHIVE_OK else { return }
        let reason = archive_error_string(handle).map { String(cString: $0) }
        throw Failure(
            .invalidInput,
            "'\(name)' is damaged or incomplete: \(reason ?? "it cannot be read")",
            hint: "fetch or package it again"
        )
    }
}
