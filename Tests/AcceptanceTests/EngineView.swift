import FoundationEssentials
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

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
        let answer = try get("/v1.41/\(kind)?filters=\(filters)")
        return try JSONDecoder().decode([JSONValue].self, from: answer).map(Object.init)
    }

    /// The body of an answer; HTTP/1.0, so that it ends with the connection.
    private func get(_ path: String) throws -> Data {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(host.dropFirst("unix://".count).utf8)
        try #require(bytes.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isConnected, "the engine does not answer at \(host)")
        let request = Array("GET \(path) HTTP/1.0\r\nHost: docker\r\n\r\n".utf8)
        try #require(write(descriptor, request, request.count) == request.count)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        let text = String(decoding: answer.prefix(15), as: UTF8.self)
        try #require(text.contains(" 200"), "\(path): \(String(decoding: answer.prefix(300), as: UTF8.self))")
        let end = try #require(answer.firstRange(of: Array("\r\n\r\n".utf8)))
        return Data(answer[end.upperBound...])
    }
}

extension JSONValue {
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    fileprivate var members: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }
    fileprivate subscript(key: String) -> JSONValue? { members[key] }
}

extension [UInt8] {
    /// Where `part` is for the first time.
    fileprivate func firstRange(of part: [UInt8]) -> Range<Int>? {
        guard count >= part.count else { return nil }
        for start in 0...(count - part.count) where Array(self[start..<start + part.count]) == part {
            return start..<start + part.count
        }
        return nil
    }
}

extension EngineView {
    /// What is wrong with a release that should be at rest; empty when nothing is.
    ///
    /// - Parameters:
    ///   - release: The release.
    ///   - services: The services that should be there, without the release's name.
    ///   - text: What a config that a service uses should have in it.
    ///   - historyMax: How many revisions may be kept.
    func faults(of release: String, services: [String], text: String, historyMax: Int) throws -> [String] {
        var faults: [String] = []
        func check(_ condition: Bool, _ message: @autoclosure () -> String) {
            if !condition { faults.append(message()) }
        }
        let stored = try objects("configs", label: "davit.release=\(release)")
        let revisions = stored.filter { $0.labels["davit.kind"] == "revision" }
            .sorted {
                Int($0.labels["davit.revision"] ?? "") ?? 0 < Int($1.labels["davit.revision"] ?? "") ?? 0
            }
        let numbers = revisions.compactMap { Int($0.labels["davit.revision"] ?? "") }
        let statuses = revisions.map { $0.labels["davit.status"] ?? "" }
        check(statuses.last == "deployed", "the newest revision is '\(statuses.last ?? "none")'")
        check(statuses.count { $0 == "deployed" } == 1, "statuses: \(statuses)")
        check(
            statuses.dropLast().allSatisfy { ["superseded", "interrupted", "failed"].contains($0) },
            "statuses: \(statuses)"
        )
        check(
            numbers == Array((numbers.first ?? 0)..<((numbers.first ?? 0) + numbers.count)),
            "revisions: \(numbers)"
        )
        check(numbers.count <= historyMax, "\(numbers.count) revisions are kept")
        let heads = stored.filter { $0.labels["davit.kind"] == "head" }
        check(heads.count == 1, "\(heads.count) heads")
        let head = heads.first?.labels ?? [:]
        check(head["davit.revision"] == numbers.last.map(String.init), "head: \(head)")
        check(head["davit.status"] == "deployed", "head: \(head)")
        check(head["davit.lease.id"] == nil, "a lease is left: \(head)")

        let live = try objects("services", label: "com.docker.stack.namespace=\(release)")
        let names = live.map(\.name).sorted()
        check(names == services.map { "\(release)_\($0)" }.sorted(), "services: \(names)")
        let used = live.reduce(into: Set<String>()) { $0.formUnion($1.uses) }
        let configs = try objects("configs", label: "davit.owner=\(release)")
        check(
            configs.contains { used.contains($0.name) && $0.text.contains(text) },
            "no service has '\(text)'"
        )
        // Of each config one for every revision that is kept may be there, but no more.
        let kinds = Dictionary(grouping: configs.map(\.name)) { $0.split(separator: "_").dropLast().joined() }
        for (kind, names) in kinds { check(names.count <= historyMax, "\(kind): \(names)") }
        let secrets = try objects("secrets", label: "davit.owner=\(release)").map(\.name)
        check(Set(secrets).subtracting(used).isEmpty, "secrets that nobody uses: \(secrets)")
        return faults
    }

    /// Everything that is left of a release.
    func remains(of release: String) throws -> [String] {
        let stack = "com.docker.stack.namespace=\(release)"
        return try ["services", "networks", "configs", "secrets"].flatMap { kind in
            try objects(kind, label: stack).map { "\(kind) \($0.name)" }
        } + objects("configs", label: "davit.release=\(release)").map { "config \($0.name)" }
    }
}
