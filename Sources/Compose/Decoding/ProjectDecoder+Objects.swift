internal import Diagnostics
internal import FoundationEssentials
internal import OrderedCollections

/// Networks, volumes, configs and secrets.
extension ProjectDecoder {
    mutating func network(_ tree: Tree) -> Network {
        var network = Network()
        network.explicitName = tree.text("name")
        network.isExternal = isExternal(tree, "network")
        network.driver = tree.text("driver")
        network.driverOptions = tree.labels("driver_opts")
        network.isAttachable = tree.flag("attachable")
        network.isInternal = tree.flag("internal")
        network.enableIPv4 = tree.flag("enable_ipv4")
        network.enableIPv6 = tree.flag("enable_ipv6")
        network.ipam = tree["ipam"].map(Self.ipam)
        network.labels = tree.labels("labels")
        network.directives = directives(tree["x-davit"])
        network.extensions = tree.extensions
        if network.directives.autoCreate != nil, !network.isExternal, let davit = tree["x-davit"] {
            collector.error(
                "'auto-create' is for external networks",
                at: davit.place("auto-create").location,
                hint: "add 'external: true', or remove it: a network of the release is always made"
            )
        }
        return network
    }

    private static func ipam(_ tree: Tree) -> IPAM {
        var ipam = IPAM()
        ipam.driver = tree.text("driver")
        ipam.options = tree.labels("options")
        ipam.pools = tree.list("config").map { item in
            var pool = IPAM.Pool()
            pool.subnet = item.text("subnet")
            pool.ipRange = item.text("ip_range")
            pool.gateway = item.text("gateway")
            pool.auxAddresses = item.labels("aux_addresses")
            return pool
        }
        return ipam
    }

    mutating func volume(_ tree: Tree) -> Volume {
        var volume = Volume()
        volume.explicitName = tree.text("name")
        volume.isExternal = isExternal(tree, "volume")
        volume.driver = tree.text("driver")
        volume.driverOptions = tree.labels("driver_opts")
        volume.labels = tree.labels("labels")
        volume.directives = directives(tree["x-davit"])
        volume.extensions = tree.extensions
        return volume
    }

    /// Whether somebody else makes the object; then nothing but its name may be said.
    private mutating func isExternal(_ tree: Tree, _ kind: String) -> Bool {
        guard tree.flag("external") == true else { return false }
        for (key, member) in tree.members ?? [:]
        where key != "external" && key != "name" && !key.hasPrefix("x-") && !member.value.isNull {
            collector.error(
                "an external \(kind) has nothing but a name, found '\(key)'",
                at: member.keyLocation,
                hint: "remove '\(key)', or 'external: true'"
            )
        }
        return true
    }

    mutating func config(_ name: String, _ member: Tree.Member) -> FileObject {
        fileObject(name, member, kind: "config")
    }

    mutating func secret(_ name: String, _ member: Tree.Member) -> FileObject {
        fileObject(name, member, kind: "secret")
    }

    private mutating func fileObject(_ name: String, _ member: Tree.Member, kind: String) -> FileObject {
        let tree = member.value
        var object = FileObject(.external)
        object.explicitName = tree.text("name")
        object.driver = tree.text("driver")
        object.driverOptions = tree.labels("driver_opts")
        object.templateDriver = tree.text("template_driver")
        object.labels = tree.labels("labels")
        object.directives = directives(tree["x-davit"])
        object.extensions = tree.extensions
        if isExternal(tree, kind) { return object }
        let davit = tree["x-davit"]
        let sources = [
            ("file", tree["file"]), ("environment", tree["environment"]), ("content", tree["content"]),
            ("driver", tree["driver"]), ("x-davit.content-base64", davit?["content-base64"]),
            ("x-davit.hash", davit?["hash"]), ("x-davit.generate", davit?["generate"]),
        ].compactMap { key, value in value.map { (key: key, value: $0) } }
        guard let source = sources.first else {
            let generated = kind == "secret" ? ", 'x-davit: {generate: {length: 32}}'" : ""
            collector.error(
                "the \(kind) '\(name)' has no content",
                at: member.keyLocation,
                hint: "add 'file', 'content', 'environment'\(generated) or 'external: true'"
            )
            return object
        }
        if sources.count > 1 {
            let keys = sources.map { "'\($0.key)'" }.joined(separator: " and ")
            collector.error(
                "the \(kind) '\(name)' has more than one content: \(keys)",
                at: sources[1].value.location,
                hint: "keep one of them"
            )
        }
        if let content = content(source.key, source.value) { object.content = content }
        return object
    }

    private mutating func content(_ key: String, _ tree: Tree) -> FileContent? {
        let text = tree.text ?? ""
        switch key {
        case "file":
            let files = files
            let bytes = attempt { () throws(Failure) -> [UInt8] in
                try files.read(text, key: "file", at: tree.location)
            }
            return bytes.map { inline($0) }
        case "environment":
            guard let value = options.variables[text] else {
                collector.error(
                    "the variable '\(text)' is not given",
                    at: tree.location,
                    hint: "give it with '--env \(text)=VALUE'"
                )
                return nil
            }
            return inline(Array(value.utf8))
        case "content":
            return inline(Array(text.utf8))
        case "x-davit.content-base64":
            guard let data = Data(base64Encoded: text) else {
                collector.error("'content-base64' is not base64", at: tree.location)
                return nil
            }
            return inline(Array(data))
        case "x-davit.hash":
            return .reference(hash: text)
        case "x-davit.generate":
            return .generated(
                GeneratedSecret(
                    length: tree.integer("length") ?? 32,
                    charset: tree.choice("charset") ?? .alnum
                )
            )
        default:
            return .driver
        }
    }

    private func inline(_ bytes: [UInt8]) -> FileContent {
        .inline(bytes, hash: options.contentHash(bytes))
    }
}
