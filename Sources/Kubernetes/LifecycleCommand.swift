import OrderedCollections
import Values

/// One entry of `post_start` or `pre_stop`.
struct LifecycleCommand {
    /// The words, where the entry says nothing else.
    var plain: [String]?
    /// The entry as a line for a shell.
    var line: String

    init?(_ item: Value) {
        let words: [String]
        if let list = item["command"]?.arrayValue {
            words = list.compactMap(\.stringValue)
            line = words.map(Self.quoted).joined(separator: " ")
        } else if let text = item["command"]?.stringValue {
            words = ["/bin/sh", "-c", text]
            line = text
        } else {
            return nil
        }
        if words.isEmpty { return nil }
        var prefix: [String] = []
        for (name, value) in item["environment"]?.objectValue ?? [:] {
            let text = value.stringValue ?? value.intValue.map { "\($0)" } ?? ""
            prefix.append("\(name)=\(Self.quoted(text))")
        }
        for entry in item["environment"]?.arrayValue ?? [] {
            prefix +=
                entry.stringValue.map { text in
                    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                    return ["\(parts[0])=\(Self.quoted(parts.count > 1 ? parts[1] : ""))"]
                } ?? []
        }
        let folder = item["working_dir"]?.stringValue
        plain = prefix.isEmpty && folder == nil ? words : nil
        if !prefix.isEmpty {
            line = "env \(prefix.joined(separator: " ")) \(words.map(Self.quoted).joined(separator: " "))"
        }
        if let folder { line = "(cd \(Self.quoted(folder)) && \(line))" }
    }

    /// A word in single quotes, where a shell would read it otherwise.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_./=:,".utf8.contains(byte)
            }
        return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
