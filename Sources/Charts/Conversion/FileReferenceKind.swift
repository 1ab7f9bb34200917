import Values
import YAML

/// A scalar of a Compose document that names a file or folder beside the document.
struct FileReferenceKind {
    enum Kind {
        case plain, secret
        /// Another Compose document, with files of its own.
        case document
        /// A file or folder mounted into a service.
        case bind
    }

    var kind = Kind.plain
    /// The path as it is written.
    var path: String
    /// The key, for messages.
    var key: String
    /// Whether the file may be missing.
    var isOptional = false
    /// The text around the path in the scalar.
    private var before = ""
    private var after = ""

    /// nil for a scalar that names no file.
    init?(_ span: ScalarSpan, among spans: [ScalarSpan]) {
        let keys = span.keys
        path = span.text
        key = keys.last { $0 != "[]" } ?? ""
        switch keys.first {
        case "configs" where keys.count == 3 && keys[2] == "file":
            kind = .plain
        case "secrets" where keys.count == 3 && keys[2] == "file":
            kind = .secret
        case "include":
            switch Array(keys.dropFirst()) {
            case [], ["[]"], ["path"], ["path", "[]"], ["[]", "path"], ["[]", "path", "[]"]:
                kind = .document
            case ["[]", "env_file"], ["[]", "env_file", "[]"]:
                kind = .plain
            default:
                return nil
            }
        case "services" where keys.count > 2:
            guard let kind = service(Array(keys.dropFirst(2)), span, spans) else { return nil }
            self.kind = kind
        default:
            return nil
        }
        if path.isEmpty { return nil }
    }

    private mutating func service(_ keys: [String], _ span: ScalarSpan, _ spans: [ScalarSpan]) -> Kind? {
        switch keys {
        case ["env_file"], ["env_file", "[]"], ["label_file"], ["label_file", "[]"]:
            return .plain
        case ["env_file", "[]", "path"]:
            isOptional = spans.contains {
                $0.path == span.path.dropLast() + [.key("required")]
                    && ["false", "no", "off"].contains($0.text)
            }
            return .plain
        case ["extends", "file"]:
            return .document
        case ["security_opt", "[]"]:
            let parts = path.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == ":" || $0 == "=" }
            guard parts.count == 2, parts[0] == "seccomp",
                !["unconfined", "builtin", "default"].contains(parts[1]), !parts[1].hasPrefix("{")
            else { return nil }
            before = "seccomp="
            path = String(parts[1])
            return .plain
        case ["volumes", "[]"]:
            guard path.hasPrefix("."), let colon = path.firstIndex(of: ":") else { return nil }
            after = String(path[colon...])
            path = String(path[..<colon])
            return .bind
        case ["volumes", "[]", "source"]:
            let isBind = spans.contains {
                $0.path == span.path.dropLast() + [.key("type")] && $0.text == "bind"
            }
            guard isBind, !path.hasPrefix("/"), !path.hasPrefix("~"), path.dropFirst().first != ":" else {
                return nil
            }
            return .bind
        default:
            return nil
        }
    }

    /// The scalar with another path in it.
    func text(naming path: String) -> String {
        // A source without a slash would be the name of a volume.
        let path = kind == .bind && !path.contains("/") ? "./\(path)" : path
        return String(decoding: JSON.encode(.string(before + path + after)), as: UTF8.self)
    }
}
