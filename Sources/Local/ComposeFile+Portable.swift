internal import OrderedCollections
internal import Values

extension ComposeFile {
    /// The document in the words that old and new Compose tools have in common, without what only Davit
    /// reads.
    ///
    /// The rules are those of the schema of docker-compose 1.29, which is stricter than the specification
    /// and in every point also valid by it.
    static func portable(_ document: Value) -> Value {
        guard case .object(var sections) = document else { return document }
        for (name, section) in sections {
            guard case .object(var members) = section else { continue }
            for (key, member) in members {
                guard case .object(var fields) = member else { continue }
                fields["x-davit"] = nil
                members[key] = .object(name == "services" ? service(fields) : fields)
            }
            sections[name] = .object(members)
        }
        return .object(sections)
    }

    private static func service(_ fields: Value.Object) -> Value.Object {
        var fields = fields
        fields["ports"] = mapped(fields["ports"]) { port in
            // The specification has text here, the old schema a number; all tools read a number.
            guard let number = port["published"]?.stringValue.flatMap({ Int64($0) }) else { return }
            port["published"] = .int(number)
        }
        // Owner and mode only make tools warn: the file that is mounted has its own.
        fields["secrets"] = mapped(fields["secrets"]) { secret in
            secret = secret.filter { $0.key == "source" || $0.key == "target" }
        }
        fields["volumes"] = mapped(fields["volumes"]) { mount in
            // Making the folder is the default, and the old schema has no word for it.
            guard case .object(var bind)? = mount["bind"], bind["create_host_path"] == true else { return }
            bind["create_host_path"] = nil
            mount["bind"] = bind.isEmpty ? nil : .object(bind)
        }
        guard case .object(var deploy)? = fields["deploy"] else { return fields }
        guard case .object(var resources)? = deploy["resources"] else { return fields }
        for (kind, amounts) in resources {
            guard case .object(var amounts) = amounts else { continue }
            if let bytes = amounts["memory"]?.intValue { amounts["memory"] = .string(String(bytes)) }
            if kind == "limits", let number = amounts["pids"] {
                amounts["pids"] = nil
                fields["pids_limit"] = number
            }
            resources[kind] = amounts.isEmpty ? nil : .object(amounts)
        }
        deploy["resources"] = .object(resources)
        fields["deploy"] = .object(deploy)
        return fields
    }

    /// The list with every mapping in it changed; nil stays nil.
    private static func mapped(_ list: Value?, _ change: (inout Value.Object) -> Void) -> Value? {
        guard let elements = list?.arrayValue else { return list }
        let changed = elements.map { element in
            guard case .object(var members) = element else { return element }
            change(&members)
            return Value.object(members)
        }
        return .array(changed)
    }
}
