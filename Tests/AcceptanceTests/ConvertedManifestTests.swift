import FoundationEssentials
import TestSupport
import Testing

extension OnKubernetes {
    /// The real API server is the judge of what the conversion gives.
    @Suite("converted manifests")
    struct ConvertedManifestTests {
        private static let options = "--kube-version 1.20 --generate-secrets"

        private static func composeFiles() throws -> [String] {
            try ["kubernetes", "stacks"].flatMap { folder in
                let path = "\(Fixture.root)/Tests/Fixtures/\(folder)"
                return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
                    .filter { $0.hasSuffix(".yaml") }.map { "\(path)/\($0)" }
            }
        }

        private static func charts() throws -> [String] {
            let folder = "\(Fixture.root)/charts"
            // What needs a kind that a prerequisite brings is tried where that is: in PrerequisiteTests.
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                .filter { !["compose-etcd", "compose-api"].contains($0) }
                .map { "\(folder)/\($0)" }
                .filter { FileManager.default.fileExists(atPath: "\($0)/Chart.yaml") }
        }

        @Test("kubectl's dry run on the server takes every one", .timeLimit(.minutes(5)))
        func accepted() async throws {
            try await withNamespace { user, cluster in
                var manifests = ""
                var converted = 0
                for source in try Self.composeFiles() + Self.charts() {
                    let run = try await user.davit(
                        "convert kubernetes x \(source) \(Self.options) -n \(cluster.namespace)"
                    )
                    // What Kubernetes cannot do is refused by name, and gives nothing.
                    if !run.succeeded {
                        expectOneError(run, containing: [])
                        continue
                    }
                    converted += 1
                    manifests += run.output
                }
                #expect(converted >= 60)
                let run = try await cluster.tryKubectl(
                    ["apply", "--dry-run=server", "-f", "-"],
                    input: manifests
                )
                #expect(run.status == 0, "\(run.error)")
                let documents = manifests.lines.count { $0 == "---" }
                #expect(run.output.lines.count { $0.hasSuffix("(server dry run)") } == documents)
            }
        }
    }
}
