internal import OrderedCollections
internal import Values

extension Device {
    var value: Value {
        var section = Section()
        section.add("source", source)
        section.add("target", target)
        section.add("permissions", permissions)
        return section.value
    }
}

extension CredentialSpec {
    var value: Value {
        var section = Section()
        section.add("file", file)
        section.add("registry", registry)
        section.add("config", config)
        return section.value
    }
}

extension Ulimit {
    var value: Value {
        ["soft": .int(soft), "hard": .int(hard)]
    }
}
