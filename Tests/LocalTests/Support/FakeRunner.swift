import Local
import Synchronization

/// A Compose tool that does nothing but remember what it was asked.
final class FakeRunner: ComposeRunner {
    private let state = Mutex<([[String]], [String: ComposeAnswer])>(([], [:]))
    let command = "docker compose"
    let listsServices = true
    let endedState = "exited"

    /// What was asked, without project and file.
    var calls: [String] {
        state.withLock { $0.0.map { $0.dropFirst(4).joined(separator: " ") } }
    }

    /// Sets the answer to a command, known by its first words.
    func answer(_ command: String, _ answer: ComposeAnswer) {
        state.withLock { $0.1[command] = answer }
    }

    func run(_ arguments: [String]) async throws -> ComposeAnswer {
        state.withLock { state in
            state.0.append(arguments)
            let asked = arguments.dropFirst(4).joined(separator: " ")
            return state.1.first { asked.hasPrefix($0.key) }?.value ?? ComposeAnswer(status: 0)
        }
    }
}
