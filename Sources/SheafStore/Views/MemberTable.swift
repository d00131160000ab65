import GRDB
import SheafCore

/// What sessions are found by: the tables `members` and `removals`.
struct MemberTable {
    let db: Database

    /// A session in whose stored view a commit counts.
    struct Holder {
        let session: RecordID
        let view: Int64
        let isPrimary: Bool
        let isShared: Bool
    }

    func holders(of commit: ObjectID) throws -> [Holder] {
        let sql = "SELECT record, view, is_primary, is_shared FROM members JOIN views USING (view) WHERE member = ?"
        let rows = try db.rows(sql, commit.bytes)
        var holders: [Holder] = []
        while let row = try rows.next() {
            holders.append(Holder(session: try row.record(0), view: row[1], isPrimary: row[2], isShared: row[3]))
        }
        return holders
    }

    func update(_ commit: ObjectID, in holder: Holder, isPrimary: Bool, isShared: Bool) throws {
        let sql = "UPDATE members SET is_primary = ?, is_shared = ? WHERE member = ? AND view = ?"
        try db.run(sql, isPrimary, isShared, commit.bytes, holder.view)
    }

    /// By a flag: commits that the running update has yet to judge may lack it, and are judged because they are new in
    /// their session.
    func sharedCommits(of view: Int64) throws -> [ObjectID] {
        let rows = try db.rows("SELECT member FROM members WHERE is_shared = 1 AND view = ?", view)
        var commits: [ObjectID] = []
        while let row = try rows.next() { commits.append(try row.require(ObjectID(bytes: try row.bytes(0)), "commit")) }
        return commits
    }

    /// - Returns: commits that the session has lost and that another one held too.
    func replace(of view: Int64, _ old: Set<MemberKey>, _ new: Set<MemberKey>) throws -> [ObjectID] {
        var unshared: [ObjectID] = []
        for member in old.subtracting(new) {
            let sql = "DELETE FROM members WHERE member = ? AND view = ? RETURNING is_shared"
            let wasShared = try db.integer(sql, member.bytes, view) == 1
            if wasShared, case .commit(let commit) = member { unshared.append(commit) }
        }
        for member in new.subtracting(old) {
            try db.run("INSERT INTO members (member, view) VALUES (?, ?)", member.bytes, view)
        }
        return unshared
    }

    func replaceRemovals(of view: Int64, _ commits: [ObjectID]) throws {
        try db.run("DELETE FROM removals WHERE view = ?", view)
        for commit in commits { try db.run("INSERT INTO removals (member, view) VALUES (?, ?)", commit.bytes, view) }
    }
}

extension RecordFold.Content {
    /// What counts in a session; empty for other records.
    var members: Set<MemberKey> {
        guard case .session(let view) = self else { return [] }
        return Set(view.commits.map { .commit($0.id) } + view.pullRequests.map { .pullRequest($0.number) })
    }
}
