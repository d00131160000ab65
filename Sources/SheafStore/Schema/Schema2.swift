extension Schema {
    static let version2 = """
        -- When a remote's ref had lost lines that it once had, for `doctor`. At most 100 rows.
        CREATE TABLE setbacks (
            setback INTEGER PRIMARY KEY AUTOINCREMENT,
            url TEXT NOT NULL,
            kind TEXT NOT NULL,              -- Setback.Kind
            known_tip TEXT,                  -- oid of the tip that the last exchange saw
            found TEXT,                      -- oid of what the ref named instead; NULL: there was none
            lost_count INTEGER,              -- lines that were there and no more; NULL: cannot be told
            noticed_at INTEGER NOT NULL,     -- unix ms
            mended_at INTEGER,               -- unix ms at which the remote had them all again; NULL: not yet
            silence_s INTEGER NOT NULL       -- seconds for which nothing may be claimed; 0: none, or waited out
        ) STRICT;
        -- What is met again before it is mended is one setback.
        CREATE UNIQUE INDEX setbacks_unmended ON setbacks (url) WHERE mended_at IS NULL;

        -- When and why this database began to write as a new replica, for `doctor`. A few rows in its life.
        CREATE TABLE mintings (
            minting INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,             -- unix ms
            reason TEXT NOT NULL,            -- ReplicaIdentity.Reason
            replica BLOB NOT NULL,           -- 32 bytes
            before BLOB                      -- 32 bytes; NULL: the database's first
        ) STRICT;
        """
}
