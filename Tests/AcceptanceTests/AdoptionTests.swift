import TestSupport
import Testing

extension OnSwarm {
    /// Stacks of `docker stack deploy` that become releases.
    @Suite("adoption")
    struct AdoptionTests {
        /// Configs, secrets, networks, volumes, a global service, ports of the host, and what is external.
        static let rich = """
            version: "3.8"
            services:
              web:
                image: davit-test/busybox:1
                command: ["sh", "-c", "echo $$HOME {{.Node.Hostname}}; sleep 3600"]
                stop_grace_period: 0s
                environment: {LOG_LEVEL: info, EMPTY: "", TEMPLATE: "{{ .Service.Name }}"}
                configs:
                  - page
                  - {source: page, target: /etc/page, mode: 0400}
                secrets: [token]
                networks: {front: {aliases: [www]}, back: {}}
                volumes: ["data:/data", "outside:/outside", {type: tmpfs, target: /cache, tmpfs: {size: 1048576}}]
                ports: [{target: 80, published: 29873, mode: host}]
                healthcheck: {test: "true", interval: 1s, retries: 3}
                deploy:
                  replicas: 1
                  labels: {tier: front}
                  update_config: {parallelism: 2, failure_action: rollback}
                  restart_policy: {condition: on-failure, max_attempts: 3}
                  resources: {limits: {cpus: "0.5", memory: 64M}}
              agent:
                image: davit-test/busybox:1
                command: sleep 3600
                stop_grace_period: 0s
                labels: {x: "y"}
                deploy: {mode: global, placement: {constraints: [node.role == manager]}}
              db:
                image: davit-test/busybox:1
                entrypoint: [sleep]
                command: ["3600"]
                stop_grace_period: 0s
                networks: [back]
                volumes: ["/tmp:/host:ro"]
                deploy: {endpoint_mode: dnsrr, replicas: 2}
            configs: {page: {file: ./page}, unused: {file: ./page}}
            secrets: {token: {file: ./token}}
            networks: {front: {attachable: true}, back: {internal: true, ipam: {config: [{subnet: 10.98.7.0/24}]}}}
            volumes: {data: {labels: {a: b}}, outside: {external: true}}
            """

        static let small = """
            version: "3.8"
            services:
              web: {image: "davit-test/busybox:1", command: sleep 3600, stop_grace_period: 0s}
            """

        private func deploy(_ text: String, as stack: String, _ user: DavitUser, _ swarm: SwarmProbe)
            async throws
        {
            try user.write(text, to: "stack.yaml")
            try user.write("hello {{ world }} $HOME\n", to: "page")
            try user.write("geheim", to: "token")
            try await swarm.docker(
                "stack deploy --resolve-image never -c \(user.workingFolder)/stack.yaml \(stack)"
            )
            let isUp = try await eventually(seconds: 60) {
                try await swarm.docker("stack services \(stack) --format {{.Replicas}}").allSatisfy {
                    replicas in
                    let parts = replicas.split(separator: "/")
                    return parts.first == parts.last
                }
            }
            #expect(isUp)
        }

        private func tasks(_ stack: String, _ swarm: SwarmProbe) async throws -> [String] {
            try await swarm.docker("stack ps \(stack) --no-trunc --format", "{{.ID}} {{.DesiredState}}")
                .sorted()
        }

        @Test(
            "a stack becomes a release and no task is restarted; then it is one like any other",
            .timeLimit(.minutes(15))
        )
        func wholeLife() async throws {
            try await withRelease { user, swarm, stack in
                try await deploy(Self.rich, as: stack, user, swarm)
                let tasks = try await self.tasks(stack, swarm)
                let template = "{{json .Spec.TaskTemplate}} {{json .Spec.EndpointSpec}} {{json .Spec.Mode}}"
                let spec = try await swarm.inspect("\(stack)_web", template)
                let before = try await swarm.footprint(stack)

                let plan = try await user.davit("adopt \(stack) --dry-run")
                try requireSuccess(plan)
                #expect(plan.output.contains("no task would restart"))
                try await expect(swarm.footprint(stack), equals: before)

                let adopted = try await user.davit("adopt \(stack) --output-dir chart")
                try requireSuccess(adopted)
                #expect(adopted.output.contains("No task was restarted."))
                #expect(adopted.error.contains("the content of secret '\(stack)_token' cannot be read"))
                try await expect(self.tasks(stack, swarm), equals: tasks)
                try await expect(swarm.inspect("\(stack)_web", template), equals: spec)
                try await expect(user.history(stack).map(\.description), equals: ["adopted"])
                for line in ["diff upgrade \(stack)", "drift \(stack)", "diff upgrade \(stack) chart"] {
                    let run = try await user.davit("\(line) --detailed-exitcode")
                    #expect(run.status == 0, "\(run)")
                }
                // Applying the chart again that was written out changes nothing either.
                try await requireSuccess(user.davit("upgrade \(stack) chart"))
                try await expect(self.tasks(stack, swarm), equals: tasks)

                try await requireSuccess(
                    user.davit("upgrade \(stack) --set web.environment.LOG_LEVEL=debug,db.replicas=1")
                )
                #expect(
                    try await swarm.inspect("\(stack)_web", "{{json .Spec.TaskTemplate.ContainerSpec.Env}}")
                        .contains("LOG_LEVEL=debug")
                )
                try await swarm.expect("1/1", of: "\(stack)_db")
                // What the upgrade did not touch still runs as it did.
                let agents = try await swarm.runningTasks("\(stack)_agent")
                #expect(agents.allSatisfy { agent in tasks.contains { $0.hasPrefix(agent) } })
                #expect(!agents.isEmpty)

                try await requireSuccess(user.davit("uninstall \(stack)"))
                for kind in ["service", "network", "config"] {
                    try await expect(swarm.names(kind, of: stack), equals: [])
                }
                // Its content could not be taken over.
                try await expect(swarm.names("secret", of: stack), equals: ["\(stack)_token"])
            }
        }

        @Test(
            "a chart that says something else is refused with what it says, and applied on request",
            .timeLimit(.minutes(15))
        )
        func givenChart() async throws {
            try await withRelease { user, swarm, stack in
                try await deploy(Self.small, as: stack, user, swarm)
                let before = try await swarm.footprint(stack)
                let compose = """
                    services:
                      web:
                        image: davit-test/busybox:1
                        command: sleep 3600
                        stop_grace_period: 0s
                        environment: {{ .Values.environment | toJson }}
                    """
                try user.writeChart("web", compose: compose, values: "environment: {LOG_LEVEL: info}\n")
                let refused = try await user.davit("adopt \(stack) web")
                expectOneError(
                    refused,
                    containing: ["would change what runs", "environment.LOG_LEVEL (none → info)", "--apply"]
                )
                try await expect(swarm.footprint(stack), equals: before)
                try await expect(user.davit("history \(stack)").status, equals: 3)

                let planned = try await user.davit("adopt \(stack) web --dry-run")
                try requireSuccess(planned)
                #expect(planned.output.contains("environment.LOG_LEVEL: info"))
                try await expect(swarm.footprint(stack), equals: before)

                let tasks = try await swarm.runningTasks("\(stack)_web")
                // Values that make the chart say what runs.
                try user.write(
                    "apiVersion: v2\nname: web\nversion: 0.1.0\nprerequisites: [{name: store}]\n",
                    to: "web/Chart.yaml"
                )
                let adopted = try await user.davit("adopt \(stack) web --set environment=null")
                try requireSuccess(adopted)
                let warning = "adopting leaves the prerequisites of the chart alone: 'store'"
                #expect(adopted.error.contains(warning), "\(adopted.testDescription)")
                try await expect(swarm.runningTasks("\(stack)_web"), equals: tasks)
                try await requireSuccess(user.davit("uninstall \(stack)"))

                try await deploy(Self.small, as: stack, user, swarm)
                try await requireSuccess(user.davit("adopt \(stack) web --apply"))
                #expect(
                    try await swarm.inspect("\(stack)_web", "{{json .Spec.TaskTemplate.ContainerSpec.Env}}")
                        .contains("LOG_LEVEL=info")
                )
            }
        }

        @Test("the chart's hooks are not run", .timeLimit(.minutes(15)), arguments: ["", " --apply"])
        func hooks(option: String) async throws {
            try await withRelease { user, swarm, stack in
                try await deploy(Self.small, as: stack, user, swarm)
                let tasks = try await self.tasks(stack, swarm)
                let hooks = ["pre-install", "post-install", "pre-upgrade"].map { event in
                    "  \(event): {image: davit-test/busybox:1, command: 'true', x-davit: {hook: \(event)}}"
                }
                let compose = """
                    services:
                      web: {image: "davit-test/busybox:1", command: sleep 3600, stop_grace_period: 0s}
                    \(hooks.joined(separator: "\n"))
                    """
                try user.writeChart("web", compose: compose)
                let adopted = try await user.davit("adopt \(stack) web\(option)")
                try requireSuccess(adopted)
                #expect(!adopted.error.contains("hook"), "\(adopted.testDescription)")
                try await expect(swarm.names("service", of: stack), equals: ["\(stack)_web"])
                try await expect(self.tasks(stack, swarm), equals: tasks)
                // From then on it is a release like any other.
                let upgrade = try await user.davit("upgrade \(stack) --set x=y")
                try requireSuccess(upgrade)
                #expect(upgrade.error.contains("pre-upgrade"), "\(upgrade.testDescription)")
            }
        }

        @Test("what cannot be adopted says why", .timeLimit(.minutes(15)))
        func refusals() async throws {
            try await withRelease { user, swarm, stack in
                expectOneError(
                    try await user.davit("adopt \(stack)"),
                    containing: ["there is no stack '\(stack)'"]
                )
                expectOneError(
                    try await user.davit("adopt My_Stack"),
                    containing: ["a release has the name of its stack"]
                )
                try await deploy(Self.small, as: stack, user, swarm)
                try await requireSuccess(user.davit("adopt \(stack)"))
                let again = try await user.davit("adopt \(stack)")
                expectOneError(again, containing: ["a release named '\(stack)' exists already"])
                #expect(again.status == 4)
                // The secrets and the shape of another release are safe from being written over.
                expectOneError(
                    try await user.davit("adopt \(stack)-2 --output-dir ."),
                    containing: ["'.' exists already"]
                )
            }
        }
    }
}
