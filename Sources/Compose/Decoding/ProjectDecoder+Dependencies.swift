internal import Diagnostics
internal import OrderedCollections

/// What services need of one another.
extension ProjectDecoder {
    /// Checks that every service that is referred to is there, and that none waits for itself.
    mutating func checkDependencies() {
        for (name, service) in project.services {
            let tree = root.section("services")[name]?.value
            let section = tree?.section("depends_on")
            for (other, dependency) in service.dependsOn {
                let location = section?[other]?.keyLocation ?? SourceLocation(file: "")
                if !exists(other, isRequired: dependency.isRequired, at: location) {
                    project.services[name]?.dependsOn.removeValue(forKey: other)
                } else if !service.directives.isHook, project.services[other]?.directives.isHook == true {
                    collector.error(
                        "'\(name)' depends on '\(other)', which is a hook and not part of the stack",
                        at: location,
                        hint: "remove the dependency: hooks run before or after all services"
                    )
                }
            }
            checkHook(service, at: section ?? [:])
            for (other, location) in implied(service, tree) {
                guard exists(other, isRequired: true, at: location) else { continue }
                if project.services[name]?.dependsOn[other] == nil {
                    project.services[name]?.dependsOn[other] = Dependency()
                }
            }
        }
        checkCycles()
    }

    /// Hooks run by event and weight; only those that run when the services are up can count on one.
    private mutating func checkHook(_ service: Service, at section: Tree.Members) {
        guard service.directives.isHook else { return }
        let late: Set<Directives.Hook> = [.postInstall, .postUpgrade, .postRollback, .preDelete, .test]
        for (other, _) in service.dependsOn {
            guard let target = project.services[other] else { continue }
            if target.directives.isHook {
                collector.warning(
                    "'\(service.name)' and '\(other)' are hooks, for which 'depends_on' has no effect",
                    at: section[other]?.keyLocation,
                    hint: "order hooks by 'hook-weight'"
                )
            } else if let early = service.directives.hooks.first(where: { !late.contains($0) }) {
                collector.warning(
                    "the hook '\(service.name)' cannot wait for '\(other)': it runs at '\(early.rawValue)'",
                    at: section[other]?.keyLocation,
                    hint: "choose a later event, or remove the dependency"
                )
            }
        }
    }

    private mutating func exists(_ name: String, isRequired: Bool, at location: SourceLocation) -> Bool {
        if project.services[name] != nil { return true }
        guard isRequired else { return false }
        // A service whose own section is wrong has been reported there.
        if let profiles = disabled[name] {
            collector.error(
                "the service '\(name)' is needed, and no profile of it is enabled",
                at: location,
                hint: "enable the profile '\(profiles.first ?? "")', or write 'required: false'"
            )
        } else if root.section("services")[name] == nil {
            let near = suggestion(for: name, among: project.services.keys)
            collector.error(
                "the service '\(name)' is not declared",
                at: location,
                hint: near.map { "did you mean '\($0)'?" }
            )
        }
        return false
    }

    /// The services that other keys refer to; each must have started before this one can.
    private func implied(_ service: Service, _ tree: Tree?) -> [(name: String, location: SourceLocation)] {
        var implied: [(name: String, location: SourceLocation)] = []
        func add(_ text: Substring, _ key: String, _ index: Int? = nil) {
            let section = tree?[key]
            let item = index.flatMap { section?.items?[$0] } ?? section
            implied.append((String(text), item?.location ?? SourceLocation(file: "")))
        }
        for (index, link) in service.links.enumerated() {
            add(link.split(separator: ":").first ?? "", "links", index)
        }
        for (index, source) in service.volumesFrom.enumerated() where !source.hasPrefix("container:") {
            add(source.split(separator: ":").first ?? "", "volumes_from", index)
        }
        let modes = [
            ("network_mode", service.networkMode), ("pid", service.pidMode), ("ipc", service.ipcMode),
        ]
        for (key, mode) in modes {
            if let mode, mode.hasPrefix("service:") { add(mode.dropFirst("service:".count), key) }
        }
        return implied
    }

    private mutating func checkCycles() {
        guard let cycle = project.dependencyCycle(), let first = cycle.first else { return }
        let next = cycle.count > 1 ? cycle[1] : first
        let tree = root.section("services")[first]
        let location = tree?.value.section("depends_on")[next]?.keyLocation ?? tree?.keyLocation
        collector.error(
            "services wait for one another: \(cycle.joined(separator: " → "))",
            at: location,
            hint: "remove one of these dependencies"
        )
    }
}
