extension Schema {
    static let version4 = """
        -- Records whose facts are in an archive and were removed here on purpose: their lines are not taken in again
        -- before they are restored.
        CREATE TABLE archived (
            kind TEXT NOT NULL,
            record BLOB NOT NULL,            -- 16 bytes
            archived_at INTEGER NOT NULL,    -- unix ms
            PRIMARY KEY (kind, record)
        ) STRICT, WITHOUT ROWID;

        -- Commits that removed sessions counted, so that an import does not open them again.
        CREATE TABLE archived_members (
            member BLOB NOT NULL,            -- commit, 20 or 32 bytes
            record BLOB NOT NULL,            -- 16 bytes, of the session
            PRIMARY KEY (member, record)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX archived_members_by_record ON archived_members (record);

        -- Sequences of removed facts are never used again, and not missed.
        ALTER TABLE this ADD COLUMN removed_count INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE this ADD COLUMN removed_upto INTEGER NOT NULL DEFAULT 0;    -- greatest facts.sequence removed
        """
}
