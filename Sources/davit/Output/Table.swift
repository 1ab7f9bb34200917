/// Rows of text under headings, in columns as wide as their widest cell.
struct Table {
    var headings: [String]
    var rows: [[String]] = []

    init(_ headings: String...) {
        self.init(headings)
    }

    init(_ headings: [String]) {
        self.headings = headings
    }

    mutating func add(_ cells: String...) {
        add(cells)
    }

    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The table's lines; without headings when asked.
    func lines(headings showsHeadings: Bool = true) -> [String] {
        let all = (showsHeadings ? [headings] : []) + rows
        var widths = [Int](repeating: 0, count: headings.count)
        for row in all {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], Self.width(cell)) }
        }
        return all.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                line += cell
                if index < row.count - 1 {
                    line += String(repeating: " ", count: widths[index] - Self.width(cell) + 2)
                }
            }
            return line
        }
    }

    private static func width(_ cell: String) -> Int { cell.unicodeScalars.count }
}
