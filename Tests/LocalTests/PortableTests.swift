import FoundationEssentials
import Local
import Releases
import TestSupport
import Testing
import Values
import YAML

/// What is written is read by docker-compose 1 as well, whose schema wants some things otherwise.
@Suite struct PortableTests {
    @Test(
        arguments: [
            ("ports: [\"8080:80\"]", "ports.0.published", 8080),
            ("deploy: {resources: {limits: {memory: 64M}}}", "deploy.resources.limits.memory", "67108864"),
            (
                "deploy: {resources: {reservations: {memory: 1K}}}",
                "deploy.resources.reservations.memory", "1024"
            ),
            ("deploy: {resources: {limits: {pids: 9}}}", "pids_limit", 9),
            ("deploy: {resources: {limits: {pids: 9}}}", "deploy.resources.limits", nil),
            ("volumes: [\"/tmp:/data\"]", "volumes.0.bind", nil),
            ("volumes: [\"/tmp:/data\"]", "volumes.0.source", "/tmp"),
            ("secrets: [s]", "secrets.0.mode", nil),
            ("secrets: [s]", "secrets.0.source", "s"),
            ("configs: [{source: c, target: /etc/c}]", "volumes.0.target", "/etc/c"),
            ("configs: [c]", "volumes.0.target", "/c"),
            ("configs: [c]", "configs", nil),
            ("environment: {A: , B: x}", "environment.A", nil),
            ("environment: {A: , B: x}", "environment.B", "x"),
        ] as [(String, String, Value?)]
    )
    func services(lines: String, path: String, expected: Value?) async throws {
        try await withTemporaryFolder { folder in
            let text = """
                services:
                  web:
                    image: a
                    \(lines)
                configs: {c: {content: c}}
                secrets: {s: {content: s}}
                """
            let here = ReleaseEnvironment(
                orchestrator: LocalOrchestrator(folder: folder, findRunner: { nil }),
                store: DirectoryStore(folder: folder)
            )
            _ = try await Install(release: "shop", makeContent: content(text)).run(in: here)
            let file = "\(folder)/releases/shop/compose.yaml"
            let bytes = try #require(FileManager.default.contents(atPath: file))
            let document = try YAML.decode(Array(bytes), file: file)
            let found = path.split(separator: ".").reduce(document["services"]?["web"]) { value, key in
                Int(key).flatMap { index in
                    value?.arrayValue.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                } ?? value?[String(key)]
            }
            #expect(found == expected)
        }
    }
}
