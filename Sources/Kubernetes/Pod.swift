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
    var labels: OrderedDictionary<String, String> = [:]
    var annotations: OrderedDictionary<String, String> = [:]
    /// The groups that files of configs and secrets are to have.
    var fileGroups: OrderedSet<String> = []
    var restartPolicy = "Always"

    /// Adds a volume, and gives the name under which containers mount it.
    ///
    /// One that is there already with another source gets a number behind its name.
    mutating func add(volume source: Value, named wanted: String) -> String {
        let base = String(KubernetesNames.label(wanted).prefix(58))
        var name = base
        var number = 2
        while let other = volumes[name], other != source {
            name = "\(base)-\(number)"
            number += 1
        }
        volumes[name] = source
        return name
    }
}
