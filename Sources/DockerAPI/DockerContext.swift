import Diagnostics
import Values

/// A context that the `docker` command keeps under its configuration folder.
struct DockerContext {
    var name: String
    var host: String
    var tls: DockerEndpoint.TLS?

    /// The name of the current context, or nil when it is the default one or nothing is configured.
    ///
    /// - Throws: `.invalidInput` when `config.json` is not JSON.
    static func current(environment: DockerEnvironment) throws(Failure) -> String? {
        guard let folder = environment.configFolder else { return nil }
        let path = "\(folder)/config.json"
        guard let bytes = environment.readFile(path), !bytes.isEmpty else { return nil }
        let name = try JSON.decode(bytes, file: path)["currentContext"]?.stringValue
        return name?.isEmpty == false ? name : nil
    }

    /// The context of that name.
    ///
    /// The folder names are digests of the context names; looking through all of them needs no digest
    /// and tells the names there are.
    ///
    /// - Throws: `.notFound` with the nearest name as a hint, `.invalidInput` for a context without a host.
    static func find(_ name: String, environment: DockerEnvironment) throws(Failure) -> DockerContext {
        let root = "\(environment.configFolder ?? ".docker")/contexts"
        var names = ["default"]
        for folder in environment.listFolder("\(root)/meta") {
            let path = "\(root)/meta/\(folder)/meta.json"
            guard let bytes = environment.readFile(path) else { continue }
            let meta = try JSON.decode(bytes, file: path)
            guard let found = meta["Name"]?.stringValue else { continue }
            names.append(found)
            guard found == name else { continue }
            let endpoint = meta["Endpoints"]?["docker"]
            guard let host = endpoint?["Host"]?.stringValue, !host.isEmpty else {
                throw Failure(
                    .invalidInput,
                    "the Docker context '\(name)' names no engine",
                    at: .init(file: path),
                    hint: "choose another context: docker context ls"
                )
            }
            let files = "\(root)/tls/\(folder)/docker"
            let skips = endpoint?["SkipTLSVerify"]?.boolValue ?? false
            return DockerContext(
                name: name,
                host: host,
                tls: tls(in: files, verifies: !skips, environment: environment)
            )
        }
        throw Failure(
            .notFound,
            "there is no Docker context '\(name)'",
            notes: ["contexts: " + names.sorted().joined(separator: ", ")],
            hint: suggestion(for: name, among: names).map { "did you mean '\($0)'?" } ?? "docker context ls"
        )
    }

    private static func tls(
        in folder: String,
        verifies: Bool,
        environment: DockerEnvironment
    ) -> DockerEndpoint.TLS? {
        let files = Set(environment.listFolder(folder))
        guard !files.isEmpty || !verifies else { return nil }
        func path(_ name: String) -> String? { files.contains(name) ? "\(folder)/\(name)" : nil }
        return DockerEndpoint.TLS(
            authority: path("ca.pem"),
            certificate: path("cert.pem"),
            key: path("key.pem"),
            verifies: verifies
        )
    }
}
