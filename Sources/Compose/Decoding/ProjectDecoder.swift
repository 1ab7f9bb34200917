internal import Diagnostics
internal import OrderedCollections
internal import Values

/// Makes the typed project of a validated tree: the last stage of loading.
///
/// A tree of the right types can still be wrong (a network that nobody declares, a port published
/// twice): such errors are gathered here.
struct ProjectDecoder {
    let root: Tree
    let options: ComposeOptions
    let files: ChartFiles
    var collector = DiagnosticCollector()
    var project = Project()
    /// The services left out because no enabled profile asks for them, with their profiles.
    var disabled: [String: [String]] = [:]

    /// The ports published so far by number and protocol.
    var published: [String: [PublishedPort]] = [:]

    init(root: Tree, options: ComposeOptions, files: ChartFiles) {
        self.root = root
        self.options = options
        self.files = files
    }

    /// The project; errors are in the collector.
    mutating func decode() {
        project.name = root.text("name")
        project.extensions = root.extensions
        project.untyped = untyped(root, keys: ["models"])
        for (name, member) in root.section("networks") where isValid(name, member, "network") {
            project.networks[name] = network(member.value)
        }
        for (name, member) in root.section("volumes") where isValid(name, member, "volume") {
            project.volumes[name] = volume(member.value)
        }
        for (name, member) in root.section("configs") where isValid(name, member, "config") {
            project.configs[name] = config(name, member)
        }
        for (name, member) in root.section("secrets") where isValid(name, member, "secret") {
            project.secrets[name] = secret(name, member)
        }
        let services = root.section("services")
        for (name, member) in services {
            let profiles = member.value.texts("profiles")
            guard
                profiles.isEmpty || options.profiles.contains("*")
                    || !options.profiles.isDisjoint(with: profiles)
            else {
                disabled[name] = profiles
                let names = profiles.map { "'\($0)'" }.joined(separator: ", ")
                collector.note(
                    "the service '\(name)' is left out: no profile of \(names) is enabled",
                    at: member.keyLocation
                )
                continue
            }
        }
        for (name, member) in services where disabled[name] == nil && isValidService(name, member) {
            project.services[name] = service(name, member)
        }
        checkDependencies()
    }

    // MARK: Names

    /// Names of objects: letters, digits, `.`, `_` and `-`, as the specification has them.
    private mutating func isValid(_ name: String, _ member: Tree.Member, _ kind: String) -> Bool {
        let isValid =
            !name.isEmpty && name.utf8.allSatisfy { $0.isLetter || $0.isDigit || "._-".utf8.contains($0) }
        if !isValid {
            collector.error(
                "'\(name)' is not a name for a \(kind)",
                at: member.keyLocation,
                hint: "use letters, digits, '.', '_' and '-'"
            )
        }
        return isValid
    }

    /// Names of services become names in the network: letters and digits with `-` and `_` inside, at most
    /// 63 characters (the engine's rule for service names).
    private mutating func isValidService(_ name: String, _ member: Tree.Member) -> Bool {
        let bytes = name.utf8
        let isEnd = { (byte: UInt8?) in byte.map { $0.isLetter || $0.isDigit } ?? false }
        let isValid =
            bytes.count <= 63 && isEnd(bytes.first) && isEnd(bytes.last)
            && bytes.allSatisfy {
                $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
        if !isValid {
            collector.error(
                "'\(name)' is not a name for a service",
                at: member.keyLocation,
                hint: "use up to 63 letters, digits, '-' and '_', with a letter or digit at both ends"
            )
        }
        return isValid
    }

    // MARK: What the parts share

    /// The members with these keys, verbatim.
    func untyped(_ tree: Tree, keys: [String]) -> Value.Object {
        var untyped: Value.Object = [:]
        for key in keys {
            if let member = tree[key] { untyped[key] = member.value }
        }
        return untyped
    }

    /// Reports a name that is used and not declared.
    mutating func undeclared(_ name: String, _ kind: String, at location: SourceLocation, declared: [String])
    {
        let near = suggestion(for: name, among: declared)
        collector.error(
            "the \(kind) '\(name)' is not declared",
            at: location,
            hint: near.map { "did you mean '\($0)'?" }
                ?? "declare it under '\(kind)s:', with 'external: true' if it is made elsewhere"
        )
    }

    mutating func record(_ failure: Failure) {
        collector.error(failure.message, at: failure.location, hint: failure.hint)
    }

    /// The result of `body`, or nil with its failure gathered, so that one bad file hides no other.
    mutating func attempt<Result>(_ body: () throws(Failure) -> Result) -> Result? {
        do {
            return try body()
        } catch {
            record(error)
            return nil
        }
    }
}
