package import OrderedCollections

/// Something mounted into a service's containers.
package struct Mount: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case volume, bind, tmpfs, npipe, cluster, image
    }

    /// What a bind mount may say more.
    package struct BindOptions: Sendable, Hashable {
        package var propagation: String?
        /// Whether a missing source folder is made; the short syntax says yes.
        package var createHostPath: Bool?
        /// `z` (shared) or `Z` (private).
        package var selinux: String?
        /// `enabled`, `disabled`, `writable` or `readonly`.
        package var recursive: String?

        package init() {}
    }

    /// What a volume mount may say more.
    package struct VolumeOptions: Sendable, Hashable {
        package var noCopy: Bool?
        package var subpath: String?
        package var labels: OrderedDictionary<String, String> = [:]

        package init() {}
    }

    /// What a tmpfs mount may say more.
    package struct TmpfsOptions: Sendable, Hashable {
        /// Bytes.
        package var size: Int64?
        /// Permission bits.
        package var mode: UInt32?
        /// Mount options besides `size` and `mode` (`noexec`, `uid=1000`), from the service's `tmpfs`.
        package var others: [String] = []

        package init() {}
    }

    package var kind: Kind
    /// A volume's key in the project, an absolute path of the host, or an image; nil for tmpfs and
    /// for an anonymous volume.
    package var source: String?
    /// The absolute path in the container.
    package var target: String
    package var readOnly: Bool
    package var consistency: String?
    package var bind = BindOptions()
    package var volume = VolumeOptions()
    package var tmpfs = TmpfsOptions()
    /// The folder of the image that is mounted, for an image mount.
    package var imageSubpath: String?

    package init(_ kind: Kind, source: String? = nil, target: String, readOnly: Bool = false) {
        self.kind = kind
        self.source = source
        self.target = target
        self.readOnly = readOnly
    }
}
