import Diagnostics
import FoundationEssentials
import Values

/// A cluster, a user or a context of a kubeconfig file, with the file that it is from.
struct KubeconfigEntry: Sendable {
    /// What it is, for messages: `cluster 'prod'`.
    var title: String
    /// The file that it was read from; relative paths in it start at that file's folder.
    var file: String
    var members: Value

    /// The text at `key`; nil when it is missing, null or empty.
    ///
    /// - Throws: `.invalidInput` when it is no text; the value itself is never shown, it may be a secret.
    func string(_ key: String) throws(Failure) -> String? {
        guard let value = members[key], !value.isNull else { return nil }
        guard let text = value.stringValue else {
            throw mistake(
                "'\(key)' must be a string, found \(value.kindName)",
                hint: "put the value of '\(key)' into quotation marks"
            )
        }
        return text.isEmpty ? nil : text
    }

    func bool(_ key: String) throws(Failure) -> Bool {
        guard let value = members[key], !value.isNull else { return false }
        guard let flag = value.boolValue else {
            throw mistake("'\(key)' must be true or false, found \(value.kindName)")
        }
        return flag
    }

    func strings(_ key: String) throws(Failure) -> [String] {
        guard let value = members[key], !value.isNull else { return [] }
        guard let list = value.arrayValue?.map(\.stringValue), !list.contains(nil) else {
            throw mistake("'\(key)' must be a list of strings")
        }
        return list.compactMap(\.self)
    }

    /// The bytes that the base64 text at `key` stands for.
    func data(_ key: String) throws(Failure) -> [UInt8]? {
        guard let text = try string(key) else { return nil }
        let packed = text.filter { !$0.isWhitespace }
        guard let data = Data(base64Encoded: packed) else {
            throw mistake(
                "'\(key)' is not base64",
                hint: "write the file itself in base64 there: base64 -w 0 FILE"
            )
        }
        return Array(data)
    }

    /// The path at `key`, made absolute.
    func path(_ key: String) throws(Failure) -> String? {
        try string(key).map(resolved)
    }

    /// The path as it is meant: a relative one starts at the folder of the file that names it.
    func resolved(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        let folder = file.lastIndex(of: "/").map { file[..<$0] } ?? "."
        return "\(folder)/\(path)"
    }

    /// The mapping at `key` as an entry of its own; nil when it is missing or null.
    func entry(_ key: String) throws(Failure) -> KubeconfigEntry? {
        guard let value = members[key], !value.isNull else { return nil }
        guard value.objectValue != nil else {
            throw mistake("'\(key)' must be a mapping, found \(value.kindName)")
        }
        return KubeconfigEntry(title: "\(title), \(key)", file: file, members: value)
    }

    func mistake(_ text: String, hint: String? = nil) -> Failure {
        Failure(.invalidInput, "\(title): \(text)", at: SourceLocation(file: file), hint: hint)
    }
}
