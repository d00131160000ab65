import Foundation
import GRDB
import SheafCore

extension StoreReader {
    /// Facts of whole records for an archive: of every dated kind, in months before `month`; or of one record.
    public func facts(before month: CivilMonth) throws -> [HeldFact] {
        try facts(where: { path, _ in path.month.map { $0 < month } ?? false })
    }

    /// Every line about the record, in whatever kind's path it stands.
    public func facts(about record: RecordID) throws -> [HeldFact] {
        try facts(where: { path, found in path.holds(record) && found.map { $0 == record } ?? true })
    }

    /// - Parameter isWanted: asked for a path first, with nil, and then for each of its records.
    private func facts(where isWanted: (ShardPath, RecordID?) -> Bool) throws -> [HeldFact] {
        try paths().filter { isWanted($0, nil) }.flatMap { path in
            try facts(in: path).filter { isWanted(path, $0.line.record) }
        }
    }

    /// Records that were removed into an archive and not restored.
    public func archivedRecords() throws -> Set<RecordID> {
        let cursor = try db.rows("SELECT record FROM archived")
        var records: Set<RecordID> = []
        while let row = try cursor.next() { records.insert(try row.record(0)) }
        return records
    }
}

extension Transaction {
    /// Whether the record was removed here on purpose.
    func isArchived(_ key: RecordKey) throws -> Bool {
        try db.integer("SELECT 1 FROM archived WHERE record = ? AND kind = ?", key.id.bytes, key.kind.name) != nil
    }

    /// Removes whole records that an archive holds. What the remote is not known to have stays, and so do claims, whose
    /// fences must not be forgotten, and replicas' cards.
    ///
    /// - Parameter facts: exactly what the archive holds.
    /// - Returns: how many facts were removed.
    public func remove(archived facts: [HeldFact]) throws -> Int {
        let records = Dictionary(grouping: facts) { RecordKey($0.path.kind, $0.line.record) }
            .filter { $0.key.kind != .claim && $0.key.kind != .replica }
        var removed = 0
        for (key, facts) in records where try isRemovable(key, facts) {
            forget(key)
            try keepMembers(of: key)
            for fact in facts {
                try db.run("DELETE FROM facts WHERE sequence = ?", fact.sequence)
                try db.run("DELETE FROM withheld_from WHERE sequence = ?", fact.sequence)
            }
            try db.run(
                "INSERT INTO archived (kind, record, archived_at) VALUES (?, ?, ?)", key.kind.name, key.id.bytes, now.milliseconds)
            try db.run("UPDATE this SET removed_upto = max(removed_upto, ?)", facts.map(\.sequence).max() ?? 0)
            removed += facts.count
        }
        guard removed > 0 else { return 0 }
        try db.run("UPDATE this SET removed_count = removed_count + ?", removed)
        try ViewRebuild.replaceViews(self.facts)
        return removed
    }

    /// Nothing of it waits for the remote, and nothing was added since the archive was written.
    private func isRemovable(_ key: RecordKey, _ facts: [HeldFact]) throws -> Bool {
        guard try self.facts.lines(of: key).count == Set(facts.map(\.line.hash)).count else { return false }
        return try facts.allSatisfy { try db.integer("SELECT 1 FROM outbox WHERE sequence = ?", $0.sequence) == nil }
    }

    private func keepMembers(of key: RecordKey) throws {
        guard key.kind == .session else { return }
        try db.run(
            """
            INSERT OR IGNORE INTO archived_members (member, record)
            SELECT member, record FROM members JOIN views USING (view) WHERE record = ? AND kind = 'sessions'
            """,
            key.id.bytes)
    }

    /// Takes archived lines in again; what was removed here comes back as it was, own lines included.
    ///
    /// The sidecar's state must be absorbed afterwards: it may hold further lines of these records, which came while they
    /// were away and were not taken in.
    /// - Parameter lines: with verdicts on their signatures.
    /// - Returns: how many facts were new.
    public func restore(_ lines: [ReceivedLine]) throws -> Int {
        let records = Set(lines.map { RecordKey($0.path.kind, $0.line.record) })
        let removed = try records.filter { try isArchived($0) }
        for key in removed {
            try db.run("DELETE FROM archived WHERE record = ? AND kind = ?", key.id.bytes, key.kind.name)
            try db.run("DELETE FROM archived_members WHERE record = ?", key.id.bytes)
        }
        if !removed.isEmpty { try noteProjection(tip: nil, upTo: 0) }
        let own = lines.filter { removed.contains(RecordKey($0.path.kind, $0.line.record)) }
        let other = lines.filter { !removed.contains(RecordKey($0.path.kind, $0.line.record)) }
        return try intake(own, from: .local, isReturning: true) + intake(other, from: .local)
    }
}
