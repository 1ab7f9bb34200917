import Compose
import OrderedCollections

/// The order in which the services of a project are started.
enum Waves {
    /// The wave of each service, counted from 1: one more than the latest of what it depends on.
    ///
    /// - Returns: nil in `waves` for the services of a circle, which `circle` names.
    static func order(
        _ services: OrderedDictionary<String, Service>
    ) -> (waves: [String: Int], circle: [String]) {
        var waves: [String: Int] = [:]
        var remaining = Array(services.keys)
        while !remaining.isEmpty {
            var next: [String: Int] = [:]
            for key in remaining {
                let needs = (services[key]?.dependsOn.keys.elements ?? []).filter { services[$0] != nil }
                let known = needs.compactMap { waves[$0] }
                if known.count == needs.count { next[key] = (known.max() ?? 0) + 1 }
            }
            if next.isEmpty { return (waves, remaining) }
            waves.merge(next) { first, _ in first }
            remaining.removeAll { next[$0] != nil }
        }
        return (waves, [])
    }
}
