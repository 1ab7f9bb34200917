internal import Compose
internal import Diagnostics
internal import Releases

extension LocalPlan {
    /// Images are the Compose tool's affair.
    var images: [String: String] { [:] }

    func makeObjects(usedBy services: [String], operation: OperationContext) async throws {
        guard runner != nil else { return }
        try await operation.checkpoint()
        for file in file.files { try folder.write(file) }
        try folder.writeHooks(ComposeFile(deployment.project, hooks: true))
    }

    func run(_ hook: Hook, operation: OperationContext) async throws {
        guard let runner else {
            return try skip(hook, operation, "there is no Compose tool on this machine")
        }
        operation.report(.step("running the \(hook.title)"))
        guard let answer = try await runner.runHook(hook, operation) else {
            return try skip(hook, operation, "'\(runner.command)' has no engine to run containers with")
        }
        guard answer.status == 0 else {
            throw Failure(
                .refused,
                "the \(hook.title) failed: exit status \(answer.status)",
                notes: answer.errors.split(separator: "\n").suffix(20).map { String($0) }
            )
        }
        operation.report(.step("the \(hook.title) is done"))
    }

    /// What only writes a release out can also leave its hooks to the one who runs it; a test has to run.
    private func skip(_ hook: Hook, _ operation: OperationContext, _ reason: String) throws(Failure) {
        guard hook.event != .test else {
            throw Failure(
                .unavailable,
                "the \(hook.title) cannot be run: \(reason)",
                hint: "install docker compose, and see that its engine runs"
            )
        }
        operation.report(.diagnostic(Diagnostic(.warning, "the \(hook.title) is not run: \(reason)")))
    }
}
