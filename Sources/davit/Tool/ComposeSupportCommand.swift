import ArgumentParser
import Compose
import Kubernetes
import Local
import Swarm

/// `davit compose-support`: the page of the documentation about keys, for `scripts/docs.sh`.
struct ComposeSupportCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "compose-support",
        abstract: "Print which keys of Compose documents are supported, as Markdown.",
        shouldDisplay: false
    )

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let tables = [SwarmSupport.table, KubernetesSupport.table, LocalSupport.table]
        try context.write(Array(SupportDocument(tables).text.utf8))
    }
}
