extension MessageText {
    /// The session that a mark names: the last `[cursor-session: ID]`, else the last line `Session-ID: ID`; either also
    /// in an HTML comment, where the predecessor's `Auto-PR: Session ID` counts as well.
    var namedSession: (session: String, text: String)? {
        let lines = comments + [subject] + self.lines
        if let found = lines.lastMapped(Self.bracketMark) ?? lines.lastMapped(Self.sessionTrailer) { return found }
        return comments.lastMapped(Self.predecessorComment)
    }

    /// Whether a mark ends the session: one of `marks` as the first or last word of a line, or the trailer
    /// `Session: complete`. List items, tables and file lists are no place for it.
    ///
    /// - Parameter marks: in lower case.
    func completes(marks: [String]) -> Bool {
        let prose = lines[..<ownFooter]
        return Self.isMarked(subject, marks) || prose.contains { Self.isMarked($0, marks) && !$0.isListItem }
            || Self.hasCompletionTrailer(prose)
    }

    // MARK: Session marks

    private static func bracketMark(_ line: Substring) -> (session: String, text: String)? {
        guard let opening = line.firstRange(ofASCII: "[cursor-session:"),
            let closing = line[opening.upperBound...].firstIndex(of: "]")
        else { return nil }
        return sessionName(line[opening.upperBound..<closing]).map { ($0, String(line[opening.lowerBound...closing])) }
    }

    private static func sessionTrailer(_ line: Substring) -> (session: String, text: String)? {
        guard let trailer = Trailer(line), trailer.key == "session-id" else { return nil }
        return sessionName(trailer.text).map { ($0, String(line)) }
    }

    private static func predecessorComment(_ line: Substring) -> (session: String, text: String)? {
        guard let found = line.firstRange(ofASCII: "auto-pr: session ") else { return nil }
        return sessionName(line[found.upperBound...]).map { ($0, String(line)) }
    }

    /// `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`: display ids, record ids, and the predecessor's ids.
    private static func sessionName(_ text: Substring) -> String? {
        let name = text.trimmed
        guard (1...128).contains(name.utf8.count), name.utf8.first.map(isLetterOrDigit) == true,
            name.utf8.allSatisfy({ isLetterOrDigit($0) || $0.isSlugByte })
        else { return nil }
        return String(name)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { byte.isSlugHead || (0x41...0x5a).contains(byte) }

    // MARK: Completion

    private static func isMarked(_ line: Substring, _ marks: [String]) -> Bool {
        let text = line.trimmed.lowercased()
        return marks.contains { mark in
            text == mark || text.hasPrefix(mark) && text.dropFirst(mark.count).first?.isWhitespace == true
                || text.hasSuffix(mark) && text.dropLast(mark.count).last?.isWhitespace == true
        }
    }

    /// Where Sheaf's or its predecessor's footer begins: a rule followed by a line that names the session.
    private var ownFooter: Int {
        lines.indices.first { index in
            guard lines[index].trimmed == "---", let next = lines[(index + 1)...].first(where: { !$0.isEmpty }) else {
                return false
            }
            return Self.bracketMark(next) != nil || Self.sessionTrailer(next) != nil
        } ?? lines.endIndex
    }

    /// `Session: complete` in a paragraph that holds trailers only. Not just in the last one: forges and agents add
    /// lines below.
    private static func hasCompletionTrailer(_ lines: ArraySlice<Substring>) -> Bool {
        guard lines.contains(where: isCompletionTrailer) else { return false }
        return lines.split(whereSeparator: \.isEmpty).contains { paragraph in
            paragraph.contains(where: isCompletionTrailer) && paragraph.allSatisfy { Trailer($0) != nil }
        }
    }

    private static func isCompletionTrailer(_ line: Substring) -> Bool {
        guard let trailer = Trailer(line) else { return false }
        return trailer.key == "session" && trailer.text.lowercased() == "complete"
    }
}

/// `Key: text` at a line's start.
private struct Trailer {
    /// In lower case.
    let key: String
    let text: Substring

    init?(_ line: Substring) {
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
            line[..<colon].utf8.allSatisfy({ $0.isSlugHead || (0x41...0x5a).contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        key = line[..<colon].lowercased()
        text = line[line.index(after: colon)...].trimmed
    }
}

extension Substring {
    /// An item of a list, a row of a table, or a line of what git prints about files.
    fileprivate var isListItem: Bool {
        let line = PatternText(trimmed, isFolded: true)
        return listItems.contains { $0.matches(line) }
    }
}

private let listItems = Pattern.builtIn(
    [
        #"^[-*+•] "#, #"^\d{1,9}[.)] "#, #"^\|"#, #" \| "#, #"^\?\? "#,
        "^(both )?(modified|new file|deleted|renamed|copied|added):", "^(create|delete) mode ", "^rename .* => ",
        // `M  path` and `R100<tab>path`, but not "A fix for ...".
        #"^[amdrctu]\d{0,3}(\t|  )"#,
    ], .expression)

extension Array {
    fileprivate func lastMapped<Result>(_ transform: (Element) -> Result?) -> Result? {
        reversed().lazy.compactMap(transform).first
    }
}
