import ArgumentParser
import Releases

extension TargetKind: ExpressibleByArgument {}

/// Where releases are.
struct TargetOptions: ParsableArguments, Sendable {
    @Option(help: "Where to install: swarm, kubernetes or local (default: what answers here).")
    var target: TargetKind?

    @Option(
        name: [.customShort("H"), .customLong("host")],
        help: ArgumentHelp("The Docker endpoint, such as unix:///var/run/docker.sock.", valueName: "url")
    )
    var host: String?

    @Option(help: ArgumentHelp("The Docker context.", valueName: "name"))
    var context: String?

    @Option(
        help: ArgumentHelp("The kubeconfig file (default: KUBECONFIG, or ~/.kube/config).", valueName: "file")
    )
    var kubeconfig: String?

    @Option(
        help: ArgumentHelp("The context of the kubeconfig (default: the current one).", valueName: "name")
    )
    var kubeContext: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The namespace in Kubernetes (default: the context's).", valueName: "name")
    )
    var namespace: String?
}
