import Diagnostics
import FoundationEssentials

extension DockerClient {
    /// The failure for an engine that does not answer: where it was looked for, why, and what helps.
    func unreachable(_ failure: Failure) -> Failure {
        let other = "name another engine with --host, --context or DOCKER_HOST"
        var reason = failure.message
        var hint = other
        if case .unix(let path) = endpoint.address {
            if !FileManager.default.fileExists(atPath: path) {
                reason = "there is no such socket"
                hint = "start Docker (sudo systemctl start docker), or \(other)"
            } else if !FileManager.default.isWritableFile(atPath: path) {
                reason = "permission to use the socket is missing"
                hint = "sudo usermod -aG docker \"$USER\", then log in again"
            } else {
                hint = "start Docker (sudo systemctl start docker), or \(other)"
            }
        }
        return Failure(
            .unavailable,
            "cannot reach the Docker engine at '\(endpoint)' (from \(endpoint.origin)): \(reason)",
            notes: failure.message == reason ? [] : [failure.message],
            hint: hint,
            cause: failure
        )
    }
}
