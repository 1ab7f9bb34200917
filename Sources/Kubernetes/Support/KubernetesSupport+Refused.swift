import Compose
import Diagnostics
import OrderedCollections

extension KubernetesSupport {
    static let ignored: [KeySupport<Service>] = [
        .init("logging", .ignored("the nodes keep the output, and an agent of the cluster collects it")) {
            $0.logging != nil
        },
        .init("cgroup_parent", .ignored("the kubelet chooses it")) { $0.cgroupParent != nil },
        .init("pull_refresh_after", .ignored("Kubernetes has no such setting")) {
            $0.untyped["pull_refresh_after"] != nil
        },
        .init("attach", .ignored("nothing is attached to", as: .note)) { $0.attach != nil },
        .init("develop", .ignored("it is for development only", as: .note)) { $0.untyped["develop"] != nil },
        .init(
            "build",
            .ignored("Davit builds no images; the image is taken as it is", as: .note),
            when: "beside `image`"
        ) { $0.build != nil && $0.image != nil },
    ]

    static let refused: [KeySupport<Service>] = [
        .init(
            "build",
            .refused(hint: "build and push the image, then name it with 'image'"),
            when: "without `image`"
        ) { $0.build != nil && $0.image == nil },
        untyped("pre_start", "make it a hook with 'x-davit', or put it into the image's entrypoint"),
        untyped("models", "remove it, and give the model's address in 'environment'"),
        untyped("provider", "remove it: Davit runs no programs of this machine"),
        untyped(
            "use_api_socket",
            "give the service an account of the cluster: 'x-kubernetes: {service_account: NAME}'"
        ),
    ]

    /// A key that is kept as it is written.
    private static func untyped(_ key: String, _ hint: String) -> KeySupport<Service> {
        .init(key, .refused(hint: hint)) { $0.untyped[key] != nil }
    }
}
