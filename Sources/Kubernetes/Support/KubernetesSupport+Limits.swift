import Compose
import OrderedCollections

extension KubernetesSupport {
    private static let unknown = "Kubernetes has no such setting"
    private static let kubelet = "the kubelet sets it for all pods of a node"

    static let limits: [KeySupport<Service>] =
        [
            .init("ulimits", .ignored("the container engine of the nodes sets them")) { !$0.ulimits.isEmpty },
            .init("mem_swappiness", .ignored(unknown)) { $0.memory.swappiness != nil },
            .init("memswap_limit", .ignored(kubelet)) { $0.memory.swapLimit != nil },
            .init("oom_kill_disable", .ignored(unknown), when: "true") { $0.memory.oomKillDisable == true },
            .init("oom_score_adj", .ignored("it follows from requests and limits")) {
                $0.memory.oomScoreAdjustment != nil
            },
            .init("blkio_config", .ignored(unknown)) { $0.untyped["blkio_config"] != nil },
            .init("cpu_shares", .approximated("1024 of them are a request of one processor")) {
                $0.processor.shares != nil
            },
            .init("deploy.resources.limits.pids", .ignored(kubelet)) {
                ($0.deploy.resources.limits.pids ?? 0) > 0
            },
            .init(
                "storage_opt",
                .approximated("a limit of `ephemeral-storage`, logs and `emptyDir` included"),
                when: "size"
            ) { $0.storageOptions["size"] != nil },
            .init(
                "storage_opt",
                .ignored(unknown),
                when: "others",
                uses: { service in service.storageOptions.keys.filter { $0 != "size" } }
            ),
            .init(
                "gpus",
                .refused(hint: "write a 'count', and 'driver: nvidia' or 'amd'"),
                when: "all, and single devices",
                uses: { service in service.gpus.filter { $0.extendedResource == nil }.map { _ in "" } }
            ),
            .init(
                "deploy.resources.reservations.devices",
                .emulated("a limit of the vendor's resource"),
                when: "a count of GPUs"
            ),
            .init(
                "deploy.resources.reservations.devices",
                .refused(
                    hint: "write a 'count', and 'driver: nvidia' or 'amd', or ask with "
                        + "'x-kubernetes: {resources: {example.com/device: 1}}' instead"
                ),
                when: "others",
                uses: { service in
                    service.deploy.resources.reservations.devices.filter { $0.extendedResource == nil }
                        .map { $0.driver ?? $0.capabilities.joined(separator: ",") }
                }
            ),
            .init(
                "deploy.resources.reservations.generic_resources",
                .emulated("a limit of an extended resource"),
                when: "GPUs, and kinds such as `example.com/device`"
            ),
            .init(
                "deploy.resources.reservations.generic_resources",
                .refused(
                    hint: "name the extended resource that the cluster has, such as 'example.com/device'"
                ),
                when: "others",
                uses: { service in
                    service.deploy.resources.reservations.genericResources.filter { $0.extendedName == nil }
                        .map(\.kind)
                }
            ),
        ] + processor

    private static let processor: [KeySupport<Service>] = [
        processor("cpu_count") { $0.count != nil }, processor("cpu_percent") { $0.percent != nil },
        processor("cpu_rt_period") { $0.realtimePeriod != nil },
        processor("cpu_rt_runtime") { $0.realtimeRuntime != nil }, processor("cpuset") { $0.set != nil },
    ]

    private static func processor(
        _ path: String,
        _ isUsed: @escaping @Sendable (ProcessorOptions) -> Bool
    ) -> KeySupport<Service> {
        .init(path, .ignored("\(unknown); use 'deploy.resources.limits.cpus'")) { isUsed($0.processor) }
    }
}
