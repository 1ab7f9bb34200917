import OrderedCollections
package import Values

/// An image as its registry has it.
package struct RegistryImage: Sendable, Hashable {
    /// `sha256:…` of the manifest, or of the list of manifests.
    package var digest: String
    /// What it runs on, as placement wants it: `{Architecture, OS}`.
    package var platforms: [Value]

    /// The answer of `GET /distribution/NAME/json`; nil when it has no digest.
    package init?(_ value: Value) {
        guard let digest = value["Descriptor"]?["digest"]?.stringValue, !digest.isEmpty else { return nil }
        self.digest = digest
        platforms = (value["Platforms"]?.arrayValue ?? []).map { platform in
            var result: Value.Object = [:]
            let architecture = platform["architecture"]?.stringValue ?? ""
            // Nodes tell the variant of arm in several spellings; Docker leaves it out for that reason.
            if !architecture.isEmpty, architecture.lowercased() != "arm" {
                result["Architecture"] = .string(architecture)
            }
            if let system = platform["os"]?.stringValue, !system.isEmpty { result["OS"] = .string(system) }
            return .object(result)
        }
    }
}
