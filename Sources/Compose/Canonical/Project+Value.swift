internal import FoundationEssentials
internal import OrderedCollections
package import Values

extension Project {
    /// The canonical form: one Compose document in the long syntax, keys in a fixed order.
    ///
    /// Loading it without interpolation and with the same content hash gives an equal project, but for
    /// the contents of secrets: those are replaced by their hash (`x-davit.hash`), so that the form can
    /// be recorded and shown. A dollar sign stands for itself; whoever gives the document to a tool that
    /// interpolates writes it twice.
    package var value: Value {
        var section = Section()
        section.add("name", name)
        section.add("services", members: services.mapValues(\.value))
        section.add("networks", members: networks.mapValues(\.value))
        section.add("volumes", members: volumes.mapValues(\.value))
        section.add("configs", members: configs.mapValues { $0.value(isSecret: false) })
        section.add("secrets", members: secrets.mapValues { $0.value(isSecret: true) })
        section.add(untyped)
        section.add(extensions)
        return section.value
    }

    /// The project without the contents of its secrets: what loading the canonical form gives.
    package var withoutSecrets: Project {
        var project = self
        for (name, secret) in secrets {
            if case .inline(_, let hash) = secret.content {
                project.secrets[name]?.content = .reference(hash: hash)
            }
        }
        return project
    }
}

extension Network {
    var value: Value {
        var section = Section()
        section.add("name", explicitName)
        section.add("external", whenTrue: isExternal)
        section.add("driver", driver)
        section.add("driver_opts", driverOptions)
        section.add("attachable", isAttachable)
        section.add("internal", isInternal)
        section.add("enable_ipv4", enableIPv4)
        section.add("enable_ipv6", enableIPv6)
        section.add("ipam", ipam?.value)
        section.add("labels", labels)
        section.add("x-davit", directives.section.ifAny)
        section.add(extensions)
        return section.value
    }
}

extension IPAM {
    var value: Value {
        var section = Section()
        section.add("driver", driver)
        section.add(
            "config",
            items: pools.map { pool in
                var section = Section()
                section.add("subnet", pool.subnet)
                section.add("ip_range", pool.ipRange)
                section.add("gateway", pool.gateway)
                section.add("aux_addresses", pool.auxAddresses)
                return section.value
            }
        )
        section.add("options", options)
        return section.value
    }
}

extension Volume {
    var value: Value {
        var section = Section()
        section.add("name", explicitName)
        section.add("external", whenTrue: isExternal)
        section.add("driver", driver)
        section.add("driver_opts", driverOptions)
        section.add("labels", labels)
        section.add("x-davit", directives.section.ifAny)
        section.add(extensions)
        return section.value
    }
}

extension FileObject {
    func value(isSecret: Bool) -> Value {
        var section = Section()
        var davit = directives.section
        section.add("name", explicitName)
        switch content {
        case .external:
            section.add("external", true)
        case .inline(let bytes, let hash):
            if isSecret {
                davit.add("hash", hash)
            } else if let text = String(validating: bytes, as: UTF8.self) {
                section.add("content", text)
            } else {
                davit.add("content-base64", Data(bytes).base64EncodedString())
            }
        case .reference(let hash):
            davit.add("hash", hash)
        case .generated(let secret):
            davit.add(
                "generate",
                ["length": .int(Int64(secret.length)), "charset": .string(secret.charset.rawValue)]
            )
        case .driver:
            break
        }
        section.add("driver", driver)
        section.add("driver_opts", driverOptions)
        section.add("template_driver", templateDriver)
        section.add("labels", labels)
        section.add("x-davit", davit.ifAny)
        section.add(extensions)
        return section.value
    }
}

extension NetworkTemplate {
    /// Attachable or not is always said: an empty mapping would be none.
    fileprivate var value: Value {
        var section = Section()
        section.add("driver", driver)
        section.add("driver_opts", driverOptions)
        section.add("attachable", isAttachable)
        section.add("internal", whenTrue: isInternal)
        return section.value
    }
}

extension Directives {
    var section: Section {
        var section = Section()
        section.add("hook", hooks.map(\.rawValue))
        section.add("hook-weight", hookWeight == 0 ? nil : hookWeight)
        section.add("hook-delete-policy", hookDeletePolicies.map(\.rawValue))
        if keepsReplicas { section.add("replicas", "keep") }
        section.add("keep", whenTrue: keep)
        section.add("size", size)
        section.add("storage-class", storageClass)
        section.add("description", purpose)
        section.add("auto-create", autoCreate?.value)
        return section
    }
}
