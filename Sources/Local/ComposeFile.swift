internal import Compose
internal import Diagnostics
internal import OrderedCollections
internal import Values
internal import YAML

/// A project as a plain `compose.yaml` with its files beside it.
struct ComposeFile: Sendable {
    /// What a file beside it is filled with.
    enum Content: Sendable, Hashable {
        case bytes([UInt8])
        /// The bytes are not at hand: the file must be there from an earlier revision.
        case existing
        /// Made once and then left alone.
        case generated(GeneratedSecret)
    }

    /// A config or a secret.
    struct File: Sendable, Hashable {
        var object: ObjectName
        var content: Content
        /// Below the release's folder: `configs/page_1f3a5b7c9d0e`.
        var path: String { "\(object.folder)/\(object.name)" }
    }

    /// The sort and the file name of a config or a secret.
    struct ObjectName: Sendable, Hashable {
        /// `configs` or `secrets`.
        var folder: String
        var name: String
    }

    /// The document, with a dollar sign standing for itself.
    let value: Value
    let files: [File]

    /// - Parameters:
    ///   - project: The project.
    ///   - hooks: Write the services that are hooks; otherwise they are left out, being no part of the stack.
    init(_ project: Project, hooks: Bool = false) {
        var project = project
        project.name = nil
        project.services = project.services.filter { $0.value.directives.isHook == hooks }
        let configs = Self.files(of: project.configs, folder: "configs")
        let secrets = Self.files(of: project.secrets, folder: "secrets")
        files = Array(configs.values) + Array(secrets.values)
        project.services = project.services.mapValues { Self.plain($0, configs) }
        project.configs = [:]
        var document = project.value.objectValue ?? [:]
        if !secrets.isEmpty {
            document["secrets"] = .object(secrets.mapValues { ["file": .string("./\($0.path)")] })
        }
        value = Self.portable(.object(document))
    }

    /// The service in terms that every Compose tool understands.
    private static func plain(_ service: Service, _ configs: OrderedDictionary<String, File>) -> Service {
        var service = service
        // Compose would take a variable without a value from the environment of whoever runs it.
        service.environment = service.environment.filter { $0.value != nil }
        // docker-compose 1 and podman-compose ignore configs; a mount is what newer tools make of them.
        for config in service.configs {
            guard let file = configs[config.source] else { continue }
            let target = config.target.hasPrefix("/") ? config.target : "/\(config.target)"
            service.mounts.append(Mount(.bind, source: "./\(file.path)", target: target, readOnly: true))
        }
        service.configs = []
        return service
    }

    private static func files(
        of objects: OrderedDictionary<String, FileObject>,
        folder: String
    ) -> OrderedDictionary<String, File> {
        var files: OrderedDictionary<String, File> = [:]
        for (key, object) in objects { files[key] = file(key, object, folder: folder) }
        return files
    }

    /// The text for a tool that interpolates.
    var bytes: [UInt8] {
        YAML.emit(Self.escaped(value), style: .v3, sortKeys: false)
    }

    /// The document of a text that `bytes` gave.
    static func read(_ bytes: [UInt8], file: String) throws(Failure) -> Value {
        unescaped(try YAML.decode(bytes, file: file))
    }

    /// The name of the file of a config or secret; nil for what somebody else supplies.
    static func objectName(_ key: String, _ object: FileObject, folder: String) -> ObjectName? {
        switch object.content {
        case .inline(_, let hash), .reference(let hash): ObjectName(folder: folder, name: "\(key)_\(hash)")
        case .generated: ObjectName(folder: folder, name: key)
        case .external, .driver: nil
        }
    }

    private static func file(_ key: String, _ object: FileObject, folder: String) -> File? {
        guard let name = objectName(key, object, folder: folder) else { return nil }
        let content: Content
        switch object.content {
        case .inline(let bytes, _): content = .bytes(bytes)
        case .reference: content = .existing
        case .generated(let secret): content = .generated(secret)
        case .external, .driver: return nil
        }
        return File(object: name, content: content)
    }

    private static func escaped(_ value: Value) -> Value {
        mapTexts(value) { $0.replacing("$", with: "$$") }
    }

    private static func unescaped(_ value: Value) -> Value {
        mapTexts(value) { $0.replacing("$$", with: "$") }
    }

    private static func mapTexts(_ value: Value, _ transform: (String) -> String) -> Value {
        switch value {
        case .string(let text): .string(transform(text))
        case .array(let elements): .array(elements.map { mapTexts($0, transform) })
        case .object(let members): .object(members.mapValues { mapTexts($0, transform) })
        default: value
        }
    }
}
