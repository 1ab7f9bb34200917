import FoundationEssentials
import Testing

extension OnSwarmWithPorts {
    /// A chart from its first line to the end of its release, as the README tells it.
    @Suite("the way of a chart")
    struct WholeWayTests {
        @Test("create, publish over HTTP, install, upgrade, roll back, uninstall", .timeLimit(.minutes(15)))
        func wholeWay() async throws {
            try await withRelease { user, swarm, shop in
                // The image of a new chart cannot be pulled here.
                try await swarm.docker("tag davit-test/busybox:1 busybox:1.37")
                try await requireSuccess(user.davit("create shop"))
                try await requireSuccess(user.davit("lint shop"))
                try await requireSuccess(user.davit("package shop -d dist"))
                let archive = "davit-blob.\(try await digest(of: "dist/shop-0.1.0.tgz", user).prefix(12))"

                try await NginxServer.serving("\(user.workingFolder)/dist", scratch: "\(user.folder)/nginx") {
                    url in
                    try await publishAndInstall(shop, url, user, swarm)
                }
                #expect(try await swarm.docker("config ls --format {{.Name}}").contains(archive))

                // The server is gone: the chart comes from the record, and so do the other values.
                try await requireSuccess(user.davit("upgrade \(shop) --set web.message=hi"))
                try await swarm.expect("3/3", of: "\(shop)_web")
                try await expect(page(of: shop, swarm), equals: "hi\n")

                let history = try await user.history(shop)
                #expect(history.map(\.revision) == [1, 2, 3])
                #expect(history.map(\.status) == ["superseded", "superseded", "deployed"])
                #expect(history.allSatisfy { $0.chart == "shop-0.1.0" })

                try await requireSuccess(user.davit("rollback \(shop) 1"))
                try await swarm.expect("2/2", of: "\(shop)_web")
                try await expect(page(of: shop, swarm), equals: "It works\n")
                try await expect(user.history(shop).map(\.status).last, equals: "deployed")

                try await requireSuccess(user.davit("uninstall \(shop)"))
                try await expect(swarm.footprint(shop), equals: [])
                let labelled = try await swarm.docker(
                    "ps --quiet --filter label=com.docker.stack.namespace=\(shop)"
                )
                #expect(labelled == [])
                #expect(try await !swarm.docker("config ls --format {{.Name}}").contains(archive))
            }
        }

        private func publishAndInstall(
            _ shop: String,
            _ url: String,
            _ user: DavitUser,
            _ swarm: SwarmProbe
        ) async throws {
            try await requireSuccess(user.davit("repo index dist --url \(url)"))
            try await requireSuccess(user.davit("repo add local \(url)"))
            let search = try await user.davit("search repo shop")
            try requireSuccess(search)
            #expect(
                search.output.lines.dropFirst().map { Array($0.columns.prefix(2)) } == [
                    ["local/shop", "0.1.0"]
                ]
            )

            try await requireSuccess(user.davit("install \(shop) local/shop --set web.replicas=2"))
            try await swarm.expect("2/2", of: "\(shop)_web")
            try await expect(page(of: shop, swarm), equals: "It works\n")
            let memory = try await swarm.inspect(
                "\(shop)_web",
                "{{.Spec.TaskTemplate.Resources.Limits.MemoryBytes}}"
            )
            #expect(memory == "67108864")

            try user.write("web:\n  message: production\n", to: "prod.yaml")
            try await requireSuccess(
                user.davit("upgrade \(shop) local/shop --set web.replicas=3 -f prod.yaml")
            )
            try await swarm.expect("3/3", of: "\(shop)_web")
            try await expect(page(of: shop, swarm), equals: "production\n")
        }

        /// What the web service of the new chart answers.
        private func page(of release: String, _ swarm: SwarmProbe) async throws -> String? {
            try await swarm.execute(in: "\(release)_web", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/")
        }

        private func digest(of file: String, _ user: DavitUser) async throws -> String {
            let run = try await Program.run(["sha256sum", file], in: user.workingFolder)
            try requireSuccess(run)
            return try #require(run.output.columns.first)
        }
    }
}
