/// Aligned columns. On a terminal that is too narrow for them some are left out and one gives way, so that lines do not
/// wrap; elsewhere nothing is shortened.
struct Table: Sendable {
    struct Column: Sendable {
        let title: Text
        var isTrailing = false
        /// The column that is cut when the terminal is too narrow.
        var givesWay = false
        /// A column that can be done without: other columns or commands tell the same.
        var isSpare = false

        init(_ title: Text, isTrailing: Bool = false, givesWay: Bool = false, isSpare: Bool = false) {
            self.title = title
            self.isTrailing = isTrailing
            self.givesWay = givesWay
            self.isSpare = isSpare
        }
    }

    /// A column that gives way keeps at least so many columns of the terminal.
    private static let columnsMin = 12

    let columns: [Column]
    private(set) var rows: [[Text]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// - Parameter cells: one for each column.
    mutating func add(_ cells: [Text]) {
        precondition(cells.count == columns.count, "BUG: a row has \(cells.count) cells for \(columns.count) columns")
        rows.append(cells)
    }

    /// With a line of titles first, unless there are none.
    func texts(_ rendering: Rendering) -> [Text] {
        let hasTitles = columns.contains { !$0.title.isEmpty }
        let all = (hasTitles ? [columns.map { $0.title.toned(.faint) }] : []) + rows
        guard let last = columns.lastIndex(where: \.isSpare), let available = rendering.width,
            leastWidth(all, rendering) > available
        else {
            let widths = widths(all, rendering)
            return all.map { line($0, widths, rendering) }
        }
        return leavingOut(last).texts(rendering)
    }

    private func leavingOut(_ column: Int) -> Table {
        func rest<Element>(_ elements: [Element]) -> [Element] { Array(elements[..<column] + elements[(column + 1)...]) }
        var table = Table(rest(columns))
        table.rows = rows.map(rest)
        return table
    }

    /// With the column that gives way as narrow as it gets.
    private func leastWidth(_ rows: [[Text]], _ rendering: Rendering) -> Int {
        let widths = columns.indices.map { column in
            let width = rows.map { rendering.columns($0[column]) }.max() ?? 0
            return columns[column].givesWay ? min(width, Self.columnsMin) : width
        }
        return widths.reduce(0, +) + 2 * (columns.count - 1)
    }

    private func widths(_ rows: [[Text]], _ rendering: Rendering) -> [Int] {
        var widths = columns.indices.map { column in rows.map { rendering.columns($0[column]) }.max() ?? 0 }
        guard let available = rendering.width, let flexible = columns.firstIndex(where: \.givesWay) else { return widths }
        let excess = widths.reduce(0, +) + 2 * (columns.count - 1) - available
        if excess > 0 { widths[flexible] = max(Self.columnsMin, widths[flexible] - excess) }
        return widths
    }

    /// Without spaces at the end.
    private func line(_ cells: [Text], _ widths: [Int], _ rendering: Rendering) -> Text {
        let last = cells.lastIndex { !$0.isEmpty } ?? 0
        return cells.indices.prefix(last + 1).map { column in
            let text = rendering.cut(cells[column], to: widths[column])
            let padding = String(repeating: " ", count: widths[column] - rendering.columns(text))
            if columns[column].isTrailing { return "\(padding)\(text)" }
            return column == last ? text : "\(text)\(padding)"
        }.joined(separator: "  ")
    }
}
