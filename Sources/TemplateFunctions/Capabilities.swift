package import GoTemplate

/// `.Capabilities`: what the chart is rendered for.
///
/// Helm's fields, and Davit's own `Target`, `Swarm` and `DavitVersion`.
package final class Capabilities: GoStructObject {
    /// The Go type of `.Capabilities.APIVersions`; `TemplateFunctions.methods` has its methods.
    package static let versionSetType = "common.VersionSet"

    private let kubeVersionText: String
    private lazy var kubeVersion = GoValue.object(KubeVersion(kubeVersionText))
    private let versions: [String]
    private lazy var apiVersions = GoValue.list(
        GoList(versions.map { .text($0) }, of: "string", namedType: Self.versionSetType)
    )
    private let helmVersionText: String
    private lazy var helmVersion = GoValue.object(
        PlainStruct(
            "version.BuildInfo",
            [
                ("Version", "version", .text(helmVersionText)), ("GitCommit", "", .text("")),
                ("GitTreeState", "", .text("")),
                ("GoVersion", "go_version", .text(DefaultCapabilities.goVersion)),
                (
                    "KubeClientVersion", "kube_client_version",
                    .text(DefaultCapabilities.kubeClientVersion)
                ),
            ]
        )
    )
    private let target: String
    private let swarmVersion: String
    private let swarmNodes: Int
    private let davitVersion: String

    /// - Parameters:
    ///   - kubeVersion: Version of the cluster, or the one to assume without one, as in `v1.36.0`.
    ///   - apiVersions: The `group/version` and `group/version/Kind` that it serves.
    ///   - helmVersion: The Helm version that Davit answers for, as in `v4.2.3`.
    ///   - target: `swarm`, `kubernetes` or `local`.
    ///   - swarmVersion: Version of the Docker Engine; empty on other targets.
    ///   - swarmNodes: How many nodes the swarm has; 0 on other targets.
    ///   - davitVersion: Davit's own version.
    package init(
        kubeVersion: String = DefaultCapabilities.kubeVersion,
        apiVersions: [String] = DefaultCapabilities.apiVersions,
        helmVersion: String = DefaultCapabilities.helmVersion,
        target: String,
        swarmVersion: String = "",
        swarmNodes: Int = 0,
        davitVersion: String
    ) {
        kubeVersionText = kubeVersion
        versions = apiVersions
        helmVersionText = helmVersion
        self.target = target
        self.swarmVersion = swarmVersion
        self.swarmNodes = swarmNodes
        self.davitVersion = davitVersion
    }

    package var typeName: String { "*common.Capabilities" }
    package var kindName: String { "ptr" }

    package func field(_ name: String) -> GoValue? {
        switch name {
        case "KubeVersion": kubeVersion
        case "APIVersions": apiVersions
        case "HelmVersion": helmVersion
        case "Target": .text(target)
        case "Swarm":
            .object(
                PlainStruct(
                    "davit.Swarm",
                    [("Version", "Version", .text(swarmVersion)), ("Nodes", "Nodes", .int(swarmNodes))]
                )
            )
        case "DavitVersion": .text(davitVersion)
        default: nil
        }
    }

    package func method(_ name: String) -> GoFunction? { nil }

    /// Helm's fields only, so that what templates print of them stays the same.
    var jsonFields: [(name: String, value: GoValue)] {
        [("KubeVersion", kubeVersion), ("APIVersions", apiVersions), ("HelmVersion", helmVersion)]
    }

    package var printed: GoString {
        let fields = [kubeVersion, apiVersions, helmVersion].map(\.printedBytes)
        return GoString(
            [UInt8](text: "&{") + Array(fields.joined(separator: [UInt8(ascii: " ")])) + [UInt8(ascii: "}")]
        )
    }

    package func isEqual(to other: any GoObject) -> Bool { self === other }

    static var versionSetMethods: [GoFunction] {
        [
            GoFunction("Has", [.string]) { arguments, _ in
                let versions = arguments[0].sliceElements ?? []
                return .bool(versions.contains { $0.text == arguments[1].text })
            }
        ]
    }
}

/// `.Capabilities.KubeVersion`.
private final class KubeVersion: GoStructObject {
    private let version: String
    /// The version without what follows the numbers, for comparing.
    private let normalized: String
    private let major: String
    private let minor: String

    /// - Parameter version: As in `v1.36.0` or `v1.33.4-gke.1245000`.
    init(_ version: String) {
        self.version = version
        normalized = String(version.prefix { $0 == "v" || $0 == "." || ($0.isASCII && $0.isNumber) })
        let numbers = version.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
        func digits(_ index: Int) -> String {
            index < numbers.count ? String(numbers[index].prefix { $0.isASCII && $0.isNumber }) : ""
        }
        (major, minor) = (digits(0), digits(1))
    }

    var typeName: String { "common.KubeVersion" }
    var kindName: String { "struct" }

    func field(_ name: String) -> GoValue? {
        switch name {
        case "Version": .text(version)
        case "Major": .text(major)
        case "Minor": .text(minor)
        default: nil
        }
    }

    func method(_ name: String) -> GoFunction? {
        switch name {
        case "String": GoFunction(name) { [normalized] _, _ in .text(normalized) }
        case "GitVersion": GoFunction(name) { [version] _, _ in .text(version) }
        default: nil
        }
    }

    var jsonFields: [(name: String, value: GoValue)] {
        [("Version", .text(version)), ("Major", .text(major)), ("Minor", .text(minor))]
    }

    /// The struct as Go prints it, with the normalised version that it also holds.
    var printed: GoString { GoString("{\(version) \(normalized) \(major) \(minor)}") }

    func isEqual(to other: any GoObject) -> Bool { (other as? KubeVersion)?.version == version }
}

/// A struct without methods.
private final class PlainStruct: GoStructObject {
    let typeName: String
    private let fields: [(name: String, json: String, value: GoValue)]

    /// Takes each field's name, its name in JSON (empty for a field left out there), and its value.
    init(_ typeName: String, _ fields: [(name: String, json: String, value: GoValue)]) {
        self.typeName = typeName
        self.fields = fields
    }

    var kindName: String { "struct" }
    func field(_ name: String) -> GoValue? { fields.first { $0.name == name }?.value }
    func method(_ name: String) -> GoFunction? { nil }

    var jsonFields: [(name: String, value: GoValue)] {
        fields.filter { !$0.json.isEmpty }.map { ($0.json, $0.value) }
    }

    var printed: GoString {
        GoString(
            [UInt8(ascii: "{")]
                + Array(fields.map(\.value.printedBytes).joined(separator: [UInt8(ascii: " ")]))
                + [UInt8(ascii: "}")]
        )
    }

    func isEqual(to other: any GoObject) -> Bool {
        typeName == other.typeName && printed == other.printed
    }
}
