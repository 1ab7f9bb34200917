import Values

/// What a server serves, or a part of it: a group version's resources.
struct APICatalog: Sendable {
    /// `v1`, `apps/v1`, …: of each group the preferred version first.
    private(set) var groupVersions: [String] = []
    /// The resources without their subresources, in the order of ``groupVersions``.
    private(set) var resources: [APIResource] = []
    /// `apps/v1/Deployment`, `apps/v1/Scale`, …: the kinds of subresources, too.
    private(set) var kinds: Set<String> = []
    /// The group versions whose server does not answer, so that their resources are not known.
    private(set) var missing: [String] = []

    /// Everything in a form that `.Capabilities.APIVersions` has: versions, and kinds in them.
    var apiVersions: [String] {
        groupVersions + kinds.sorted()
    }

    mutating func add(_ other: APICatalog) {
        groupVersions += other.groupVersions
        resources += other.resources
        kinds.formUnion(other.kinds)
        missing += other.missing
    }

    /// Notes a group version whose resources could not be read.
    mutating func addMissing(_ groupVersion: String) {
        groupVersions.append(groupVersion)
        missing.append(groupVersion)
    }

    /// Takes an `APIResourceList`, which is the answer for one group version.
    mutating func add(resourceList list: Value, of groupVersion: String) {
        groupVersions.append(groupVersion)
        for entry in list["resources"]?.arrayValue ?? [] {
            guard let name = entry["name"]?.stringValue, let kind = entry["kind"]?.stringValue else {
                continue
            }
            kinds.insert("\(groupVersion)/\(kind)")
            if name.contains("/") { continue }
            add(
                APIResource(
                    gvk: GroupVersionKind(apiVersion: groupVersion, kind: kind),
                    plural: name,
                    isNamespaced: entry["namespaced"]?.boolValue ?? false,
                    verbs: Self.strings(entry["verbs"]),
                    aliases: Self.aliases(entry["singularName"], entry["shortNames"])
                )
            )
        }
    }

    /// Takes an `APIGroupDiscoveryList`, the aggregated form: many groups with all their resources.
    mutating func add(discoveryList list: Value) {
        for group in list["items"]?.arrayValue ?? [] {
            let name = group["metadata"]?["name"]?.stringValue ?? ""
            for version in group["versions"]?.arrayValue ?? [] {
                guard let number = version["version"]?.stringValue else { continue }
                let groupVersion = name.isEmpty ? number : "\(name)/\(number)"
                groupVersions.append(groupVersion)
                // What an aggregated server said last may still be there, and is good enough then.
                let entries = version["resources"]?.arrayValue ?? []
                if entries.isEmpty, version["freshness"]?.stringValue == "Stale" {
                    missing.append(groupVersion)
                }
                for entry in entries { add(discovered: entry, of: groupVersion) }
            }
        }
    }

    private mutating func add(discovered entry: Value, of groupVersion: String) {
        for part in entry["subresources"]?.arrayValue ?? [] {
            if let kind = part.at("responseKind", "kind")?.stringValue, !kind.isEmpty {
                kinds.insert("\(groupVersion)/\(kind)")
            }
        }
        guard let name = entry["resource"]?.stringValue,
            // A resource that has only subresources has no kind of its own.
            let kind = entry.at("responseKind", "kind")?.stringValue, !kind.isEmpty
        else { return }
        kinds.insert("\(groupVersion)/\(kind)")
        add(
            APIResource(
                gvk: GroupVersionKind(apiVersion: groupVersion, kind: kind),
                plural: name,
                isNamespaced: entry["scope"]?.stringValue == "Namespaced",
                verbs: Self.strings(entry["verbs"]),
                aliases: Self.aliases(entry["singularResource"], entry["shortNames"])
            )
        )
    }

    private mutating func add(_ resource: APIResource) {
        resources.append(resource)
    }

    private static func strings(_ value: Value?) -> Set<String> {
        Set((value?.arrayValue ?? []).compactMap(\.stringValue))
    }

    private static func aliases(_ singular: Value?, _ short: Value?) -> [String] {
        ([singular?.stringValue].compactMap(\.self) + (short?.arrayValue ?? []).compactMap(\.stringValue))
            .filter { !$0.isEmpty }
    }
}
