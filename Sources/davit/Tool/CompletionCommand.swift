import ArgumentParser

/// `davit completion SHELL`.
struct CompletionCommand: DavitCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print the completion script for a shell.",
        discussion: "Load it for this session with: source <(davit completion bash)"
    )

    /// The shells there are scripts for.
    enum Shell: String, ExpressibleByArgument, CaseIterable, Sendable {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    @OptionGroup var global: GlobalOptions

    func run(_ context: Context) async throws {
        let script =
            switch shell {
            case .bash: Davit.completionScript(for: .bash)
            case .zsh: Davit.completionScript(for: .zsh)
            case .fish: Davit.completionScript(for: .fish)
            }
        try context.print(script)
    }
}
