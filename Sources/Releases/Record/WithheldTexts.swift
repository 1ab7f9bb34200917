internal import Values

/// Where a record has a placeholder in the place of a secret text.
///
/// The originals are in the record's `sealed` where there was a key, and nowhere else.
package struct WithheldTexts: Sendable, Hashable {
    /// A text with something secret in it.
    package struct Place: Sendable, Hashable {
        /// The keys and indices from the record down: `project`, `services`, `web`, `environment`, `URL`.
        package var path: [String]
        /// The paths of the values whose texts stood there.
        package var values: [[String]]

        /// The place in the words of a person: `services.web.environment.URL`, `the notes`.
        var description: String {
            switch path.first {
            case "notes": "the notes"
            case "project": path.dropFirst().joined(separator: ".")
            default: path.joined(separator: ".")
            }
        }
    }

    /// What stands for each secret text; nothing else in the record has it in it.
    package var placeholder: String
    package var places: [Place]

    /// What stands for a secret: the mask that outputs show, or something like it that none of the texts has.
    ///
    /// - Parameter isTaken: Whether a text or a part of one has it in it.
    static func placeholder(isTaken: (String) -> Bool) -> String {
        // A single dot next to the mask would leave open where the mask begins.
        if !isTaken(String(SecretValues.mask.prefix(1))) { return SecretValues.mask }
        var (candidate, number) = ("‹\(SecretValues.mask)›", 1)
        while isTaken(candidate) {
            number += 1
            candidate = "‹\(SecretValues.mask)\(number)›"
        }
        return candidate
    }

    /// Whether the text at a path of a canonical project may be any text, so that a placeholder can stand in it.
    ///
    /// Names, references, ports, times and the like may not: the project would be another one, or none.
    static func isFreeText(_ path: [String]) -> Bool {
        guard path.count > 1 else { return path.first.map(isExtension) ?? false }
        let key = path.count > 2 ? path[2] : ""
        if isExtension(path[0]) || path[0] == "models" { return true }
        if path.contains("x-davit") { return path[0] == "configs" && path.last == "content-base64" }
        if path.contains(where: isExtension) { return true }
        let inner = path.count > 3 ? path[3] : ""
        switch (path[0], key) {
        case ("services", "environment"), ("services", "command"), ("services", "entrypoint"),
            ("services", "labels"), ("services", "annotations"), ("services", "user"),
            ("services", "working_dir"), ("services", "sysctls"), ("services", "storage_opt"),
            ("services", "build"), ("services", "develop"), ("services", "provider"),
            ("services", "models"), ("services", "post_start"), ("services", "pre_stop"):
            return true
        case ("services", "deploy"): return inner == "labels"
        case ("services", "healthcheck"): return inner == "test" && path.last != "0"
        case ("services", "logging"): return inner == "options"
        case ("services", "networks"): return path.contains("driver_opts")
        case ("services", "volumes"): return path.count > 5 && path[4] == "volume" && path[5] == "labels"
        case ("networks", "ipam"): return inner == "options"
        case ("networks", "labels"), ("networks", "driver_opts"), ("volumes", "labels"),
            ("volumes", "driver_opts"), ("configs", "labels"), ("configs", "driver_opts"),
            ("configs", "content"), ("secrets", "labels"), ("secrets", "driver_opts"):
            return true
        default:
            return false
        }
    }

    private static func isExtension(_ key: String) -> Bool { key.hasPrefix("x-") && key != "x-davit" }
}

extension WithheldTexts {
    /// As it is stored.
    var value: Value {
        [
            "placeholder": .string(placeholder),
            "places": .array(
                places.map { place in
                    [
                        "path": .array(place.path.map { .string($0) }),
                        "values": .array(place.values.map { .array($0.map { .string($0) }) }),
                    ]
                }
            ),
        ]
    }

    /// What is stored; nil when nothing is.
    init?(_ value: Value?) {
        guard let value, let placeholder = value["placeholder"]?.stringValue else { return nil }
        func path(_ value: Value?) -> [String] { (value?.arrayValue ?? []).compactMap(\.stringValue) }
        self.placeholder = placeholder
        places = (value["places"]?.arrayValue ?? []).map { place in
            Place(path: path(place["path"]), values: (place["values"]?.arrayValue ?? []).map { path($0) })
        }
    }
}
