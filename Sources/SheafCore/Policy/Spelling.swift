/// Finds what somebody probably meant.
enum Spelling {
    /// The candidate nearest to `word`, else the only one that begins with it; nil when none is near. Ties go to the
    /// earlier one.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let limit = max(1, min(word.unicodeScalars.count, 24) / 3)
        let ranked = candidates.map { ($0, distance(word, $0)) }.filter { $0.1 <= limit }
        if let nearest = ranked.min(by: { $0.1 < $1.1 }) { return nearest.0 }
        let longer = candidates.filter { $0.hasPrefix(word) }
        return word.count >= 4 && longer.count == 1 ? longer[0] : nil
    }

    /// Insertions, deletions, replacements and swaps of neighbours, case ignored (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let left = left.lowercased().unicodeScalars.prefix(80).map(\.value)
        let right = right.lowercased().unicodeScalars.prefix(80).map(\.value)
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (scalar == other ? 0 : 1))
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
