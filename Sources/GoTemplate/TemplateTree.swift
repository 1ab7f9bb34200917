/// One parsed template: a file, a `define` or a `block`.
final class TemplateTree: Sendable {
    /// The name it is called by.
    let name: GoString
    /// The file it stands in.
    let source: ParsedSource
    let root: Extent
    /// True when it consists of white space, comments and definitions; it then replaces no other.
    let isBlank: Bool

    /// The name of the file it stands in.
    var file: GoString { source.file }
    /// The nodes of that whole file.
    var syntax: SyntaxTree { source.syntax }

    init(name: GoString, source: ParsedSource, root: Extent) {
        self.name = name
        self.source = source
        self.root = root
        isBlank = source.syntax.isBlank(root)
    }
}

extension SyntaxTree {
    /// Whether a body writes at most white space.
    func isBlank(_ body: Extent) -> Bool {
        body.indices.allSatisfy { place in
            if case .text(let start, let end) = nodes[place] {
                text(start, end).allSatisfy(Self.isWhiteSpace)
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
