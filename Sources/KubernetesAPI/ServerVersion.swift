import Values

/// The version of the server, as `/version` says.
package struct ServerVersion: Sendable, Hashable {
    package var major: Int
    package var minor: Int
    /// `v1.30.2+k3s1`.
    package var gitVersion: String
    /// `linux/amd64`.
    package var platform: String

    package init(major: Int, minor: Int, gitVersion: String, platform: String = "") {
        self.major = major
        self.minor = minor
        self.gitVersion = gitVersion
        self.platform = platform
    }

    /// Some providers write `20+` for the minor version.
    init(_ value: Value) {
        self.init(
            major: Self.number(value["major"]?.stringValue),
            minor: Self.number(value["minor"]?.stringValue),
            gitVersion: value["gitVersion"]?.stringValue ?? "",
            platform: value["platform"]?.stringValue ?? ""
        )
    }

    private static func number(_ text: String?) -> Int {
        Int((text ?? "").prefix { $0.isASCII && $0.isNumber }) ?? 0
    }

    /// Whether it is at least the version `major.minor`.
    package func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
        (self.major, self.minor) >= (major, minor)
    }
}

extension ServerVersion: CustomStringConvertible {
    package var description: String { gitVersion.isEmpty ? "v\(major).\(minor)" : gitVersion }
}
