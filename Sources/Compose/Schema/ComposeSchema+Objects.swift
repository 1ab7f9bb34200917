extension ComposeSchema {
    /// The keys of a network.
    static let network: [ComposeKey] = section(
        "networks.*",
        [
            ComposeKey("name", .text, "3.5"),
            ComposeKey("external", .boolean, "3.0"),
            ComposeKey("driver", .text, "3.0"),
            ComposeKey("driver_opts", .labels, "3.0"),
            ComposeKey("attachable", .boolean, "3.2"),
            ComposeKey("internal", .boolean, "3.0"),
            ComposeKey("enable_ipv4", .boolean, "spec"),
            ComposeKey("enable_ipv6", .boolean, "spec"),
            ComposeKey("ipam", .object, "3.0"),
            ComposeKey("ipam.driver", .text, "3.0"),
            ComposeKey("ipam.options", .labels, "spec"),
            ComposeKey("ipam.config", .objects, "3.0"),
            ComposeKey("ipam.config.[].subnet", .text, "3.0"),
            ComposeKey("ipam.config.[].ip_range", .text, "spec"),
            ComposeKey("ipam.config.[].gateway", .text, "spec"),
            ComposeKey("ipam.config.[].aux_addresses", .map(of: .text), "spec"),
            ComposeKey("labels", .labels, "3.0"),
            ComposeKey("x-davit", .object, "davit"),
            ComposeKey("x-davit.keep", .boolean, "davit"),
            ComposeKey("x-davit.description", .text, "davit"),
            ComposeKey("x-davit.auto-create", .object, "davit"),
            ComposeKey("x-davit.auto-create.driver", .text, "davit"),
            ComposeKey("x-davit.auto-create.driver_opts", .labels, "davit"),
            ComposeKey("x-davit.auto-create.attachable", .boolean, "davit"),
            ComposeKey("x-davit.auto-create.internal", .boolean, "davit"),
        ]
    )

    /// The keys of a volume.
    static let volume: [ComposeKey] = section(
        "volumes.*",
        [
            ComposeKey("name", .text, "3.4"),
            ComposeKey("external", .boolean, "3.0"),
            ComposeKey("driver", .text, "3.0"),
            ComposeKey("driver_opts", .labels, "3.0"),
            ComposeKey("labels", .labels, "3.0"),
            ComposeKey("x-davit", .object, "davit"),
            ComposeKey("x-davit.keep", .boolean, "davit"),
            ComposeKey("x-davit.size", .size, "davit"),
            ComposeKey("x-davit.storage-class", .text, "davit"),
        ]
    )

    /// The keys of a config or a secret.
    static func fileObject(of kind: String, since: String) -> [ComposeKey] {
        var keys = [
            ComposeKey("name", .text, "3.5"),
            ComposeKey("external", .boolean, since),
            ComposeKey("file", .text, since),
            ComposeKey("environment", .text, "spec"),
            // The specification has it for configs only; a chart's secret may come from a value as well.
            ComposeKey("content", .text, kind == "configs" ? "spec" : "davit"),
            ComposeKey("template_driver", .text, "3.8"),
            ComposeKey("labels", .labels, since),
            ComposeKey("x-davit", .object, "davit"),
            ComposeKey("x-davit.keep", .boolean, "davit"),
            ComposeKey("x-davit.description", .text, "davit"),
            ComposeKey("x-davit.hash", .text, "davit"),
            ComposeKey("x-davit.content-base64", .text, "davit"),
        ]
        if kind == "secrets" {
            keys += [
                ComposeKey("driver", .text, "3.8"),
                ComposeKey("driver_opts", .labels, "3.8"),
                ComposeKey("x-davit.generate", .object, "davit"),
                ComposeKey("x-davit.generate.length", .whole(1...4096), "davit"),
                ComposeKey(
                    "x-davit.generate.charset",
                    .choice(GeneratedSecret.Charset.allCases.map(\.rawValue)),
                    "davit"
                ),
            ]
        }
        return section("\(kind).*", keys)
    }
}
