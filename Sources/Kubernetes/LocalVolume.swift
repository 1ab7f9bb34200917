import Compose
import OrderedCollections

/// What the options of Docker's `local` driver make of a volume besides a folder of the engine's own.
enum LocalVolume: Equatable {
    /// An NFS share, with the mount options besides its address.
    case nfs(server: String, path: String, options: [String])
    /// Bytes, or nil for no limit.
    case memory(size: Int64?)
    /// A folder of the host.
    case folder(String)

    /// nil for a volume of another driver, and for one without such options.
    init?(_ volume: Volume) {
        guard volume.driver == nil || volume.driver == "local" else { return nil }
        let options = volume.driverOptions
        let device = options["device"] ?? ""
        var mount: OrderedDictionary<String, String> = [:]
        for option in (options["o"] ?? "").split(separator: ",") {
            let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
            mount[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
        switch options["type"] {
        case "nfs", "nfs4":
            // `:/path`, or `server:/path` without an address among the options.
            guard let colon = device.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let server = mount["addr"] ?? String(device[..<colon])
            let path = String(device[device.utf8.index(after: colon)...])
            guard !server.isEmpty, path.hasPrefix("/") else { return nil }
            let others = mount.filter { $0.key != "addr" && $0.key != "rw" }
            self = .nfs(
                server: server,
                path: path,
                options: others.map { $0.value.isEmpty ? $0.key : "\($0.key)=\($0.value)" }
            )
        case "tmpfs":
            self = .memory(size: mount["size"].flatMap { Quantity.size($0) })
        case "none", "bind", nil, "":
            guard mount["bind"] != nil || mount["rbind"] != nil, device.hasPrefix("/") else { return nil }
            self = .folder(device)
        default:
            return nil
        }
    }

    /// Whether the share is mounted read-only by its own options.
    var isReadOnly: Bool {
        if case .nfs(_, _, let options) = self { options.contains("ro") } else { false }
    }

    /// The mount options that a volume in a pod cannot have.
    var lostOptions: [String] {
        if case .nfs(_, _, let options) = self { options.filter { $0 != "ro" } } else { [] }
    }
}
