package import Diagnostics
internal import OrderedCollections

extension Project {
    /// The services of the stack in the waves in which they can start: each waits only for services of
    /// earlier waves.
    ///
    /// Hooks are not part of it. Within a wave the order is the project's.
    /// - Throws: `.invalidInput` when services wait for one another, with the circle.
    package func waves() throws(Failure) -> [[String]] {
        var waves: [[String]] = []
        var started: Set<String> = []
        var waiting = services.values.filter { !$0.directives.isHook }
        let present = Set(waiting.map(\.name))
        while !waiting.isEmpty {
            let wave = waiting.filter { service in
                service.dependsOn.keys.allSatisfy { started.contains($0) || !present.contains($0) }
            }
            guard !wave.isEmpty else {
                let cycle = dependencyCycle() ?? waiting.map(\.name)
                throw Failure(
                    .invalidInput,
                    "services wait for one another: \(cycle.joined(separator: " → "))",
                    hint: "remove one of these dependencies"
                )
            }
            waves.append(wave.map(\.name))
            started.formUnion(wave.map(\.name))
            waiting.removeAll { started.contains($0.name) }
        }
        return waves
    }

    /// A circle of dependencies that begins and ends with the same service, or nil when there is none.
    package func dependencyCycle() -> [String]? {
        var finished: Set<String> = []
        for name in services.keys {
            var path: [String] = []
            if let cycle = cycle(from: name, path: &path, finished: &finished) { return cycle }
        }
        return nil
    }

    private func cycle(from name: String, path: inout [String], finished: inout Set<String>) -> [String]? {
        if let start = path.firstIndex(of: name) { return Array(path[start...]) + [name] }
        guard !finished.contains(name), let service = services[name] else { return nil }
        path.append(name)
        for other in service.dependsOn.keys {
            if let cycle = cycle(from: other, path: &path, finished: &finished) { return cycle }
        }
        path.removeLast()
        finished.insert(name)
        return nil
    }
}
