import Values

/// What the key `x-kubernetes` of a volume asks for.
struct VolumeExtension {
    enum AccessMode: String, CaseIterable {
        case readWriteOnce = "ReadWriteOnce"
        case readWriteMany = "ReadWriteMany"
        case readOnlyMany = "ReadOnlyMany"
        case readWriteOncePod = "ReadWriteOncePod"
    }

    /// A quantity of Kubernetes, such as `10Gi`.
    var size: String?
    var storageClass: String?
    var accessModes: [String] = []
    /// A `csi` volume source, verbatim; the volume then has no claim.
    var csi: Value.Object?
    /// Whether an empty volume is filled with what the image has at the place, as Docker does.
    var populates = false

    init() {}

    init(_ reader: inout ExtensionReader) {
        size = reader.text("size")
        storageClass = reader.text("storage_class")
        let modes = reader.texts("access_modes")
        accessModes = modes
        csi = reader.mapping("csi")
        populates = reader.flag("populate") ?? false
        reader.finish()
    }

    /// The modes that no Kubernetes knows.
    var unknownModes: [String] {
        accessModes.filter { mode in !AccessMode.allCases.contains { $0.rawValue == mode } }
    }

    /// Whether pods on several nodes can have the volume at once.
    var isShared: Bool { accessModes.contains("ReadWriteMany") || accessModes.contains("ReadOnlyMany") }
}
