import Compose
import OrderedCollections
import Values
import YAML

extension Loading {
    /// The service `web` in canonical form as YAML text, without its image and the implied network.
    func canonical(_ lines: String, and rest: String = "") throws -> String {
        let name = try service(lines, and: rest).name
        let indented = lines.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        let text = "services:\n  \(name):\n    image: nginx\n\(indented.joined(separator: "\n"))\n\(rest)"
        return Self.text(of: try load(text).project, service: name)
    }

    /// A service of a project as `canonical` gives it.
    static func text(of project: Project, service name: String) -> String {
        guard case .object(var members)? = project.value["services"]?[name] else { return "" }
        members.removeValue(forKey: "image")
        if members["networks"] == ["default": nil] { members.removeValue(forKey: "networks") }
        return Self.text(.object(members))
    }

    /// YAML text without the final line feed, or nothing for an empty mapping.
    static func text(_ value: Value) -> String {
        if value == .emptyObject { return "" }
        let text = String(decoding: YAML.emit(value, style: .v2, sortKeys: false), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
