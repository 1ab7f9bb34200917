package import Compose

/// The names that objects of a release have in the engine, as `docker stack deploy` builds them.
///
/// Configs and secrets made from content carry the first 12 digits of its hash, because their data
/// can never be changed.
package struct SwarmNames: Sendable, Hashable {
    package var release: String

    package init(release: String) {
        self.release = release
    }

    package func service(_ key: String) -> String { "\(release)_\(key)" }

    package func network(_ key: String, _ network: Network?) -> String {
        if let name = network?.explicitName { return name }
        return network?.isExternal == true ? key : "\(release)_\(key)"
    }

    package func volume(_ key: String, _ volume: Volume?) -> String {
        if let name = volume?.explicitName { return name }
        return volume?.isExternal == true ? key : "\(release)_\(key)"
    }

    /// The name of a config or a secret.
    package func data(_ key: String, _ object: FileObject) -> String {
        if let name = object.explicitName { return name }
        if object.isExternal { return key }
        guard let hash = object.content.hash else { return "\(release)_\(key)" }
        return "\(release)_\(key)_\(hash.prefix(12))"
    }

    /// The key of a service in its project, from its name in the engine.
    package func key(ofService name: String) -> String {
        name.hasPrefix("\(release)_") ? String(name.dropFirst(release.count + 1)) : name
    }

    // MARK: What the engine takes

    /// Service names are DNS labels of at most 63 bytes.
    static func isServiceName(_ name: String) -> Bool {
        name.utf8.count <= 63 && hasOnly(name, besides: "-_")
    }

    /// Names of configs, secrets and networks have at most 64 bytes.
    static func isObjectName(_ name: String) -> Bool {
        name.utf8.count <= 64 && hasOnly(name, besides: "-_.")
    }

    private static func hasOnly(_ name: String, besides: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            guard let byte else { return false }
            return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        let bytes = Array(name.utf8)
        return isAlphanumeric(bytes.first) && isAlphanumeric(bytes.last)
            && bytes.allSatisfy { isAlphanumeric($0) || besides.utf8.contains($0) }
    }
}
