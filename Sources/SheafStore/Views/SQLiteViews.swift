import Foundation
import GRDB
import SheafCore

/// Views in SQLite: what `ViewUpdate` reads and replaces, inside one write transaction.
///
/// Facts and views may lie in different databases: `Store.verify` folds into an empty one.
struct SQLiteViews: ViewStorage {
    let facts: FactTable
    let views: Database
    /// Lines of records that the transaction has in hand.
    let known: [RecordKey: [HeldLine]]

    private var table: ViewTable { ViewTable(db: views) }
    private var conflicts: ConflictTable { ConflictTable(db: views) }

    func lines(of key: RecordKey) throws -> [HeldLine] { try known[key] ?? facts.lines(of: key) }

    func sessions(holding commit: ObjectID) throws -> [RecordID] {
        let sql = "SELECT record FROM members JOIN views USING (view) WHERE member = ?"
        let rows = try views.rows(sql, commit.data)
        var records: [RecordID] = []
        while let row = try rows.next() { records.append(try row.record(0)) }
        return records
    }

    func commits(of session: RecordID) throws -> [ObjectID] {
        guard let stored = try table.stored(RecordKey(.session, session)) else { return [] }
        guard case .session(let view) = try RecordFold.Content(storedBytes: stored.content) else { return [] }
        return view.commits.map(\.id)
    }

    /// By a flag that `store(primary:conflict:of:)` keeps: commits that this update has yet to judge may lack it, and
    /// are judged because they are new in their session.
    func sharedCommits(of session: RecordID) throws -> [ObjectID] {
        let sql = """
            SELECT member FROM members WHERE is_shared = 1
            AND view = (SELECT view FROM views WHERE record = ? AND kind = 'sessions')
            """
        let rows = try views.rows(sql, session.data)
        var commits: [ObjectID] = []
        while let row = try rows.next() { commits.append(try row.require(ObjectID(bytes: try row.bytes(0)), "commit")) }
        return commits
    }

    func claims(on subject: String) throws -> [ClaimView] {
        let rows = try views.rows("SELECT content FROM views WHERE subject = ?", subject)
        var claims: [ClaimView] = []
        while let row = try rows.next() {
            if case .claim(let view) = try RecordFold.Content(storedBytes: try row.bytes(0)) { claims.append(view) }
        }
        return claims
    }

    func claim(of record: RecordID) throws -> ClaimView? {
        guard let stored = try table.stored(RecordKey(.claim, record)),
            case .claim(let view) = try RecordFold.Content(storedBytes: stored.content)
        else { return nil }
        return view
    }

    func acknowledged(in key: RecordKey) throws -> Set<ConflictID> {
        let sql = "SELECT acknowledged FROM views WHERE record = ? AND kind = ?"
        let hashes = try views.first(sql, key.id.data, key.kind.name) { try $0.hashes(0) } ?? []
        return Set(hashes.compactMap { ConflictID($0.hex) })
    }

    func store(_ fold: RecordFold) throws {
        let old = try table.stored(fold.key)
        let view = try old?.view ?? table.insert(fold.key)
        let content = fold.content.storedBytes
        try table.update(view, fold, content: content)
        try table.update(view, from: old?.columns ?? ViewTable.Columns(), to: ViewTable.Columns(fold.content))
        try conflicts.replace(fold.key.scope, fold.conflicts) { try latestTime(of: $0, in: [fold.key]) }
        guard fold.key.kind == .session else { return }
        let before = try old.map { try RecordFold.Content(storedBytes: $0.content) } ?? .none
        try replaceMembers(of: view, Self.members(before), Self.members(fold.content))
        try replaceStreams(of: fold.key.id, Self.streams(before), Self.streams(fold.content))
        try replaceRemovals(of: view, fold.commitsRemovedByHand)
    }

    func store(primary: RecordID?, conflict: Conflict?, of commit: ObjectID) throws {
        let isShared = conflict != nil
        try views.run(
            """
            UPDATE members SET is_shared = ?2,
                is_primary = (view = (SELECT view FROM views WHERE record = ?3 AND kind = 'sessions'))
            WHERE member = ?1
            """,
            commit.data, isShared, primary?.data ?? Data())
        let sessions = isShared ? try sessions(holding: commit).map { RecordKey(.session, $0) } : []
        let items = [conflict].compactMap(\.self)
        try conflicts.replace("commit:\(commit)", items) { try latestTime(of: $0, in: sessions) }
    }

    func store(conflict: Conflict?, onClaimsOf subject: String) throws {
        let records = conflict == nil ? [] : try claims(on: subject).map { RecordKey(.claim, $0.id) }
        let items = [conflict].compactMap(\.self)
        try conflicts.replace("claim:\(subject)", items) { try latestTime(of: $0, in: records) }
    }

    // MARK: What sessions are found by

    private static func members(_ content: RecordFold.Content) -> Set<MemberKey> {
        guard case .session(let view) = content else { return [] }
        return Set(view.commits.map { .commit($0.id) } + view.pullRequests.map { .pullRequest($0.number) })
    }

    private func replaceMembers(of view: Int64, _ old: Set<MemberKey>, _ new: Set<MemberKey>) throws {
        for member in old.subtracting(new) {
            try views.run("DELETE FROM members WHERE member = ? AND view = ?", member.data, view)
        }
        for member in new.subtracting(old) {
            try views.run("INSERT INTO members (member, view) VALUES (?, ?)", member.data, view)
        }
    }

    private static func streams(_ content: RecordFold.Content) -> Set<[String]> {
        guard case .session(let view) = content else { return [] }
        return Set(view.worktrees.map { [view.author.text, $0.text] })
    }

    private func replaceStreams(of session: RecordID, _ old: Set<[String]>, _ new: Set<[String]>) throws {
        for stream in old.subtracting(new) {
            let sql = "DELETE FROM streams WHERE author = ? AND worktree = ? AND record = ?"
            try views.run(sql, stream[0], stream[1], session.data)
        }
        for stream in new.subtracting(old) {
            let sql = "INSERT INTO streams (author, worktree, record) VALUES (?, ?, ?)"
            try views.run(sql, stream[0], stream[1], session.data)
        }
    }

    private func replaceRemovals(of view: Int64, _ commits: [ObjectID]) throws {
        try views.run("DELETE FROM removals WHERE view = ?", view)
        for commit in commits { try views.run("INSERT INTO removals (member, view) VALUES (?, ?)", commit.data, view) }
    }

    /// The latest time of a judged fact; of unreadable lines the opening of their record.
    private func latestTime(of conflict: Conflict, in records: [RecordKey]) throws -> Int64 {
        var latest: Int64?
        for key in records {
            for line in try facts.lines(conflict.lines, of: key) {
                let time = (try? Fact(line, in: key.kind))?.time.at ?? key.id.time.milliseconds
                latest = max(latest ?? time, time)
            }
        }
        return latest ?? conflict.record.time.milliseconds
    }
}

extension RecordKey {
    /// What is judged together: the scope of the record's own conflicts.
    var scope: String { "\(kind)/\(id)" }
}
