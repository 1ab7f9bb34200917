internal import FoundationEssentials
internal import OrderedCollections
internal import Values

/// The texts in which the secret values of a revision turn up in what was rendered of them.
///
/// A value is found as it is, without the space around it, line by line, and as templates are apt to write
/// it: in base64, in a URL, in JSON. What has less than `minimumLength` bytes cannot be told from ordinary
/// text and is found only where it is all of a text, as `Redaction` has it.
struct SecretTexts: Sendable {
    /// In bytes.
    static let minimumLength = 4

    private struct Secret {
        var text: [UInt8]
        var path: [String]
    }

    /// A text cut at its secrets.
    struct Pieces: Sendable, Hashable {
        /// What stands before, between and after the secrets: one more than there are secrets.
        var rest: [[UInt8]]
        /// The paths of the values that the secrets come from, each once.
        var values: [[String]]

        /// The text with `placeholder` for each secret.
        func joined(by placeholder: String) -> [UInt8] {
            Array(rest.joined(separator: Array(placeholder.utf8)))
        }
    }

    /// By their first bytes, the longest ones first.
    private let long: [UInt8: [Secret]]
    private let short: [Secret]

    /// - Parameters:
    ///   - paths: Where the values are secret, see `SecretValues`.
    ///   - trees: Values to take them from.
    init(at paths: [[String]], in trees: [Value]) {
        var found: [[UInt8]: [String]] = [:]
        for tree in trees {
            for (path, text) in SecretValues.locatedTexts(at: paths, in: tree) {
                for form in Self.forms(of: text) where !form.isEmpty && found[form] == nil {
                    found[form] = path
                }
            }
        }
        let secrets = found.map { Secret(text: $0.key, path: $0.value) }
            .sorted {
                ($1.text.count, $0.path.joined(separator: ".")) < (
                    $0.text.count, $1.path.joined(separator: ".")
                )
            }
        long = Dictionary(grouping: secrets.filter { $0.text.count >= Self.minimumLength }) { $0.text[0] }
        short = secrets.filter { $0.text.count < Self.minimumLength }
    }

    var isEmpty: Bool { long.isEmpty && short.isEmpty }

    /// The text cut at its secrets; nil when it has none.
    ///
    /// - Parameter alsoShort: Whether a text that is nothing but a short secret counts.
    func pieces(of text: [UInt8], alsoShort: Bool = true) -> Pieces? {
        if alsoShort, let secret = short.first(where: { $0.text == text }) {
            return Pieces(rest: [[], []], values: [secret.path])
        }
        guard !long.isEmpty else { return nil }
        var pieces = Pieces(rest: [], values: [])
        var (start, index) = (0, 0)
        while index < text.count {
            guard let secret = long[text[index]]?.first(where: { text[index...].starts(with: $0.text) })
            else {
                index += 1
                continue
            }
            pieces.rest.append(Array(text[start..<index]))
            if !pieces.values.contains(secret.path) { pieces.values.append(secret.path) }
            index += secret.text.count
            start = index
        }
        guard !pieces.rest.isEmpty else { return nil }
        pieces.rest.append(Array(text[start...]))
        return pieces
    }

    /// The paths at which `values` have one of the longer texts in a text or as a number.
    func paths(in values: Value) -> [[String]] {
        var paths: [[String]] = []
        values.forEachScalar { path, scalar in
            guard let text = SecretValues.scalarTexts(scalar).first else { return }
            if pieces(of: Array(text.utf8), alsoShort: false) != nil { paths.append(path) }
        }
        return paths
    }

    // MARK: Forms

    private static func forms(of text: String) -> [[UInt8]] {
        let whole = Array(text.utf8)
        guard whole.count >= minimumLength else { return [whole] }
        let bare = text.trimmingWhitespace
        var forms = [whole]
        for form in [text, bare] {
            let bytes = Array(form.utf8)
            forms.append(Array(Data(bytes).base64EncodedString().utf8))
            forms.append(Array(JSON.encode(.string(form)).dropFirst().dropLast()))
            forms += [queryEscaped(bytes, space: "+"), queryEscaped(bytes, space: "%20")]
        }
        let lines = text.split(whereSeparator: \.isNewline).map { Array(String($0).trimmingWhitespace.utf8) }
        forms += ([Array(bare.utf8)] + lines).filter { $0.count >= minimumLength }
        return forms
    }

    /// The text as Go's `url.QueryEscape` writes it, whose space is a plus sign.
    private static func queryEscaped(_ bytes: [UInt8], space: String) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                [byte]
            case UInt8(ascii: " "): Array(space.utf8)
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        var text = self[...].drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension Value {
    /// Calls `body` with every value that has no members, and with the keys and indices that lead there.
    func forEachScalar(_ body: ([String], Value) -> Void) {
        visit([], body)
    }

    private func visit(_ path: [String], _ body: ([String], Value) -> Void) {
        switch self {
        case .object(let members):
            for (key, member) in members { member.visit(path + [key], body) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { element.visit(path + [String(index)], body) }
        default:
            body(path, self)
        }
    }
}
