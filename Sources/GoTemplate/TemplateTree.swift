/// One parsed template: a file, a `define` or a `block`.
final class TemplateTree: Sendable {
    /// The name it is called by.
    let name: GoString
    /// The file it stands in.
    let file: GoString
    /// That whole file's source, which nodes refer to.
    let source: [UInt8]
    let root: [Node]
    /// True when it consists of white space, comments and definitions; it then replaces no other.
    let isBlank: Bool

    init(name: GoString, file: GoString, source: [UInt8], root: [Node]) {
        self.name = name
        self.file = file
        self.source = source
        self.root = root
        isBlank = root.allSatisfy { node in
            if case .text(let start, let end) = node {
                source[start..<end].allSatisfy(Self.isWhiteSpace)
            } else {
                false
            }
        }
    }

    /// ASCII white space; Go trims Unicode's too, which no template consists of.
    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
