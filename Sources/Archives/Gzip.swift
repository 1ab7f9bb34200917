internal import CArchive
package import Diagnostics

/// Plain bytes compressed with gzip.
package enum Gzip {
    /// Compresses `bytes`; the same input gives the same output, without name or time.
    ///
    /// - Throws: `.internal` when libarchive fails.
    package static func compress(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        try UTF8Locale.run { () throws(Failure) in
            var writer = try ArchiveWriter.open(.gzip)
            try writer.add(path: "data", bytes: bytes, mode: 0o644, modified: 0)
            return try writer.finish()
        }
    }

    /// Decompresses one gzip stream and checks it against its length and checksum.
    ///
    /// - Parameters:
    ///   - bytes: The compressed bytes, nothing after them.
    ///   - limit: The most bytes to decompress to; counted while reading.
    ///   - name: What messages call the bytes.
    /// - Returns: The content.
    /// - Throws: `.invalidInput` when the bytes are not gzip, damaged, truncated, or more than `limit`.
    package static func decompress(
        _ bytes: [UInt8],
        limit: Int,
        name: String
    ) throws(Failure) -> [UInt8] {
        guard let content = try decompressed(bytes, limit: limit, name: name) else {
            throw Failure(.invalidInput, "'\(name)' unpacks to more than \(limit) bytes")
        }
        return content
    }

    /// As ``decompress(_:limit:name:)``, but nil for more than `limit` bytes.
    static func decompressed(
        _ bytes: [UInt8],
        limit: Int,
        name: String
    ) throws(Failure) -> [UInt8]? {
        // RFC 1952: ten bytes of header that begin with the magic number, eight of trailer.
        guard bytes.starts(with: [0x1F, 0x8B]) else {
            throw Failure(.invalidInput, "'\(name)' is not compressed with gzip")
        }
        let content = try UTF8Locale.run { () throws(Failure) -> [UInt8]? in
            try withBytes(bytes) { pointer throws(Failure) -> [UInt8]? in
                var reader = try ArchiveReader.open(pointer, as: .gzip, name: name)
                guard try reader.next() != nil else { return [] }
                return try reader.content(limit: limit)
            }
        }
        guard let content else { return nil }
        // libarchive skips the trailer unread, so a flipped bit would pass.
        let trailer = bytes.suffix(8)
        let length = UInt32(truncatingIfNeeded: content.count)
        guard bytes.count >= 18, little(trailer.prefix(4)) == CRC32.checksum(content),
            little(trailer.suffix(4)) == length
        else {
            throw Failure(
                .invalidInput,
                "'\(name)' is damaged or incomplete: its checksum does not match its content",
                hint: "fetch or package it again"
            )
        }
        return content
    }

    private static func little(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// Lends the bytes of an array to `body`, which may throw a failure.
func withBytes<Result>(
    _ bytes: [UInt8],
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
) throws(Failure) -> Result {
    let result = bytes.withUnsafeBytes { pointer in
        Swift.Result { () throws(Failure) in try body(pointer) }
    }
    return try result.get()
}
