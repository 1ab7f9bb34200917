import OrderedCollections
import Values

/// A pod in the making: what the containers of one or more services add up to.
struct Pod {
    var containers: [Value] = []
    var initContainers: [Value] = []
    /// The volumes by name, each without its name.
    var volumes: OrderedDictionary<String, Value> = [:]
    /// The claim templates of a StatefulSet by volume.
    var claimTemplates: OrderedDictionary<String, Value> = [:]
    /// The keys of the project's volumes by the names of their claim templates.
    var templateKeys: [String: String] = [:]
    var labels: OrderedDictionary<String, String> = [:]
    var annotations: OrderedDictionary<String, String> = [:]
    /// The groups that files of configs and secrets are to have.
    var fileGroups: OrderedSet<String> = []
    var restartPolicy = "Always"

    /// The volumes that one mount has for itself, though another may look the same.
    private var unshared: Set<String> = []

    /// Adds a volume, and gives the name under which containers mount it.
    ///
    /// Mounts of the same source share a volume; another one with the name gets a number behind it.
    ///
    /// - Parameter isShared: Whether the volume may be one that is there already.
    mutating func add(volume source: Value, named wanted: String, isShared: Bool = true) -> String {
        let label = KubernetesNames.label(String(KubernetesNames.label(wanted).prefix(58)))
        let base = label.isEmpty ? "volume" : label
        var name = base
        var number = 2
        while isTaken(name, unlessFor: isShared ? source : nil) {
            name = "\(base)-\(number)"
            number += 1
        }
        volumes[name] = source
        if !isShared { unshared.insert(name) }
        return name
    }

    private func isTaken(_ name: String, unlessFor source: Value?) -> Bool {
        guard let other = volumes[name] else { return claimTemplates[name] != nil }
        return unshared.contains(name) || other != source
    }
}
