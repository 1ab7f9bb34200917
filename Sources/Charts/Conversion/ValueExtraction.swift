import OrderedCollections
import Values
import YAML

/// Finds what of a Compose document becomes values: images, replicas, published ports and variables.
///
/// A text with a dollar sign stays where it is: what it means is decided when the chart is rendered.
struct ValueExtraction {
    private(set) var values: Value.Object = [:]
    private(set) var edits: [Edit] = []
    private let spans: [ScalarSpan]
    /// The names of services as keys of values.
    private var names: OrderedDictionary<String, String> = [:]
    /// The services that publish more than one port.
    private var withPorts: Set<String> = []

    init(_ spans: [ScalarSpan]) {
        self.spans = spans
    }

    mutating func run() {
        var published: [String: Int] = [:]
        for span in spans where span.keys.count > 3 && span.keys[0] == "services" {
            if Self.publishedPort(of: span) != nil { published[span.keys[1], default: 0] += 1 }
        }
        withPorts = Set(published.filter { $0.value > 1 }.keys)
        for span in spans where span.keys.first == "services" && span.keys.count > 2 {
            guard !span.text.utf8.contains(UInt8(ascii: "$")) else { continue }
            let service = span.keys[1]
            switch Array(span.keys.dropFirst(2)) {
            case ["image"]: image(span, of: service)
            case ["deploy", "replicas"], ["scale"]: replicas(span, of: service)
            case ["ports", "[]"], ["ports", "[]", "published"]: port(span, of: service)
            case ["environment", "[]"]: listed(span, of: service)
            case let keys where keys.count == 2 && keys[0] == "environment":
                variable(keys[1], span, of: service)
            default: continue
            }
        }
    }

    // MARK: Parts

    private mutating func image(_ span: ScalarSpan, of service: String) {
        let text = span.text
        let isPlain = text.utf8.allSatisfy { byte in
            Self.isWord(byte) || "./:@-".utf8.contains(byte)
        }
        guard isPlain, !text.isEmpty else { return }
        let name = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        // A port of the registry has its colon before the last slash.
        guard let separator = name.firstIndex(where: { $0 == ":" || $0 == "@" }) else {
            guard let path = claim(service, ["image"], ["repository": .string(text), "tag": ""]) else {
                return
            }
            replace(
                span,
                "\"{{ \(path).repository }}{{ with \(path).tag }}:{{ . }}{{ end }}\""
            )
            return
        }
        let repository = text.prefix(text.count - name.distance(from: separator, to: name.endIndex))
        let rest = String(name[name.index(after: separator)...])
        let key = name[separator] == "@" ? "digest" : "tag"
        let image: Value = ["repository": .string(String(repository)), key: .string(rest)]
        guard let path = claim(service, ["image"], image) else { return }
        replace(span, "\"{{ \(path).repository }}\(name[separator]){{ \(path).\(key) }}\"")
    }

    private mutating func replicas(_ span: ScalarSpan, of service: String) {
        guard let number = Self.whole(span.text), let path = claim(service, ["replicas"], number) else {
            return
        }
        replace(span, span.isPlain ? "{{ \(path) }}" : "\"{{ \(path) }}\"")
    }

    private mutating func port(_ span: ScalarSpan, of service: String) {
        guard let port = Self.publishedPort(of: span) else { return }
        let number = Self.whole(port.published) ?? .string(port.published)
        var key = ["port"]
        if withPorts.contains(service) { key = ["ports", "port\(portNumber(port, span))"] }
        guard let path = claim(service, key, number, isUnique: true) else { return }
        let text = "\(port.before){{ \(path) }}\(port.after)"
        replace(span, span.isPlain && port.before.isEmpty && port.after.isEmpty ? text : "\"\(text)\"")
    }

    /// The number inside for a port's key: with the transport where that is not TCP.
    private func portNumber(_ port: PublishedPort, _ span: ScalarSpan) -> String {
        var target = port.after.dropFirst()
        if port.after.isEmpty {
            let entry = span.path.dropLast()
            target = spans.first { $0.path == entry + [.key("target")] }?.text[...] ?? port.published[...]
            if let transport = spans.first(where: { $0.path == entry + [.key("protocol")] })?.text {
                target = "\(target)/\(transport)"
            }
        }
        let parts = target.split(separator: "/")
        let number = parts.first?.prefix { $0 != "-" } ?? ""
        let transport = parts.count > 1 && parts[1] != "tcp" ? parts[1].capitalizedWord : ""
        return number + transport
    }

    private mutating func variable(_ key: String, _ span: ScalarSpan, of service: String) {
        guard Self.isVariable(key), !Self.isNull(span) else { return }
        let value = Self.whole(span.text) ?? .string(span.text)
        guard let path = claim(service, ["environment", key], value) else { return }
        replace(span, "{{ \(path) | quote }}")
    }

    private mutating func listed(_ span: ScalarSpan, of service: String) {
        let parts = span.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isVariable(String(parts[0])) else { return }
        let key = String(parts[0])
        let value = Self.whole(String(parts[1])) ?? .string(String(parts[1]))
        guard let path = claim(service, ["environment", key], value) else { return }
        replace(span, "{{ printf \"\(key)=%v\" (\(path)) | quote }}")
    }

    private mutating func replace(_ span: ScalarSpan, _ text: String) {
        edits.append(Edit(bytes: span.bytes, text: text))
    }

    // MARK: Values

    /// Takes a place among the values, and gives how a template names it; nil when it has another value
    /// already.
    private mutating func claim(
        _ service: String,
        _ keys: [String],
        _ value: Value,
        isUnique: Bool = false
    ) -> String? {
        var path = [name(of: service)] + keys
        if isUnique {
            let last = path[path.count - 1]
            var number = 2
            while Self.value(at: path[...], in: values) != nil {
                path[path.count - 1] = "\(last)x\(number)"
                number += 1
            }
        }
        if let existing = Self.value(at: path[...], in: values), existing != value { return nil }
        values = Self.setting(path[...], value, in: values)
        if path.allSatisfy({ Self.isIdentifier($0) }) { return ".Values." + path.joined(separator: ".") }
        return "(index .Values " + path.map { "\"\($0)\"" }.joined(separator: " ") + ")"
    }

    /// The service's key as templates can name it with a dot: `web-app` is `webApp`.
    private mutating func name(of service: String) -> String {
        if let name = names[service] { return name }
        let words = service.split { !Self.isWord($0.utf8.first ?? 0) }
        var name = words.first.map(String.init) ?? "service"
        for word in words.dropFirst() { name += word.capitalizedWord }
        if name.utf8.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) ?? true
            || name == "global"
        {
            name = "service\(name.prefix(1).uppercased())\(name.dropFirst())"
        }
        let base = name
        var number = 2
        while names.values.contains(name) {
            name = "\(base)\(number)"
            number += 1
        }
        names[service] = name
        return name
    }

    private static func value(at path: ArraySlice<String>, in object: Value.Object) -> Value? {
        guard let key = path.first, let value = object[key] else { return nil }
        if path.count == 1 { return value }
        return value.objectValue.flatMap { Self.value(at: path.dropFirst(), in: $0) }
    }

    private static func setting(
        _ path: ArraySlice<String>,
        _ value: Value,
        in object: Value.Object
    ) -> Value.Object {
        guard let key = path.first else { return object }
        var object = object
        object[key] =
            path.count == 1
            ? value : .object(setting(path.dropFirst(), value, in: object[key]?.objectValue ?? [:]))
        return object
    }

    // MARK: Texts

    /// The text around a published port.
    private struct PublishedPort {
        var before: String
        var published: String
        var after: String
    }

    /// The published port, or range of ports, of an entry of `ports` or of its key `published`.
    private static func publishedPort(of span: ScalarSpan) -> PublishedPort? {
        switch Array(span.keys.dropFirst(2)) {
        case ["ports", "[]", "published"]:
            return isRange(span.text) ? PublishedPort(before: "", published: span.text, after: "") : nil
        case ["ports", "[]"]:
            guard let last = span.text.lastIndex(of: ":") else { return nil }
            let head = span.text[..<last]
            let start = head.lastIndex(of: ":").map { head.index(after: $0) } ?? head.startIndex
            let published = String(head[start...])
            let target = span.text[span.text.index(after: last)...]
            let isTarget = target.utf8.allSatisfy { isWord($0) || "-/".utf8.contains($0) }
            guard isRange(published), isTarget else { return nil }
            return PublishedPort(
                before: String(head[..<start]),
                published: published,
                after: String(span.text[last...])
            )
        default:
            return nil
        }
    }

    private static func isRange(_ text: String) -> Bool {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        return ends.count <= 2 && ends.allSatisfy { whole(String($0)) != nil }
    }

    /// A whole number that prints as it is written.
    private static func whole(_ text: String) -> Value? {
        guard text.utf8.count < 16, let number = Int64(text), String(number) == text else { return nil }
        return .int(number)
    }

    private static func isNull(_ span: ScalarSpan) -> Bool {
        span.isPlain && ["", "~", "null", "Null", "NULL"].contains(span.text)
    }

    private static func isVariable(_ text: String) -> Bool {
        !text.isEmpty && text != "<<" && text.utf8.allSatisfy { isWord($0) || ".-".utf8.contains($0) }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) && text.utf8.allSatisfy(isWord)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Substring {
    /// The word with its first letter in upper case.
    fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}
