internal import Diagnostics
internal import OrderedCollections

/// Rewrites the short syntaxes of a document into the long ones, so that later stages know one form.
///
/// A section of a wrong type is left as it is: validation names it afterwards.
struct Expansion {
    var collector = DiagnosticCollector()

    /// The document with every short syntax of its services and objects written out.
    mutating func document(_ tree: Tree) -> Tree {
        rewriteMembers(of: tree) { expansion, section, value in
            switch section {
            case "services":
                expansion.rewriteMembers(of: value) { expansion, _, service in expansion.service(service) }
            case "networks", "volumes", "configs", "secrets":
                expansion.rewriteMembers(of: value) { expansion, _, object in expansion.object(object) }
            default:
                value
            }
        }
    }

    private mutating func service(_ tree: Tree) -> Tree {
        rewriteMembers(of: tree) { expansion, key, value in
            switch key {
            case "command", "entrypoint":
                expansion.words(value)
            case "environment", "labels", "annotations", "sysctls":
                expansion.pairs(value)
            case "depends_on", "networks", "models":
                expansion.names(value)
            case "dns", "dns_search", "tmpfs", "label_file":
                Self.list(value)
            case "env_file":
                expansion.wrapped(Self.list(value), key: "path")
            case "configs", "secrets":
                expansion.wrapped(value, key: "source")
            case "extends":
                Self.wrapped(value, key: "service")
            case "build":
                expansion.build(Self.wrapped(value, key: "context"))
            case "ports":
                expansion.rewriteItems(of: value) { expansion, item in expansion.port(item) }
            case "volumes":
                expansion.rewriteItems(of: value) { expansion, item in expansion.mount(item) }
            case "devices":
                expansion.rewriteItems(of: value) { expansion, item in [expansion.device(item)] }
            case "extra_hosts":
                expansion.extraHosts(value)
            case "ulimits":
                Self.ulimits(value)
            case "gpus":
                expansion.gpus(value)
            case "healthcheck":
                Self.healthcheck(value)
            case "deploy":
                expansion.deploy(value)
            default:
                value
            }
        }
    }

    /// A network, volume, config or secret: labels as a list, and `external: {name: …}`.
    private mutating func object(_ tree: Tree) -> Tree {
        var object = rewriteMembers(of: tree) { expansion, key, value in
            key == "labels" ? expansion.pairs(value) : value
        }
        guard case .mapping(var members) = object.content, let external = members["external"],
            case .mapping(let externalMembers) = external.value.content
        else { return object }
        // The form of version 3.0: `external: {name: NAME}` stands for `external: true` and `name: NAME`.
        for (key, member) in externalMembers {
            if key == "name" {
                members["name"] = members["name"] ?? member
            } else {
                unknown(key, at: member.keyLocation, in: "external", known: ["name"])
            }
        }
        members["external"]?.value = .text("true", at: external.value.location)
        object.content = .mapping(members)
        return object
    }

    private mutating func build(_ tree: Tree) -> Tree {
        rewriteMembers(of: tree) { expansion, key, value in
            ["args", "labels", "additional_contexts", "ssh"].contains(key) ? expansion.pairs(value) : value
        }
    }

    private mutating func deploy(_ tree: Tree) -> Tree {
        rewriteMembers(of: tree) { expansion, key, value in
            key == "labels" ? expansion.pairs(value) : value
        }
    }

    private static func healthcheck(_ tree: Tree) -> Tree {
        tree.mapMembers { key, value in
            guard key == "test", let line = value.text else { return value }
            let parts: [Tree] = [.text("CMD-SHELL", at: value.location), .text(line, at: value.location)]
            return Tree(.sequence(parts), tag: value.tag, at: value.location)
        }
    }

    // MARK: Walking

    /// The mapping with each value rewritten; anything else as it is.
    mutating func rewriteMembers(
        of tree: Tree,
        _ change: (_ expansion: inout Expansion, _ key: String, _ value: Tree) -> Tree
    ) -> Tree {
        guard case .mapping(var members) = tree.content else { return tree }
        for index in members.values.indices {
            let key = members.keys[index]
            members.values[index].value = change(&self, key, members.values[index].value)
        }
        return Tree(.mapping(members), tag: tree.tag, at: tree.location)
    }

    /// The sequence with each item replaced by those that `change` gives; anything else as it is.
    mutating func rewriteItems(
        of tree: Tree,
        _ change: (_ expansion: inout Expansion, _ item: Tree) -> [Tree]
    ) -> Tree {
        guard case .sequence(let items) = tree.content else { return tree }
        var rewritten: [Tree] = []
        for item in items {
            rewritten += change(&self, item)
        }
        return Tree(.sequence(rewritten), tag: tree.tag, at: tree.location)
    }

    /// A mapping of texts at one place, in the order given, without the absent ones.
    static func mapping(_ members: [(key: String, text: String?)], like tree: Tree) -> Tree {
        var result = Tree.Members()
        for (key, text) in members {
            guard let text else { continue }
            result[key] = Tree.Member(keyLocation: tree.location, value: .text(text, at: tree.location))
        }
        return Tree(.mapping(result), tag: tree.tag, at: tree.location)
    }

    mutating func unknown(_ key: String, at location: SourceLocation, in section: String, known: [String]) {
        collector.error(
            "'\(key)' is not a key of '\(section)'",
            at: location,
            hint: suggestion(for: key, among: known).map { "did you mean '\($0)'?" }
        )
    }
}
