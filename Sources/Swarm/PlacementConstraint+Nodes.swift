import Compose
import DockerAPI

extension PlacementConstraint {
    /// Whether the scheduler would put a task there.
    func admits(_ node: SwarmNode) -> Bool {
        let actual: String
        switch key.lowercased() {
        case "node.id": actual = node.id
        case "node.hostname": actual = node.hostname
        case "node.role": actual = node.role
        case "node.platform.os": actual = node.operatingSystem
        case "node.platform.arch": actual = node.architecture
        case "node.ip": return admits(address: node.address)
        case let name where name.hasPrefix("node.labels."):
            actual = node.labels[String(key.dropFirst("node.labels.".count))] ?? ""
        case let name where name.hasPrefix("engine.labels."):
            actual = node.engineLabels[String(key.dropFirst("engine.labels.".count))] ?? ""
        default: return false
        }
        return (actual.lowercased() == value.lowercased()) == isEqual
    }

    /// An address, or a range of addresses such as `10.0.0.0/8`.
    private func admits(address: String) -> Bool {
        let parts = value.split(separator: "/", omittingEmptySubsequences: false)
        // Longer addresses than those of IPv4 are for the scheduler to judge.
        guard let range = IPv4Address(parts[0]), let actual = IPv4Address(address[...]) else { return true }
        guard parts.count > 1 else { return (range == actual) == isEqual }
        guard parts.count == 2, let length = Int(parts[1]), (0...32).contains(length) else { return false }
        return range.isEqual(to: actual, bits: length) == isEqual
    }

    /// The command that makes a node fit, where there is one.
    var remedy: String? {
        guard isEqual, key.hasPrefix("node.labels.") else { return nil }
        return "docker node update --label-add \(key.dropFirst("node.labels.".count))=\(value) NODE"
    }
}
