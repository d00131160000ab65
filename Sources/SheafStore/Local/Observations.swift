import Foundation
import GRDB
import SheafCore

/// What was seen of a commit here; never shared.
public struct CommitDetails: Hashable, Sendable {
    public let subject: String
    public let paths: [String]

    public init(subject: String, paths: [String]) {
        self.subject = subject
        self.paths = paths
    }
}

extension Transaction {
    public func remember(_ details: CommitDetails, of commit: ObjectID) throws {
        try db.run(
            "INSERT OR REPLACE INTO local_details (commit_id, subject, paths) VALUES (?, ?, ?)",
            commit.bytes, details.subject, details.paths.joined(separator: "\n"))
    }

    public func remember(authorEmail: String, of session: RecordID) throws {
        try db.run(
            "INSERT OR REPLACE INTO session_authors (record, email) VALUES (?, ?)", session.bytes, authorEmail)
    }

    /// The worktree's name in facts, drawn once.
    ///
    /// - Parameters:
    ///   - gitDirectory: the worktree's private git directory, absolute.
    ///   - fresh: random; becomes the name unless the worktree has one.
    public func worktreeToken(gitDirectory: String, fresh: () -> WorktreeToken) throws -> WorktreeToken {
        if let token = try StoreReader(db).worktreeToken(gitDirectory: gitDirectory) { return token }
        let token = fresh()
        try db.run("INSERT INTO worktrees (git_directory, token) VALUES (?, ?)", gitDirectory, token.text)
        return token
    }

    /// Remembers where long work stands; nil forgets it.
    public func setCursor(_ name: String, to value: String?) throws {
        guard let value else { return try db.run("DELETE FROM cursors WHERE name = ?", name) }
        try db.run("INSERT OR REPLACE INTO cursors (name, value) VALUES (?, ?)", name, value)
    }
}

extension StoreReader {
    public func details(of commit: ObjectID) throws -> CommitDetails? {
        try db.first("SELECT subject, paths FROM local_details WHERE commit_id = ?", commit.bytes) { row in
            CommitDetails(subject: row[0], paths: (row[1] as String).split(separator: "\n").map(String.init))
        }
    }

    /// The address behind the author slug, when the session was recorded here.
    public func authorEmail(of session: RecordID) throws -> String? {
        try db.first("SELECT email FROM session_authors WHERE record = ?", session.bytes) { $0[0] }
    }

    public func worktreeToken(gitDirectory: String) throws -> WorktreeToken? {
        try db.first("SELECT token FROM worktrees WHERE git_directory = ?", gitDirectory) { row in
            try row.require(WorktreeToken(row[0] as String), "worktree token")
        }
    }

    public func cursor(_ name: String) throws -> String? {
        try db.first("SELECT value FROM cursors WHERE name = ?", name) { $0[0] }
    }
}
