extension String {
    /// Whether the bytes of `text` stand somewhere in this string.
    ///
    /// Takes the place of the standard library's search, which compares characters by their canonical forms and
    /// takes a hundred times as long. Texts of engines, names and paths mean their bytes.
    package func contains(_ text: String) -> Bool {
        var text = text
        var whole = self
        return text.withUTF8 { part in
            guard let first = part.first else { return true }
            return whole.withUTF8 { bytes in
                guard bytes.count >= part.count else { return false }
                return (0...(bytes.count - part.count)).contains { start in
                    bytes[start] == first && bytes[start...].starts(with: part)
                }
            }
        }
    }
}
