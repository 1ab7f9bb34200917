/// A file, or a text given to `tpl`, of which one or more templates were made.
final class ParsedSource: Sendable {
    /// The name of the file.
    let file: GoString
    let syntax: SyntaxTree

    init(file: GoString, syntax: SyntaxTree) {
        self.file = file
        self.syntax = syntax
    }
}
