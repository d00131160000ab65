extension Schema {
    /// Views are made anew rather than altered, because SQLite cannot drop a column behind which its definition ends in a
    /// comment. Those of older versions had another stored form, so that they are folded again.
    static let version5 = """
        DROP TABLE views;

        -- What the facts of one record mean.
        CREATE TABLE views (
            view INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,              -- first folder of the record's path
            record BLOB NOT NULL,            -- 16 bytes
            content BLOB NOT NULL,           -- SheafCore's stored form
            heads BLOB NOT NULL,             -- hashes that the next writer names, 32 bytes each, ascending
            acknowledged BLOB NOT NULL,      -- conflict ids, 32 bytes each, ascending
            node_count INTEGER NOT NULL,     -- above RecordFold.nodeCountMax: not folded, but for claims
            ignored_count INTEGER NOT NULL,  -- lines that are carried and mean nothing
            author TEXT,                     -- sessions only
            idle_end INTEGER                 -- sessions without an explicit end only, unix ms
        ) STRICT;
        CREATE UNIQUE INDEX views_by_record ON views (record, kind);
        -- Display ids and the latest session of an author: ids begin with the time of opening.
        CREATE INDEX views_by_author ON views (author, record) WHERE author IS NOT NULL;
        -- What is open, and what has just ended.
        CREATE INDEX views_by_idle_end ON views (idle_end) WHERE idle_end IS NOT NULL;
        -- For counting: both are rare.
        CREATE INDEX views_ignoring ON views (ignored_count) WHERE ignored_count > 0;
        CREATE INDEX views_over_limit ON views (node_count) WHERE node_count > 20000;

        -- What claim records are found by: one may hold claims of several subjects, by several writers.
        CREATE TABLE claims (
            subject TEXT NOT NULL,
            view INTEGER NOT NULL,           -- views.view of the claim record
            PRIMARY KEY (subject, view)
        ) STRICT, WITHOUT ROWID;
        """
}
