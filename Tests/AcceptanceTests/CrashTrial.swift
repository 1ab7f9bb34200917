import Testing

/// A release under trial: its own lane to the engine, and its own person.
struct CrashTrial: Sendable {
    let user: DavitUser
    let lane: KillerProxy.Lane
    let view: any TargetView
    let release: String
    /// The published port, which no other trial has.
    let port: Int
    /// A chart with an archive of its own: what another release has stored is not written again.
    let chart: String
    /// Whether the services that keep running elsewhere have no replicas in that chart.
    var isIdle = false

    /// A command line that makes the release say `text`.
    ///
    /// Without tasks the images exist nowhere; with them those of the services without replicas are
    /// never started, and the others keep running.
    func command(_ verb: String, _ text: String, hasTasks: Bool = false) -> String {
        let hasTasks = hasTasks || isIdle
        let images = [
            "web": "busybox", "worker": "postgres", "redis": "redis", "postgres": "postgres",
        ]
        var tags: [String] = []
        var values = ["poll.question=\(text)", "web.port=\(port)"]
        if hasTasks { values += ["web.replicas=0", "worker.replicas=0", "endpointMode=dnsrr"] }
        for (service, image) in images.sorted(by: { $0.key < $1.key }) {
            let repository = hasTasks ? "davit-test/\(image)" : "127.0.0.1:9/davit-none"
            values.append("\(service).image.repository=\(repository)")
            tags.append("\(service).image.tag=1")
        }
        let options = "--no-wait --history-max \(CrashMatrix.historyMax)"
        return "\(verb) \(release) \(chart) \(options) --set \(values.joined(separator: ",")) "
            + "--set-string \(tags.joined(separator: ","))"
    }

    /// Runs a command that dies at `point`.
    func killed(at point: KillerProxy.Point?, _ line: String) async throws -> DavitRun {
        try lane.set(point)
        let run = try await user.davit(line)
        if point != nil {
            #expect(lane.hasKilled == (run.status == 128 + 9), "\(run.testDescription)")
        }
        return run
    }

    /// Expects the release to be at rest and to say `text`.
    func expectSound(_ text: String, _ point: KillerProxy.Point?, _ run: DavitRun) throws {
        let faults = try view.faults(
            of: release,
            services: CrashMatrix.services,
            text: text,
            historyMax: CrashMatrix.historyMax
        )
        #expect(
            faults.isEmpty,
            "killed \(point.map(\.description) ?? "nowhere"): \(faults)\n\(run.testDescription)"
        )
    }
}
