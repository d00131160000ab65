import GRDB
import SheafCore

/// A remote's state ref that had lost what it held at the last exchange with it.
public struct Setback: Hashable, Sendable, Identifiable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The remote had no state ref any more.
        case deleted
        /// The ref named an older commit of its own history.
        case rewound
        /// The ref named another history.
        case replaced
        /// The ref went on, to a commit whose tree lacks what no policy leaves out.
        case overwritten
        /// The ref named something that is no commit.
        case noCommit = "no-commit"
    }

    /// What was met, before it is stored.
    public struct Notice: Hashable, Sendable {
        public var kind: Kind
        public var url: String
        /// The tip that the last exchange saw; nil when there was none.
        public var knownTip: ObjectID?
        /// What the ref named instead; nil when there was none.
        public var found: ObjectID?
        /// Lines that were there and no more; nil when that cannot be told.
        public var lostCount: Int?
        /// Seconds for which nothing may be claimed: the greatest lease of a lost claim. Protocol: 5-sync, section 4.
        public var silenceSeconds: Int64

        public init(
            _ kind: Kind, url: String, knownTip: ObjectID?, found: ObjectID?, lostCount: Int?, silenceSeconds: Int64
        ) {
            self.kind = kind
            self.url = url
            self.knownTip = knownTip
            self.found = found
            self.lostCount = lostCount
            self.silenceSeconds = silenceSeconds
        }
    }

    public let id: Int64
    public let notice: Notice
    public let noticedAt: Instant
    /// When an exchange ended with all of them on the remote again; nil: not yet.
    public let mendedAt: Instant?
}

extension Transaction {
    /// Rows kept; the oldest make room.
    static let setbackRowCountMax = 100

    /// One that is met again before it is mended stays the one that it was; only its figures grow.
    public func note(_ notice: Setback.Notice) throws {
        try db.run(
            """
            INSERT INTO setbacks (url, kind, known_tip, found, lost_count, noticed_at, silence_s) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (url) WHERE mended_at IS NULL DO UPDATE SET
                lost_count = max(coalesce(lost_count, excluded.lost_count), coalesce(excluded.lost_count, lost_count)),
                silence_s = max(silence_s, excluded.silence_s)
            """,
            notice.url, notice.kind.rawValue, notice.knownTip?.hex, notice.found?.hex, notice.lostCount, now.milliseconds,
            notice.silenceSeconds)
        try db.run(
            "DELETE FROM setbacks WHERE setback <= (SELECT max(setback) FROM setbacks) - \(Self.setbackRowCountMax)")
    }

    /// The remote has every line again that this replica knows of.
    func mendSetbacks(of url: String) throws {
        try db.run("UPDATE setbacks SET mended_at = ? WHERE url = ? AND mended_at IS NULL", now.milliseconds, url)
    }

    /// The silence that these ask for has been kept.
    public func endSilence(of setbacks: some Sequence<Int64>) throws {
        for setback in setbacks { try db.run("UPDATE setbacks SET silence_s = 0 WHERE setback = ?", setback) }
    }
}

extension StoreReader {
    /// The latest first.
    public func setbacks() throws -> [Setback] {
        let cursor = try db.rows(
            """
            SELECT setback, url, kind, known_tip, found, lost_count, noticed_at, mended_at, silence_s FROM setbacks
            ORDER BY setback DESC
            """)
        var setbacks: [Setback] = []
        while let row = try cursor.next() {
            let notice = Setback.Notice(
                try row.require(Setback.Kind(rawValue: row[2]), "kind of setback"), url: row[1],
                knownTip: (row[3] as String?).flatMap { ObjectID($0) }, found: (row[4] as String?).flatMap { ObjectID($0) },
                lostCount: row[5], silenceSeconds: row[8])
            setbacks.append(
                Setback(
                    id: row[0], notice: notice, noticedAt: Instant(milliseconds: row[6]),
                    mendedAt: (row[7] as Int64?).map(Instant.init(milliseconds:))))
        }
        return setbacks
    }
}
