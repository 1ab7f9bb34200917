import TestSupport
import Testing

extension OnSwarm {
    /// What would change, and what has changed behind Davit's back.
    @Suite("plan and drift")
    struct PlanTests {
        private struct Plan: Decodable {
            struct Change: Decodable {
                struct Difference: Decodable {
                    var path: String
                    var kind: String
                    var old: String?
                    var new: String?
                    var repair: Bool
                }
                var action: String
                var kind: String
                var name: String
                var differences: [Difference]
                var repair: Bool
            }
            var changes: [Change]
        }

        @Test(
            "a plan tells old and new, by exit status and as JSON, and writes nothing",
            .timeLimit(.minutes(15))
        )
        func diff() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=1"))
                let before = try await swarm.footprint(release)
                let none = try await user.davit("diff upgrade \(release) --detailed-exitcode")
                #expect(none.status == 0, "\(none.testDescription)")
                #expect(none.output == "Nothing would change.\n")

                let some = try await user.davit(
                    ["diff", "upgrade", release, "--set", "replicas=2,text=a\nb", "--detailed-exitcode"]
                )
                #expect(some.status == 2, "\(some.testDescription)")
                #expect(some.output.contains("deploy.replicas: 1 → 2"))
                #expect(some.output.contains("        -one\n        +a\n        +b\n"))
                #expect(!some.output.utf8.contains(0x1B))
                let coloured = try await user.davit("diff upgrade \(release) --set replicas=2 --color always")
                #expect(coloured.output.contains("\u{1B}[31m1\u{1B}[0m → \u{1B}[32m2\u{1B}[0m"))

                let json = try await user.davit(
                    "diff upgrade \(release) --set text=two -o json --only config"
                )
                let changes = try json.json(Plan.self).changes
                #expect(changes.map(\.kind) == ["config"])
                #expect(changes.first?.action == "create")
                #expect(changes.first?.repair == false)
                #expect(changes.first?.differences.map(\.kind) == ["text"])
                #expect(changes.first?.differences.first?.old == "one")
                #expect(changes.first?.differences.first?.new == "two")

                // Every error is 1 then, also those of the command line, for 2 says that something differs.
                for line in [
                    "diff upgrade \(release)-none --detailed-exitcode", "drift x y --detailed-exitcode",
                    "diff revision \(release) 7 --detailed-exitcode",
                ] {
                    let run = try await user.davit(line)
                    #expect(run.status == 1, "\(run.testDescription)")
                }
                try await expect(swarm.footprint(release), equals: before)

                try await requireSuccess(user.davit("upgrade \(release) --set text=two"))
                let revisions = try await user.davit("diff revision \(release) 1 2")
                try requireSuccess(revisions)
                #expect(revisions.output.contains("-one\n"))
                #expect(revisions.output.contains("+two\n"))
                let rollback = try await user.davit("diff rollback \(release) 1 --detailed-exitcode")
                #expect(rollback.status == 2)
                #expect(rollback.output.contains("configs.page"))
                let same = try await user.davit("diff release \(release) \(release) --detailed-exitcode")
                #expect(same.status == 0)
            }
        }

        @Test("drift is told and repaired", .timeLimit(.minutes(15)))
        func drift() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=1"))
                try await swarm.docker("service update --detach --env-add API_TOKEN=geheim \(release)_web")
                try await swarm.docker("service scale --detach \(release)_web=2")
                let drift = try await user.davit("drift \(release) --detailed-exitcode")
                #expect(drift.status == 2, "\(drift.testDescription)")
                #expect(drift.output.contains("deploy.replicas: 1 recorded, 2 live"))
                #expect(drift.output.contains("environment.API_TOKEN: •••• live"))
                #expect(!drift.output.contains("geheim"))
                let json = try await user.davit("drift \(release) -o json")
                #expect(json.output.contains("\"drifted\": true"))
                #expect(!json.output.contains("geheim"))
                let repair = try await user.davit("upgrade \(release)")
                try requireSuccess(repair)
                #expect(repair.error.contains("was changed outside of Davit"))
                #expect(!repair.error.contains("geheim"))
                try await swarm.expect("1/1", of: "\(release)_web")
                let after = try await user.davit("drift \(release) --detailed-exitcode")
                #expect(after.status == 0, "\(after.testDescription)")
            }
        }

        @Test(
            "objects that bear the release's labels and that no revision has are drift",
            .timeLimit(.minutes(15))
        )
        func surplus() async throws {
            try await withRelease { user, swarm, release in
                try user.writeServiceChart()
                try await requireSuccess(user.davit("install \(release) web --set replicas=0"))
                // The config of the first revision is kept for a rollback.
                try await requireSuccess(user.davit("upgrade \(release) web --set text=two"))
                try await expect(swarm.names("config", of: release).count, equals: 2)
                let none = try await user.davit("drift \(release) --detailed-exitcode")
                #expect(none.status == 0, "\(none.testDescription)")

                let label = "--label davit.owner=\(release)"
                try user.write("x", to: "file")
                let file = "\(user.workingFolder)/file"
                try await swarm.docker("config create \(label) \(release)_stray \(file)")
                let onlyData = try await user.davit("drift \(release)")
                #expect(onlyData.output.contains("To remove it: docker config rm \(release)_stray"))
                try await swarm.docker("secret create \(label) \(release)_stray \(file)")
                try await swarm.docker("network create --driver overlay \(label) \(release)_stray")
                try await swarm.docker(
                    "service create --quiet --detach --no-resolve-image --replicas 0 \(label) "
                        + "--name \(release)_stray davit-test/busybox:1 sleep 3600"
                )
                let drift = try await user.davit("drift \(release) --detailed-exitcode")
                #expect(drift.status == 2)
                let added = drift.output.lines.filter { $0.contains(" was added") }.map { $0.columns[0] }
                #expect(
                    added.sorted() == ["config", "network", "secret", "service"],
                    "\(drift.testDescription)"
                )
                #expect(drift.output.contains("To put it back: davit upgrade \(release)"))
                let json = try await user.davit("drift \(release) -o json").json(DriftOutput.self)
                #expect(json.drifted)
                #expect(json.objects.map(\.what) == ["added", "added", "added", "added"])
                #expect(json.objects.allSatisfy { $0.name == "\(release)_stray" && $0.created != nil })

                try await requireSuccess(user.davit("upgrade \(release)"))
                let after = try await user.davit("drift \(release) --detailed-exitcode")
                #expect(after.status == 0, "\(after.testDescription)")
                try await expect(swarm.names("config", of: release).count, equals: 2)
            }
        }

        private struct DriftOutput: Decodable {
            struct Object: Decodable {
                var name: String
                var what: String
                var created: String?
            }

            var drifted: Bool
            var objects: [Object]
        }
    }
}
