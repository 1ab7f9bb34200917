import Compose
import Values

extension SwarmConverter {
    /// A hook as the job that runs it.
    ///
    /// It carries the release's ownership and not the stack's label: it is no part of the stack. One that
    /// fails is not run again unless its restart policy says so.
    mutating func hook(_ hook: Service) -> WantedService {
        var job = hook
        job.deploy.mode = hook.deploy.mode.isGlobal ? .globalJob : .replicatedJob
        if job.deploy.restartPolicy == nil, job.restart == nil { job.restart = .no }
        var wanted = service(job, wave: 1)
        wanted.spec = wanted.spec
            .setting(["Labels", Label.stack], nil)
            .setting(["TaskTemplate", "ContainerSpec", "Labels", Label.stack], nil)
        return wanted
    }
}
