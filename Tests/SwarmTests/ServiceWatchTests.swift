import DockerAPI
import Releases
import Testing
import Values

@testable import Swarm

@Suite("following a service")
struct ServiceWatchTests {
    /// `slot:state[:desired]`, with an optional error after a blank and `@iteration` for a job.
    static func task(_ text: String, index: Int) throws -> SwarmTask {
        let parts = text.split(separator: " ", maxSplits: 1)
        let fields = parts[0].split(separator: ":").map(String.init)
        let state = fields[1]
        let usual = ["failed", "rejected", "shutdown", "complete"].contains(state) ? "shutdown" : "running"
        let value: Value = [
            "ID": .string("task\(index)"), "ServiceID": "s", "Slot": .int(Int64(fields[0]) ?? 0),
            "NodeID": .string("node\(fields[0])"),
            "DesiredState": .string(fields.count > 2 ? fields[2] : usual),
            "CreatedAt": .string("2026-01-01T00:00:\(index < 10 ? "0" : "")\(index)Z"),
            "Status": [
                "State": .string(state), "Err": .string(parts.count > 1 ? String(parts[1]) : ""),
                "ContainerStatus": ["ExitCode": state == "failed" ? 1 : 0],
            ],
        ]
        return try #require(SwarmTask(value))
    }

    static func look(
        _ tasks: [String],
        mode: Value = ["Replicated": ["Replicas": 2]],
        desired: Int64 = 2,
        restart: String? = nil,
        update: Value? = nil,
        monitor: Int64 = 5,
        action: String = "pause"
    ) throws -> ServiceWatch.Look {
        var spec: Value = [
            "Name": "shop_web", "Mode": mode, "TaskTemplate": [:],
            "UpdateConfig": ["Monitor": .int(monitor * 1_000_000_000), "FailureAction": .string(action)],
        ]
        if let restart {
            spec = spec.setting(["TaskTemplate", "RestartPolicy", "Condition"], .string(restart))
        }
        var value: Value = ["ID": "s", "Spec": spec, "ServiceStatus": ["DesiredTasks": .int(desired)]]
        if let update { value = value.setting(["UpdateStatus"], update) }
        return ServiceWatch.Look(
            service: try #require(SwarmObject(value)),
            tasks: try tasks.enumerated().map { try task($0.element, index: $0.offset) }
        )
    }

    static func watch(written: Bool = true, mustComplete: Bool = false) -> ServiceWatch {
        ServiceWatch(key: "web", id: "s", isWritten: written, isNew: true, mustComplete: mustComplete)
    }

    @Test("ended tasks of an earlier revision with the same spec are not given up")
    func rollback() throws {
        var watch = Self.watch()
        let rolling = try Self.look(
            ["1:shutdown", "2:shutdown", "1:starting"],
            update: ["State": "updating", "StartedAt": "2026-01-01T00:00:02Z"]
        )
        for second in [0.0, 1, 3, 10] { #expect(watch.look(rolling, now: second) == .waiting) }
        let dead = try Self.look(
            ["1:running", "2:failed", "1:failed"],
            update: ["State": "updating", "StartedAt": "2026-01-01T00:00:00Z"]
        )
        _ = watch.look(dead, now: 20)
        guard case .failed = watch.look(dead, now: 23) else {
            Issue.record("a slot without a task that could run is given up")
            return
        }
    }

    @Test("running tasks are held for the monitor time, and a relapse starts it anew")
    func monitor() throws {
        var watch = Self.watch()
        let up = try Self.look(["1:running", "2:running"])
        let down = try Self.look(["1:running", "2:failed task: non-zero exit (1)", "2:starting"])
        #expect(watch.look(try Self.look([]), now: 0) == .waiting)
        #expect(watch.look(up, now: 1) == .up)
        #expect(watch.look(up, now: 5.9) == .up)
        #expect(watch.look(down, now: 6.5) == .waiting)
        #expect(watch.progress.message == "failed: task: non-zero exit (1)")
        #expect(watch.progress.state == .starting)
        #expect(watch.progress.running == 1)
        #expect(watch.look(up, now: 7) == .up)
        #expect(watch.look(up, now: 12) == .settled)
        #expect(watch.progress.state == .running)
        #expect(watch.progress.message == nil)
    }

    @Test("an unchanged service is not held")
    func unchanged() throws {
        var watch = Self.watch(written: false)
        #expect(watch.look(try Self.look(["1:running", "2:running"]), now: 0) == .settled)
    }

    enum Outcome: Sendable { case waiting, up, settled, failed }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var tasks: [String]
        var mode: Value = ["Replicated": ["Replicas": 2]]
        var desired: Int64 = 2
        var restart: String?
        var update: Value?
        var action = "pause"
        var isWritten = true
        var mustComplete = false
        var outcome: Outcome
        /// Part of the failure's reason.
        var reason: String?
        var testDescription: String { name }
    }

    static let replicated: [Case] = [
        Case(name: "none yet", tasks: [], outcome: .waiting),
        Case(name: "still starting", tasks: ["1:running", "2:starting"], outcome: .waiting),
        Case(
            name: "a running task that shall stop does not count",
            tasks: ["1:running", "2:running:shutdown"],
            outcome: .waiting
        ),
        Case(
            name: "a task without a node",
            tasks: ["1:running", "2:pending no suitable node (1 node down)"],
            outcome: .waiting
        ),
        Case(
            name: "a crash that is followed by another try",
            tasks: ["1:running", "2:failed oops", "2:ready:ready"],
            outcome: .waiting
        ),
        Case(
            name: "an image that is not there",
            tasks: ["1:running", "2:rejected No such image: x:1", "2:ready:ready"],
            outcome: .failed,
            reason: "No such image: x:1"
        ),
        Case(
            name: "a rejection that was made good",
            tasks: ["1:running", "2:rejected No such image", "2:running"],
            outcome: .up
        ),
        Case(
            name: "a rejection where the update goes on regardless",
            tasks: ["1:running", "2:rejected No such image", "2:ready:ready"],
            action: "continue",
            outcome: .waiting
        ),
        Case(
            name: "a paused update names its task",
            tasks: ["1:running", "2:failed task: non-zero exit (3)"],
            update: [
                "State": "paused",
                "Message": "update paused due to failure or early termination of task task1",
            ],
            outcome: .failed,
            reason: "task: non-zero exit (3)"
        ),
        Case(
            name: "a rolled-back update is a failure, though everything runs",
            tasks: ["1:running", "2:running"],
            update: ["State": "rollback_completed", "Message": "rollback completed"],
            outcome: .failed,
            reason: "rolled its update back: rollback completed"
        ),
        Case(
            name: "a rollback that has only begun",
            tasks: ["1:running", "2:running"],
            update: ["State": "rollback_started", "Message": "x"],
            outcome: .failed,
            reason: "rolled"
        ),
        Case(
            name: "somebody else's rollback of an unchanged service",
            tasks: ["1:running", "2:running"],
            update: ["State": "rollback_started", "Message": "x"],
            isWritten: false,
            outcome: .settled
        ),
        Case(
            name: "an old update's end says nothing of an unchanged service",
            tasks: ["1:running", "2:running"],
            update: ["State": "rollback_completed", "Message": "x"],
            isWritten: false,
            outcome: .settled
        ),
        Case(
            name: "an update in progress",
            tasks: ["1:running"],
            update: ["State": "updating", "Message": "x"],
            outcome: .waiting
        ),
        Case(
            name: "no replica is wanted",
            tasks: [],
            mode: ["Replicated": ["Replicas": 0]],
            outcome: .settled
        ),
        Case(name: "one replica by default", tasks: ["1:running"], mode: ["Replicated": [:]], outcome: .up),
        Case(
            name: "a program that has ended well",
            tasks: ["1:complete", "2:complete"],
            restart: "on-failure",
            outcome: .settled
        ),
        Case(
            name: "the engine pauses the update of a program that ends well",
            tasks: ["1:complete", "2:complete"],
            restart: "none",
            update: ["State": "paused", "Message": "early termination of task task1"],
            outcome: .settled
        ),
        Case(
            name: "one that would be restarted",
            tasks: ["1:complete", "2:complete"],
            restart: "any",
            outcome: .waiting
        ),
        Case(
            name: "its end is waited for, and it still runs",
            tasks: ["1:running", "2:running"],
            restart: "none",
            mustComplete: true,
            outcome: .waiting
        ),
    ]

    static let others: [Case] = [
        Case(
            name: "a global service on both nodes",
            tasks: ["1:running", "2:running"],
            mode: ["Global": [:]],
            outcome: .up
        ),
        Case(
            name: "a global service on one of two nodes",
            tasks: ["1:running"],
            mode: ["Global": [:]],
            outcome: .waiting
        ),
        Case(
            name: "a global service without a task yet",
            tasks: [],
            mode: ["Global": [:]],
            desired: 0,
            outcome: .waiting
        ),
        Case(
            name: "a job that runs",
            tasks: ["0:running:complete"],
            mode: ["ReplicatedJob": ["TotalCompletions": 1]],
            outcome: .waiting
        ),
        Case(
            name: "a job that is done",
            tasks: ["0:complete:complete"],
            mode: ["ReplicatedJob": ["TotalCompletions": 1]],
            mustComplete: true,
            outcome: .settled
        ),
        Case(
            name: "a job that is half done",
            tasks: ["0:complete:complete", "0:starting:complete"],
            mode: ["ReplicatedJob": ["TotalCompletions": 2]],
            outcome: .waiting
        ),
        Case(
            name: "a job on both nodes",
            tasks: ["1:complete:complete", "2:complete:complete"],
            mode: ["GlobalJob": [:]],
            outcome: .settled
        ),
        Case(
            name: "a job on one of two nodes",
            tasks: ["1:complete", "2:running:complete"],
            mode: ["GlobalJob": [:]],
            outcome: .waiting
        ),
        Case(name: "a job without a task yet", tasks: [], mode: ["GlobalJob": [:]], outcome: .waiting),
    ]

    @Test("one look", arguments: replicated + others)
    func one(_ test: Case) throws {
        var watch = Self.watch(written: test.isWritten, mustComplete: test.mustComplete)
        let verdict = watch.look(
            try Self.look(
                test.tasks,
                mode: test.mode,
                desired: test.desired,
                restart: test.restart,
                update: test.update,
                action: test.action
            ),
            now: 0
        )
        switch (verdict, test.outcome) {
        case (.waiting, .waiting), (.up, .up), (.settled, .settled): break
        case (.failed(let trouble), .failed):
            #expect(trouble.reason.contains(test.reason ?? ""), "\(trouble.reason)")
            let isRollingBack = test.update?["State"] == "rollback_started"
            #expect(watch.progress.state == (isRollingBack ? .rollingBack : .failed))
        default: Issue.record("\(verdict)")
        }
    }

    @Test(
        "a service without any task that may still run is given up after a moment",
        arguments: [
            Case(name: "restarts used up", tasks: ["1:running", "2:failed oops"], outcome: .failed),
            Case(
                name: "a failed job",
                tasks: ["0:failed oops"],
                mode: ["ReplicatedJob": ["TotalCompletions": 1]],
                outcome: .failed
            ),
            Case(
                name: "no restart wanted",
                tasks: ["1:failed oops", "2:running"],
                restart: "none",
                isWritten: false,
                outcome: .failed
            ),
        ]
    )
    func givenUp(_ test: Case) throws {
        var watch = Self.watch(written: test.isWritten)
        let look = try Self.look(test.tasks, mode: test.mode, restart: test.restart)
        #expect(watch.look(look, now: 0) == .waiting)
        #expect(watch.look(look, now: 1.9) == .waiting)
        guard case .failed(let trouble) = watch.look(look, now: 2.1) else {
            Issue.record("not given up")
            return
        }
        #expect(trouble.reason == "oops; the engine does not restart it")
        #expect(trouble.task?.error == "oops")
    }

    @Test("an unchanged service fails only over a rejection that is new")
    func newRejection() throws {
        var watch = Self.watch(written: false)
        let old = ["1:running", "2:rejected No such image", "2:ready:ready"]
        #expect(watch.look(try Self.look(old), now: 0) == .waiting)
        #expect(watch.look(try Self.look(old), now: 1) == .waiting)
        let verdict = watch.look(try Self.look(old + ["2:rejected No such image", "2:ready:ready"]), now: 6)
        guard case .failed = verdict else {
            Issue.record("\(verdict)")
            return
        }
    }
}
