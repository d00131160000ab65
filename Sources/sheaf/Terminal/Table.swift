/// Aligned columns. On a terminal one column gives way when the lines would wrap; elsewhere nothing is shortened.
struct Table: Sendable {
    struct Column: Sendable {
        let title: Text
        var isTrailing = false
        /// The column that is cut when the terminal is too narrow.
        var givesWay = false

        init(_ title: Text, isTrailing: Bool = false, givesWay: Bool = false) {
            self.title = title
            self.isTrailing = isTrailing
            self.givesWay = givesWay
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
        let widths = widths(all, rendering)
        return all.map { line($0, widths, rendering) }
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
