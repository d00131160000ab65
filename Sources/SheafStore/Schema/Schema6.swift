extension Schema {
    /// Fewer pages for every recorded commit: what its transaction touches is what it has to sync.
    static let version6 = """
        -- Without AUTOINCREMENT, whose last number stands in a table of its own: operations are never deleted. And an
        -- index only of the few that took something back.
        CREATE TABLE operations_6 (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,             -- unix ms
            command TEXT NOT NULL,
            first_fact INTEGER,              -- facts.sequence; own facts of first...last were written; NULL: none
            last_fact INTEGER,               -- facts.sequence
            inverse BLOB,                    -- canonical JSON: {changes: [{kind, object, record}]}; NULL: cannot be undone
            undoes INTEGER                   -- operations.number of what this took back
        ) STRICT;
        INSERT INTO operations_6 SELECT number, at, command, first_fact, last_fact, inverse, undoes FROM operations;
        DROP TABLE operations;
        ALTER TABLE operations_6 RENAME TO operations;
        CREATE UNIQUE INDEX operations_undoing ON operations (undoes) WHERE undoes IS NOT NULL;

        -- The hour moves seldom, the end with every commit of a session.
        DROP INDEX views_by_idle_end;
        ALTER TABLE views ADD COLUMN idle_hour INTEGER;      -- idle_end in whole hours since 1970
        UPDATE views SET idle_hour = idle_end / 3600000 WHERE idle_end IS NOT NULL;
        CREATE INDEX views_by_idle_hour ON views (idle_hour) WHERE idle_hour IS NOT NULL;
        """
}
