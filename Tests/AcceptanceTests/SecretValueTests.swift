import FoundationEssentials
import Testing

extension OnSwarm {
    /// Values that the chart's schema marks `writeOnly` and that its templates write into what they render.
    @Suite("secret values")
    struct SecretValueTests {
        private static let compose = """
            services:
              web:
                image: davit-test/busybox:1
                command: [sleep, {{ .Values.time | quote }}]
                stop_grace_period: 0s
                environment:
                  URL: postgres://app:{{ .Values.password }}@{{ .Values.host }}/app
                configs: [{source: app, target: /app}]
                labels: {auth: "{{ .Values.password | b64enc }}"}
                deploy: {labels: {token: "{{ .Values.password }}"}, update_config: {monitor: 1s}}
            configs:
              app:
                content: "password = {{ .Values.password }}"
            """

        private func prepare(_ user: DavitUser) throws {
            try user.writeChart(
                "app",
                compose: Self.compose,
                values: "time: 3600\nhost: db\npassword: null\n"
            )
            try user.write(
                #"{"properties": {"password": {"type": ["string", "null"], "writeOnly": true}}}"#,
                to: "app/values.schema.json"
            )
            try user.write("hunter-2-first", to: "first")
            try user.write("hunter-2-other", to: "other")
        }

        /// Nothing that davit prints has the secret in it.
        private func davit(_ user: DavitUser, _ line: String) async throws -> DavitRun {
            let run = try await user.davit(line)
            #expect(!(run.output + run.error).contains("hunter-2"), "\(run.testDescription)")
            return run
        }

        @Test("without a key", .timeLimit(.minutes(10)))
        func withoutKey() async throws {
            try await withRelease { user, swarm, release in
                try prepare(user)
                let install = try await davit(user, "install \(release) app --set-file password=first")
                try requireSuccess(install)
                #expect(install.error.contains("the secret value 'password' is written into"))
                try await expect(
                    swarm.execute(in: "\(release)_web", "cat", "/app"),
                    equals: "password = hunter-2-first"
                )

                for line in ["drift \(release)", "diff upgrade \(release) --set-file password=first"] {
                    let run = try await davit(user, "\(line) --detailed-exitcode")
                    #expect(run.status == 0, "\(run.testDescription)")
                }
                let before = try await swarm.footprint(release)
                let same = try await davit(user, "upgrade \(release) --set-file password=first")
                try requireSuccess(same)
                try await expect(swarm.footprint(release), equals: before)
                let manifest = try await davit(user, "get manifest \(release)")
                #expect(manifest.output.contains("postgres://app:••••@db/app"), "\(manifest.testDescription)")
                #expect(manifest.output.contains("password = ••••"))
                try requireSuccess(await davit(user, "status \(release)"))

                // What differs beside the secret is seen, and what was secret there is not.
                let environment = "URL=postgres://app:hunter-2-first@elsewhere/app"
                try await swarm.docker(
                    "service update --quiet --detach --env-add \(environment) \(release)_web"
                )
                let drift = try await davit(user, "drift \(release) --detailed-exitcode")
                #expect(drift.status == 2, "\(drift.testDescription)")
                #expect(drift.output.contains("environment.URL"))

                // Only the secret is another one; that is a change, and the way back is closed.
                let changed = try await davit(
                    user,
                    "upgrade \(release) --set-file password=other --set time=3601"
                )
                try requireSuccess(changed)
                let last = try await davit(user, "upgrade \(release) --set-file password=first")
                try requireSuccess(last)
                try await expect(user.history(release).map(\.revision), equals: [1, 2, 3])
                let state = try await swarm.footprint(release)
                for line in [
                    "rollback \(release) 1",
                    "upgrade \(release) --set-file password=first --set time=9 --rollback-on-failure",
                ] {
                    let refused = try await davit(user, line)
                    expectOneError(refused, containing: ["'password'", "Hint: "])
                    try await expect(swarm.footprint(release), equals: state)
                }
                try await expectNotStored(release, user)
                try requireSuccess(await davit(user, "diff revision \(release) 1 2"))
            }
        }

        @Test("with a key", .timeLimit(.minutes(10)))
        func withKey() async throws {
            try await withRelease { user, swarm, release in
                var user = user
                try prepare(user)
                try user.write(String(repeating: "A", count: 43) + "=", to: "key")
                user.environment["DAVIT_KEY_FILE"] = "key"
                try requireSuccess(await davit(user, "install \(release) app --set-file password=first"))
                try requireSuccess(await davit(user, "upgrade \(release) --set-file password=other"))
                try await expect(
                    swarm.execute(in: "\(release)_web", "cat", "/app"),
                    equals: "password = hunter-2-other"
                )
                let difference = try await davit(user, "diff revision \(release) 1 2")
                #expect(difference.output.contains("environment.URL"), "\(difference.testDescription)")
                try requireSuccess(await davit(user, "rollback \(release) 1"))
                try await expect(
                    swarm.execute(in: "\(release)_web", "cat", "/app"),
                    equals: "password = hunter-2-first"
                )
                let drift = try await davit(user, "drift \(release) --detailed-exitcode")
                #expect(drift.status == 0, "\(drift.testDescription)")
                let before = try await swarm.footprint(release)
                try requireSuccess(await davit(user, "upgrade \(release)"))
                try await expect(swarm.footprint(release), equals: before)
                try await expectNotStored(release, user)
            }
        }

        /// No stored object of the release has the secret in it, packed or not.
        private func expectNotStored(_ release: String, _ user: DavitUser) async throws {
            let stored = try EngineView(host: Engine.swarm()).objects(
                "configs",
                label: "davit.release=\(release)"
            )
            #expect(stored.count > 2)
            for object in stored {
                try object.data.write(to: URL(fileURLWithPath: "\(user.workingFolder)/stored"))
                let isPacked = object.data.starts(with: [0x1F, 0x8B])
                let unpacked = try await Program.run(
                    isPacked ? ["gzip", "-dc", "stored"] : ["cat", "stored"],
                    in: user.workingFolder
                )
                try requireSuccess(unpacked)
                let text = unpacked.output
                for trace in ["hunter-2", "aHVudGVyLT"] {
                    #expect(!text.contains(trace), "\(object.name)")
                    #expect(!object.labels.values.contains { $0.contains(trace) })
                }
            }
        }
    }
}
