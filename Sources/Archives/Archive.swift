/// Charts as `.tgz` files: read with suspicion, written reproducibly.
package enum Archive {
    /// How much an archive may unpack to; counted while reading, since sizes in headers may lie.
    package struct Limits: Sendable, Hashable {
        /// The most bytes of all files together.
        package var total: Int
        /// The most bytes of one file.
        package var file: Int

        package init(total: Int, file: Int) {
            self.total = total
            self.file = file
        }

        /// What Helm allows a chart: 100 MiB, and 5 MiB a file.
        package static let chart = Limits(total: 100 << 20, file: 5 << 20)
    }
}

/// One file of an archive.
package struct ArchiveEntry: Sendable, Hashable {
    /// The relative path: components between single slashes, none of them empty, `.` or `..`.
    package var path: String
    package var bytes: [UInt8]
    /// The permission bits, such as 0o644.
    package var mode: UInt16

    package init(path: String, bytes: [UInt8], mode: UInt16 = 0o644) {
        self.path = path
        self.bytes = bytes
        self.mode = mode
    }
}
