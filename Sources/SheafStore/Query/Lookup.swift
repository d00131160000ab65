import Foundation
import GRDB
import SheafCore

extension StoreReader {
    /// Sessions that a person may mean: by id, display id, pull request (`12`, `#12`, `pr:12`), commit, or a prefix.
    ///
    /// Whole names come first: only when nothing has the text as its name are prefixes looked for.
    /// - Returns: one session when the text is clear, none, or all candidates by opening.
    public func sessions(matching text: String) throws -> [SessionRow] {
        let exact = try unique(exactMatches(text))
        return exact.isEmpty ? try unique(prefixMatches(text)) : exact
    }

    private func exactMatches(_ text: String) throws -> [SessionRow] {
        var found: [SessionRow] = []
        if let id = RecordID(text), let row = try session(id) { found.append(row) }
        if let name = DisplayName(text) { found += try sessions(named: name) }
        if let commit = ObjectID(text.droppingPrefix("commit:")) { found += try sessions(holding: .commit(commit)) }
        if let number = Self.pullRequest(text) { found += try sessions(holding: .pullRequest(number)) }
        return found
    }

    private func prefixMatches(_ text: String) throws -> [SessionRow] {
        var found = try sessions(displayIDPrefix: text)
        guard text.utf8.count >= Self.prefixDigitCountMin else { return found }
        if let range = HexPrefix(text, byteCount: 16) {
            found += try rows(
                "SELECT content, node_count FROM views WHERE record >= ? AND record <= ? AND kind = 'sessions'",
                range.first, range.last)
        }
        // Both lengths of object ids lie in the range of the longer one.
        if let range = HexPrefix(text.droppingPrefix("commit:"), byteCount: 32) {
            let first = Array(range.first.prefix((text.droppingPrefix("commit:").utf8.count + 1) / 2))
            found += try rows(
                """
                SELECT content, node_count FROM members JOIN views USING (view)
                WHERE member >= ? AND member <= ? AND length(member) > 4
                """,
                first, range.last)
        }
        return found
    }

    /// Fewer digits of an id or a commit are no name.
    private static let prefixDigitCountMin = 4

    private static func pullRequest(_ text: String) -> Int64? {
        let digits = text.droppingPrefix("pr:").droppingPrefix("#")
        guard let number = Int64(digits), (1...2_147_483_647).contains(number) else { return nil }
        return number
    }

    /// Sessions of the minute; with a suffix only those whose id ends so.
    private func sessions(named name: DisplayName) throws -> [SessionRow] {
        try sessionIDs(author: name.author, openedInMinuteOf: name.minute)
            .filter { name.suffix.isEmpty || $0.hex.hasSuffix(name.suffix) }.compactMap { try session($0) }
    }

    /// Author slugs may hold dashes and digits, so every dash may be the one before the date.
    private func sessions(displayIDPrefix text: String) throws -> [SessionRow] {
        guard !text.isEmpty else { return [] }
        var found = try rows(
            "SELECT content, node_count FROM views WHERE author >= ? AND author < ?", text, text + "\u{7f}")
        for position in text.indices where text[position] == "-" {
            guard let author = AuthorSlug(text[..<position]),
                let range = DisplayName.span(text[text.index(after: position)...])
            else { continue }
            let ids = try sessionIDs(author: author, openedIn: range).filter { id in
                let base = DisplayID.base(author: author, openedAt: id.time)
                return base.hasPrefix(text) || text.hasPrefix(base)
            }
            found += try ids.compactMap { try session($0) }.filter { $0.fullDisplayID.hasPrefix(text) }
        }
        return found
    }

    private func unique(_ rows: [SessionRow]) -> [SessionRow] {
        let once = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        return once.values.sorted { $0.id < $1.id }
    }
}

extension String {
    fileprivate func droppingPrefix(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}
