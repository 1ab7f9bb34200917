import Testing
import Values

@testable import DockerAPI

@Suite("formats of the engine")
struct EngineFormatTests {
    /// Expected values from `date -u -d TIME +%s.%N`.
    @Test(
        "points in time",
        arguments: [
            ("2026-11-23T08:32:56.344059859Z", 1_795_422_776.344059859),
            ("1970-01-01T00:00:00Z", 0),
            ("2024-02-29T23:59:59.5Z", 1_709_251_199.5),
            ("2000-03-01T00:00:00Z", 951_868_800),
            ("0001-01-01T00:00:00Z", nil),
            ("yesterday", nil),
            ("", nil),
        ] as [(String, Double?)]
    )
    func dates(text: String, expected: Double?) {
        let parsed = EngineDate.parse(text)
        #expect((parsed == nil) == (expected == nil))
        #expect(abs((parsed ?? 0) - (expected ?? 0)) < 1e-6)
    }

    @Test("a log is taken apart wherever its bytes are cut", arguments: [1, 3, 9, 1000])
    func frames(size: Int) {
        func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
            [stream, 0, 0, 0, 0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8)
        }
        let time = "2026-01-01T00:00:00.000000001Z"
        let task = "com.docker.swarm.node.id=n,com.docker.swarm.task.id=t1"
        let bytes =
            frame(1, "\(time) \(task) one two\n") + frame(2, "\(time) \(task) three\r\n")
            + frame(1, "\(time) \(task) \n") + frame(3, "no log")
            + frame(1, "\(time) \(task) cut off").dropLast(4)
        var reader = LogReader(isTerminal: false, hasDetails: true)
        var entries: [LogEntry] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            entries += reader.read(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        entries += [reader.finish()].compactMap(\.self)
        let expected = [
            ("one two", time, false), ("three", time, true), ("", time, false), ("no log", "", true),
            ("cut", time, false),
        ]
        #expect(entries.map { String(decoding: $0.text, as: UTF8.self) } == expected.map(\.0))
        #expect(entries.map(\.time) == expected.map(\.1))
        #expect(entries.map(\.isError) == expected.map(\.2))
        #expect(entries.map(\.taskID) == ["t1", "t1", "t1", "", "t1"])
        #expect(reader.finish() == nil)
    }

    @Test("the log of a terminal has no frames")
    func terminalLog() {
        var reader = LogReader(isTerminal: true)
        let bytes = Array("2026-01-01T00:00:00.000000001Z a b\r\n2026-01-01T00:00:00.000000002Z c".utf8)
        #expect(reader.read(bytes).map { String(decoding: $0.text, as: UTF8.self) } == ["a b"])
        #expect(reader.finish().map { String(decoding: $0.text, as: UTF8.self) } == "c")
        #expect(reader.finish() == nil)
    }

    @Test(
        "API versions",
        arguments: [
            ("1.41", APIVersion(1, 41)), ("v1.9", APIVersion(1, 9)), ("1", nil), ("1.x", nil), ("", nil),
        ] as [(String, APIVersion?)]
    )
    func versions(text: String, expected: APIVersion?) {
        #expect(APIVersion(text) == expected)
    }

    @Test("versions are compared as numbers")
    func order() {
        #expect(APIVersion(1, 9) < APIVersion(1, 41))
        #expect(APIVersion(1, 41) < APIVersion(2, 0))
    }

    @Test("a task, as a 20.10 engine tells it")
    func task() throws {
        let json = """
            {"ID": "t1", "CreatedAt": "2026-11-23T08:45:11Z", "ServiceID": "s1", "Slot": 2, "NodeID": "n1",
             "DesiredState": "shutdown", "JobIteration": {"Index": 3}, "Spec": {"ContainerSpec": {"Image": "i:1"}},
             "Status": {"Timestamp": "2026-11-23T08:45:15.5Z", "State": "failed", "Message": "started",
              "Err": "task: non-zero exit (1)", "ContainerStatus": {"ContainerID": "c1", "PID": 0, "ExitCode": 1}}}
            """
        let task = try #require(SwarmTask(try JSON.decode(Array(json.utf8), file: "")))
        #expect(task.slot == 2)
        #expect(task.state == .failed)
        #expect(task.desired == .shutdown)
        #expect(task.state.isTerminal)
        #expect(task.error == "task: non-zero exit (1)")
        #expect(task.exitCode == 1)
        #expect(task.jobIteration == 3)
        #expect(task.changed - task.created == 4.5)
    }
}
