import FoundationEssentials
import TestSupport
import Testing

/// The engine's own word about a release, read from its API without any of Davit's code.
struct EngineView: Sendable {
    let host: String

    /// A service, config, secret or network.
    struct Object: Sendable {
        var name: String
        var labels: [String: String] = [:]
        /// The content of a config.
        var data = Data()
        var text: String { String(decoding: data, as: UTF8.self) }
        /// The names of the configs and secrets that a service uses.
        var uses: Set<String> = []

        init(_ value: JSONValue) {
            let spec = value["Spec"] ?? value
            name = spec["Name"]?.text ?? ""
            for (key, label) in spec["Labels"]?.members ?? [:] { labels[key] = label.text }
            if let data = (spec["Data"]?.text).flatMap({ Data(base64Encoded: $0) }) {
                self.data = data
            }
            let container = spec["TaskTemplate"]?["ContainerSpec"]
            for (list, key) in [("Configs", "ConfigName"), ("Secrets", "SecretName")] {
                uses.formUnion((container?[list]?.elements ?? []).compactMap { $0[key]?.text })
            }
        }
    }

    /// All objects of one sort with a label: `configs`, `davit.release=web`.
    func objects(_ kind: String, label: String) throws -> [Object] {
        let filters = "{\"label\":[\"\(label)\"]}".utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
        let answer = try LocalSocket.get(
            "/v1.41/\(kind)?filters=\(filters)",
            at: String(host.dropFirst("unix://".count))
        )
        return try JSONDecoder().decode([JSONValue].self, from: answer).map(Object.init)
    }
}

extension EngineView: TargetView {
    func faults(of release: String, services: [String], text: String, historyMax: Int) throws -> [String] {
        var faults = Faults()
        let stored = try objects("configs", label: "davit.release=\(release)")
        faults.checkHistory(stored.map(\.labels), historyMax: historyMax)
        let live = try objects("services", label: "com.docker.stack.namespace=\(release)")
        let names = live.map(\.name).sorted()
        faults.check(names == services.map { "\(release)_\($0)" }.sorted(), "services: \(names)")
        let used = live.reduce(into: Set<String>()) { $0.formUnion($1.uses) }
        let configs = try objects("configs", label: "davit.owner=\(release)")
        faults.check(
            configs.contains { used.contains($0.name) && $0.text.contains(text) },
            "no service has '\(text)'"
        )
        // Of each config one for every revision that is kept may be there, but no more.
        let kinds = Dictionary(grouping: configs.map(\.name)) { $0.split(separator: "_").dropLast().joined() }
        for (kind, names) in kinds { faults.check(names.count <= historyMax, "\(kind): \(names)") }
        let secrets = try objects("secrets", label: "davit.owner=\(release)").map(\.name)
        faults.check(Set(secrets).subtracting(used).isEmpty, "secrets that nobody uses: \(secrets)")
        return faults.all
    }

    func remains(of release: String) throws -> [String] {
        let stack = "com.docker.stack.namespace=\(release)"
        return try ["services", "networks", "configs", "secrets"].flatMap { kind in
            try objects(kind, label: stack).map { "\(kind) \($0.name)" }
        } + objects("configs", label: "davit.release=\(release)").map { "config \($0.name)" }
    }

    func notes(ofKind kind: String) throws -> [[String: String]] {
        try objects("configs", label: "davit.kind=\(kind)").map(\.labels)
    }
}
