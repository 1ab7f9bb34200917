import Kubernetes
import Releases

/// Tells the commands that copy the data of volumes from one target to another.
struct VolumeCopy {
    let release: String
    let destination: ChosenTarget

    /// Nothing where there are no volumes.
    func lines(_ volumes: [MovedVolume]) -> [String] {
        if volumes.isEmpty { return [] }
        let isToKubernetes = destination.orchestrator.kind == .kubernetes
        var lines = ["", "The data of volumes is not moved. These commands copy it, on a node that has it:"]
        for volume in volumes {
            let docker = volume.name ?? "\(release)_\(volume.volume)"
            let place = "-n \(destination.namespace ?? "NAMESPACE")"
            let workload = KubernetesNames(release: release).service(volume.service)
            let pod =
                "$(kubectl get pod \(place) -o name -l app.kubernetes.io/instance=\(release),"
                + "app.kubernetes.io/component=\(workload) | head -n 1)"
            lines.append("")
            lines.append("# \(volume.volume), mounted at \(volume.path) of \(volume.service)")
            lines.append(
                isToKubernetes
                    ? "docker run --rm -v \(docker):/from:ro busybox tar -C /from -c . | \\\n"
                        + "  kubectl exec -i \(place) \(pod) -- tar -C \(volume.path) -x"
                    : "kubectl exec \(place) \(pod) -- tar -C \(volume.path) -c . | \\\n"
                        + "  docker run --rm -i -v \(docker):/to busybox tar -C /to -x"
            )
        }
        return lines
    }
}
