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
}
