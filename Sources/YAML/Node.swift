/// A YAML node with the place where it was written.
package struct Node: Sendable {
    package enum Content: Sendable {
        /// A scalar: its text after unescaping, and whether it was plain (and so may be a number).
        case scalar(text: String, isPlain: Bool)
        case sequence([Node])
        /// The pairs in written order; merge keys (`<<`) are already resolved.
        case mapping([(key: Node, value: Node)])
    }

    package var content: Content
    /// The tag as written (`!reset`, `tag:yaml.org,2002:str`), or nil.
    package var tag: String?
    /// Line in the stream, from 1.
    package var line: Int
    /// Column in bytes, from 1.
    package var column: Int

    package init(_ content: Content, tag: String? = nil, line: Int, column: Int) {
        self.content = content
        self.tag = tag
        self.line = line
        self.column = column
    }
}
