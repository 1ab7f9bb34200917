/// The use of a config or a secret as a file of a service's containers.
package struct FileReference: Sendable, Hashable {
    /// The key under `configs` or `secrets` of the project.
    package var source: String
    /// The file's path; for a secret a name without `/` lies in `/run/secrets`.
    package var target: String
    package var uid: String
    package var gid: String
    /// Permission bits.
    package var mode: UInt32

    package init(
        source: String,
        target: String,
        uid: String = "0",
        gid: String = "0",
        mode: UInt32 = 0o444
    ) {
        self.source = source
        self.target = target
        self.uid = uid
        self.gid = gid
        self.mode = mode
    }
}
