import Compose
import Diagnostics
import Kubernetes
import Local
import Releases
import Swarm

extension TargetKind {
    /// What the target cannot do of a project, as far as that is known without asking an engine.
    func problems(of loaded: LoadedProject, release: String) -> [Diagnostic] {
        switch self {
        case .swarm:
            SwarmSupport.diagnostics(of: loaded.project, release: release) { loaded.place(of: $0) }
        case .local:
            LocalSupport.diagnostics(of: loaded.project) { loaded.place(of: $0) }
        case .kubernetes:
            KubernetesSupport.diagnostics(of: loaded.project, release: release) { loaded.place(of: $0) }
        }
    }
}
