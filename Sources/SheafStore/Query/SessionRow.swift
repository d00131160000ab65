import SheafCore

/// One session with all that listing and showing it needs.
public struct SessionRow: Hashable, Sendable, Identifiable {
    public let view: SessionView
    /// `{author}-{YYYYMMDD}-{HHMM}`, with `-` and 4 or more of the id's last digits when others share that.
    public let displayID: String
    /// Always with the suffix, for marks that are stored elsewhere.
    public let fullDisplayID: String
    /// What `SessionDisplay` compares with: the greatest `at` of a fact of the owner and of who took the session.
    public let latestFactOfKeepers: Int64?
    /// Nodes of the record's graph.
    public let factCount: Int

    public var id: RecordID { view.id }

    public func display(at instant: Instant) -> SessionDisplay {
        SessionDisplay(view, at: instant, latestFactOfKeepers: latestFactOfKeepers)
    }
}

/// The spelling of display ids. DESIGN: sessions that share the base show as many last digits as are needed.
public struct DisplayID {
    public static let suffixDigitCountMin = 4

    /// `{author}-{YYYYMMDD}-{HHMM}`, UTC.
    public static func base(author: AuthorSlug, openedAt: Instant) -> String {
        let time = openedAt.description
        let date = time.prefix(10).filter { $0 != "-" }
        return "\(author)-\(date)-\(time.dropFirst(11).prefix(5).filter { $0 != ":" })"
    }

    /// How many last digits tell the ids apart; at least `suffixDigitCountMin`.
    static func suffixDigitCount(_ ids: [RecordID]) -> Int {
        guard ids.count > 1 else { return suffixDigitCountMin }
        let texts = Set(ids).map(\.hex)
        return (suffixDigitCountMin..<32).first { count in Set(texts.map { $0.suffix(count) }).count == texts.count } ?? 32
    }
}
