import DockerAPI
import Values

/// Pins the images of services to the digests that their registries give for them.
///
/// A service whose image has not changed keeps what runs, so that a tag that has moved in its registry
/// restarts nothing by itself. An image that no registry can tell about stays as it is written: it may
/// be on the nodes.
struct ImageResolution: Sendable {
    let client: DockerClient

    func resolve(_ wanted: WantedObjects, live: LiveState) async -> WantedObjects {
        var result = wanted
        var unknown: Set<String> = []
        for (index, service) in wanted.services.enumerated() {
            if let kept = Self.pinned(service.image, in: live.services[service.name]) {
                result.services[index].spec = Self.setting(kept, in: service.spec)
            } else if !service.image.contains("@") {
                unknown.insert(service.image)
            }
        }
        let digests = await digests(of: unknown)
        for (index, service) in wanted.services.enumerated() {
            guard let digest = digests[service.image] else { continue }
            result.services[index].spec = Self.setting("\(service.image)@\(digest)", in: service.spec)
        }
        return result
    }

    /// The image of the live service, if it stands for the same image as the project's.
    static func pinned(_ image: String, in live: SwarmObject?) -> String? {
        guard let live, let running = live.spec.at("TaskTemplate", "ContainerSpec", "Image")?.stringValue
        else { return nil }
        return running == image || running.hasPrefix("\(image)@") ? running : nil
    }

    private static func setting(_ image: String, in spec: Value) -> Value {
        spec.setting(["TaskTemplate", "ContainerSpec", "Image"], .string(image))
    }

    private func digests(of images: Set<String>) async -> [String: String] {
        let client = client
        let found = try? await concurrently(images.sorted()) { image in
            // Whatever goes wrong here, the engine will say so when it pulls.
            (image, try? await client.registryDigest(of: image))
        }
        var digests: [String: String] = [:]
        for (image, digest) in found ?? [] {
            digests[image] = digest
        }
        return digests
    }
}
