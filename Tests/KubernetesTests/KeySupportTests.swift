import Compose
import Diagnostics
import Testing

@testable import Kubernetes

@Suite("the table of keys for Kubernetes")
struct KeySupportTests {
    /// A new key of the schema must get a line in a table before it can pass unnoticed.
    @Test("the tables know every key of the schema, and no other")
    func complete() {
        let table = KubernetesSupport.table
        for key in ComposeSchema.keys {
            #expect(table.words(for: key.path) != nil, "'\(key.path)' is in no line of the tables")
        }
        let known = Set(ComposeSchema.keys.map(\.path))
        #expect(table.paths.subtracting(known) == [])
    }

    /// A line of the table that stands for a diagnostic, without what it is about.
    struct Line: Sendable, CustomTestStringConvertible {
        var name: String
        var severity: Diagnostic.Severity
        var condition: String?
        /// What the message or the hint says of it.
        var text: String
        /// Whether the table itself finds the uses; others are found while converting.
        var isFoundByTable: Bool
        var testDescription: String { "\(name) \(condition ?? "")" }
    }

    static let lines: [Line] =
        lines(KubernetesSupport.services) + lines(KubernetesSupport.networks)
        + lines(KubernetesSupport.volumes)
        + lines(KubernetesSupport.configs) + lines(KubernetesSupport.secrets)
        + lines(KubernetesSupport.project)

    private static func lines<Subject>(_ table: [KeySupport<Subject>]) -> [Line] {
        table.compactMap { support in
            var line = Line(name: support.name, severity: .warning, text: "", isFoundByTable: true)
            line.condition = support.condition
            switch support.verdict {
            case .ignored(let reason, let severity):
                line.severity = severity
                line.text = reason
            case .approximated(let difference): line.text = difference
            case .refused(let hint):
                line.severity = .error
                line.text = hint
            case .mapped, .emulated, .moot, .needs, .ignoredBefore: return nil
            }
            return line
        }
    }

    /// Lines that describe what is found while converting, in words that depend on the use.
    static let described: Set<String> = [
        "domainname others", "deploy.placement.constraints node.id, node.ip and engine.labels",
        "deploy.restart_policy.max_attempts others", "driver_opts ",
        "deploy.update_config.parallelism of a StatefulSet",
        "deploy.update_config.order start-first, of a StatefulSet and with volumes that one node can have",
        "healthcheck.test missing, without a probe in `x-kubernetes`",
    ]

    @Test("every line that reports something does so for one of the files")
    func used() throws {
        let said = try ComposeFixture.all.flatMap { try $0.converted().diagnostics }
        for line in Self.lines where !Self.described.contains(line.testDescription) {
            let isSaid = said.contains { diagnostic in
                diagnostic.severity == line.severity && diagnostic.message.contains("'\(line.name)")
                    && (diagnostic.message.contains(line.text) || diagnostic.hint == line.text)
            }
            #expect(isSaid, "\(line.testDescription): \(line.text)")
        }
    }
}
