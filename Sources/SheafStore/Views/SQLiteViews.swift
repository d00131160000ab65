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
    private let memo = ViewMemo()

    init(facts: FactTable, views: Database, known: [RecordKey: [HeldLine]] = [:]) {
        self.facts = facts
        self.views = views
        self.known = known
    }

    private var table: ViewTable { ViewTable(db: views) }
    private var conflicts: ConflictTable { ConflictTable(db: views) }
    private var members: MemberTable { MemberTable(db: views) }

    func lines(of key: RecordKey) throws -> [HeldLine] { try known[key] ?? facts.lines(of: key) }

    func sessions(holding commit: ObjectID) throws -> [RecordID] { try holders(of: commit).map(\.session) }

    func commits(of session: RecordID) throws -> [ObjectID] {
        guard case .session(let view) = try stored(RecordKey(.session, session))?.content else { return [] }
        return view.commits.map(\.id)
    }

    func sharedCommits(of session: RecordID) throws -> [ObjectID] {
        guard let stored = try stored(RecordKey(.session, session)) else { return [] }
        return try members.sharedCommits(of: stored.view)
    }

    func claims(on subject: String) throws -> [ClaimView] { try ClaimTable(db: views).claims(on: subject) }

    func claims(in record: RecordID) throws -> [ClaimView] {
        try stored(RecordKey(.claim, record))?.content.claims ?? []
    }

    func acknowledged(in key: RecordKey) throws -> Set<ConflictID> {
        let sql = "SELECT acknowledged FROM views WHERE record = ? AND kind = ?"
        let hashes = try views.first(sql, key.id.bytes, key.kind.name) { try $0.hashes(0) } ?? []
        return Set(hashes.compactMap { ConflictID($0.hex) })
    }

    func store(_ fold: RecordFold) throws {
        let old = try stored(fold.key)
        let view = try old?.view ?? table.insert(fold.key)
        let columns = ViewTable.Columns(fold.content)
        try table.update(view, fold, columns)
        try table.updateIndexed(view, from: old?.columns ?? ViewTable.Columns(), to: columns)
        memo.holders = nil
        memo.view = (fold.key, ViewTable.Stored(view: view, content: fold.content, columns: columns))
        try conflicts.replace(fold.key.scope, fold.conflicts) { try latestTime(of: $0, in: [fold.key]) }
        let before = old?.content ?? .none
        try ClaimTable(db: views).replace(of: view, before.claims, fold.content.claims)
        guard fold.key.kind == .session else { return }
        memo.unshared.formUnion(try members.replace(of: view, before.members, fold.content.members))
        try members.replaceRemovals(of: view, fold.commitsRemovedByHand)
    }

    func store(primary: RecordID?, conflict: Conflict?, of commit: ObjectID) throws {
        let holders = try holders(of: commit)
        memo.holders = nil
        for holder in holders where holder.isPrimary != (holder.session == primary) || holder.isShared != (conflict != nil) {
            try members.update(commit, in: holder, isPrimary: holder.session == primary, isShared: conflict != nil)
        }
        // Only a commit that was shared has an item to take away.
        let wasShared = holders.contains(where: \.isShared) || memo.unshared.remove(commit) != nil
        guard conflict != nil || wasShared else { return }
        let sessions = holders.map { RecordKey(.session, $0.session) }
        let items = [conflict].compactMap(\.self)
        try conflicts.replace("commit:\(commit)", items) { try latestTime(of: $0, in: sessions) }
    }

    func store(conflict: Conflict?, onClaimsOf subject: String) throws {
        let records = conflict == nil ? [] : Set(try claims(on: subject).map { RecordKey(.claim, $0.id) }).sorted()
        let items = [conflict].compactMap(\.self)
        try conflicts.replace("claim:\(subject)", items) { try latestTime(of: $0, in: records) }
    }

    // MARK: Reading each row once

    private func stored(_ key: RecordKey) throws -> ViewTable.Stored? {
        if let known = memo.view, known.key == key { return known.stored }
        let stored = try table.stored(key)
        memo.view = (key, stored)
        return stored
    }

    private func holders(of commit: ObjectID) throws -> [MemberTable.Holder] {
        if let known = memo.holders, known.commit == commit { return known.holders }
        let holders = try members.holders(of: commit)
        memo.holders = (commit, holders)
        return holders
    }

    /// The latest time of a judged fact; when none is a node, the opening of the record that the item is listed under.
    private func latestTime(of conflict: Conflict, in records: [RecordKey]) throws -> Int64 {
        let times = try records.compactMap { try facts.latestTime(of: $0, among: conflict.lines) }
        return times.max() ?? conflict.record.time.milliseconds
    }
}

/// What one fold has just read or written: an update asks for the same row several times in a row.
private final class ViewMemo {
    var view: (key: RecordKey, stored: ViewTable.Stored?)?
    var holders: (commit: ObjectID, holders: [MemberTable.Holder])?
    /// Commits that a session has lost while they were shared; to be judged in the same update.
    var unshared: Set<ObjectID> = []
}

extension RecordKey {
    /// What is judged together: the scope of the record's own conflicts.
    var scope: String { "\(kind)/\(id)" }
}
