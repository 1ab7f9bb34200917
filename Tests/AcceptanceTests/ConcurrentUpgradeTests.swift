import FoundationEssentials
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension OnSwarm {
    /// Many at once on one release.
    @Suite("concurrent upgrades")
    struct ConcurrentUpgradeTests {
        @Test("each of fifty makes exactly one revision or names the holder", .timeLimit(.minutes(15)))
        func fiftyAtOnce() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=1"))
                let runs = try await atOnce(50) { number in
                    try await user.davit("upgrade \(release) web --history-max 0 --set text=n\(number)")
                }
                let winners = runs.filter(\.succeeded)
                #expect(!winners.isEmpty, "\(runs.first?.testDescription ?? "")")
                for loser in runs where !loser.succeeded {
                    // USER@HOST:PID of who has the release.
                    expectOneError(loser, containing: ["@\(try hostName()):"])
                    #expect(loser.status == 4)
                }
                let history = try await user.history(release)
                #expect(history.map(\.revision) == Array(1...(1 + winners.count)))
                #expect(history.map(\.status).last == "deployed")
                #expect(history.dropLast().allSatisfy { $0.status == "superseded" })
                try await swarm.expect("1/1", of: "\(release)_web")
            }
        }

        @Test("all of fifty succeed when they may wait for each other", .timeLimit(.minutes(10)))
        func fiftyInTurn() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=0"))
                let runs = try await atOnce(50) { number in
                    try await user.davit(
                        "upgrade \(release) web --history-max 0 --lock-timeout 9m --set text=n\(number)"
                    )
                }
                for run in runs { expectSuccess(run) }
                let history = try await user.history(release)
                #expect(history.map(\.revision) == Array(1...51))
                #expect(history.filter { $0.status == "deployed" }.map(\.revision) == [51])
                // What is live is what the last revision says.
                let values = try await user.davit("get values \(release) -o json")
                let text = try values.json([String: JSONScalar].self)["text"]?.text
                let configs = try await swarm.inspect(
                    "\(release)_web",
                    "{{range .Spec.TaskTemplate.ContainerSpec.Configs}}{{.ConfigName}}{{end}}"
                )
                let data = try await swarm.docker(
                    "config inspect \(configs) --format",
                    "{{printf \"%s\" .Spec.Data}}"
                )
                #expect(data == [text])
            }
        }

        @Test("fifty releases at once do not get in each other's way", .timeLimit(.minutes(10)))
        func fiftyReleases() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                let view = EngineView(host: swarm.host)
                func all(_ line: @escaping @Sendable (String, Int) -> String) async throws {
                    let runs = try await atOnce(50) { try await user.davit(line("\(release)-\($0)", $0)) }
                    for run in runs { expectSuccess(run) }
                }
                try await all { name, number in "install \(name) web --set replicas=0,text=a\(number)" }
                try await all { name, number in "upgrade \(name) web --set replicas=0,text=b\(number)" }
                for number in 0..<50 {
                    let faults = try view.faults(
                        of: "\(release)-\(number)",
                        services: ["web"],
                        text: "b\(number)",
                        historyMax: 2
                    )
                    #expect(faults.isEmpty, "\(number)")
                }
                try await all { name, _ in "uninstall \(name)" }
                for number in 0..<50 {
                    #expect(try view.remains(of: "\(release)-\(number)").isEmpty, "\(number)")
                }
            }
        }

        /// Starts `count` runs at once and waits for all of them.
        private func atOnce(
            _ count: Int,
            _ body: @escaping @Sendable (Int) async throws -> DavitRun
        ) async throws -> [DavitRun] {
            try await withThrowingTaskGroup(of: DavitRun.self) { group in
                for number in 0..<count { group.addTask { try await body(number) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        private func hostName() throws -> String {
            var buffer = [CChar](repeating: 0, count: 256)
            try #require(gethostname(&buffer, buffer.count) == 0)
            return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}

/// A value of JSON that is no list and no object.
enum JSONScalar: Decodable {
    case string(String), number(Double), other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .other
        }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
