extension Schema {
    /// Facts are the truth; every table under "Views" can be built again from them.
    static let version1 = """
        -- What this incarnation of the database is. One row.
        CREATE TABLE this (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            replica BLOB,                    -- public key, 32 bytes; NULL until an identity was resolved
            mint_reason TEXT,                -- ReplicaIdentity.Reason: a new replica is needed before the next write
            clock_at INTEGER NOT NULL DEFAULT 0,     -- hybrid clock, unix ms
            clock_counter INTEGER NOT NULL DEFAULT 0,
            joined_tip TEXT,                 -- oid of the sidecar's commit whose lines are all held here
            projected INTEGER NOT NULL DEFAULT 0,    -- facts.sequence up to which the sidecar holds everything
            views_version INTEGER NOT NULL   -- the stored form and rules that the views were folded with
        ) STRICT;

        -- Paths of the state tree, so that a fact names its own in 1-3 bytes.
        CREATE TABLE shards (
            shard INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE
        ) STRICT;

        -- Every line that this replica holds, as it was written. Rows are never changed and never deleted.
        CREATE TABLE facts (
            sequence INTEGER PRIMARY KEY,    -- order of intake, from 1 without gaps
            shard INTEGER NOT NULL,          -- shards.shard
            record BLOB NOT NULL,            -- 16 bytes
            hash BLOB NOT NULL,              -- SHA-256 of line, 32 bytes
            line BLOB NOT NULL,              -- without LF
            at INTEGER,                      -- the fact's time, unix ms; NULL: no node (bad signature or unreadable)
            is_signed INTEGER NOT NULL,      -- verdict on the signature, found once at intake
            is_own INTEGER NOT NULL          -- 1: written through this database
        ) STRICT;
        -- Finds duplicates, a record's lines and a shard's lines. A line may stand in several paths of unknown kinds.
        CREATE UNIQUE INDEX facts_by_place ON facts (shard, record, hash);

        -- Facts not yet known to be on the remote.
        CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY     -- facts.sequence
        ) STRICT;

        -- Own claims whose push is not settled: outside the joined set until then.
        CREATE TABLE attempts (
            record BLOB PRIMARY KEY,         -- 16 bytes
            path TEXT NOT NULL,
            line BLOB NOT NULL,              -- signed, without LF; the same bytes are pushed again
            begun_at INTEGER NOT NULL        -- unix ms, wall clock; for display only
        ) STRICT, WITHOUT ROWID;

        -- Views ------------------------------------------------------------------------------------------------

        -- What the facts of one record mean.
        CREATE TABLE views (
            view INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,              -- first folder of the record's path
            record BLOB NOT NULL,            -- 16 bytes
            content BLOB NOT NULL,           -- SheafCore's stored form
            heads BLOB NOT NULL,             -- hashes that the next writer names, 32 bytes each, ascending
            acknowledged BLOB NOT NULL,      -- conflict ids, 32 bytes each, ascending
            node_count INTEGER NOT NULL,     -- above RecordFold.nodeCountMax: not folded
            ignored_count INTEGER NOT NULL,  -- lines that are carried and mean nothing
            author TEXT,                     -- sessions only
            idle_end INTEGER,                -- sessions without an explicit end only, unix ms
            subject TEXT                     -- claims only
        ) STRICT;
        CREATE UNIQUE INDEX views_by_record ON views (record, kind);
        -- Display ids and the latest session of an author: ids begin with the time of opening.
        CREATE INDEX views_by_author ON views (author, record) WHERE author IS NOT NULL;
        -- What is open, and what has just ended.
        CREATE INDEX views_by_idle_end ON views (idle_end) WHERE idle_end IS NOT NULL;
        CREATE INDEX views_by_subject ON views (subject) WHERE subject IS NOT NULL;
        -- For counting: both are rare.
        CREATE INDEX views_ignoring ON views (ignored_count) WHERE ignored_count > 0;
        CREATE INDEX views_over_limit ON views (node_count) WHERE node_count > 20000;

        -- Counted members of sessions, found by commit and pull request.
        CREATE TABLE members (
            member BLOB NOT NULL,            -- commit: 20 or 32 bytes; pull request: its number in 4 bytes
            view INTEGER NOT NULL,           -- views.view of the session
            is_primary INTEGER NOT NULL DEFAULT 0,   -- 1: the session that a commit is counted in (rule 8)
            is_shared INTEGER NOT NULL DEFAULT 0,    -- 1: several sessions hold the commit
            PRIMARY KEY (member, view)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX members_shared ON members (view) WHERE is_shared = 1;

        -- Commits that a person took out of a session: an import leaves them out.
        CREATE TABLE removals (
            member BLOB NOT NULL,            -- commit, 20 or 32 bytes
            view INTEGER NOT NULL,           -- views.view of the session
            PRIMARY KEY (member, view)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX removals_by_view ON removals (view);

        -- Judgements of the fold, acknowledged ones included.
        CREATE TABLE conflicts (
            scope TEXT NOT NULL,             -- what is judged together: `<kind>/<record>`, `commit:<oid>`, `claim:<subject>`
            id BLOB NOT NULL,                -- 32 bytes
            record BLOB NOT NULL,            -- listed under this record, 16 bytes
            rule INTEGER NOT NULL,
            is_open INTEGER NOT NULL,        -- a person must choose
            is_acknowledged INTEGER NOT NULL,
            at INTEGER NOT NULL,             -- latest time of a judged fact, unix ms
            content BLOB NOT NULL,           -- SheafCore's stored form
            PRIMARY KEY (scope, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX conflicts_by_id ON conflicts (id);
        CREATE INDEX conflicts_by_record ON conflicts (record);

        -- Who writes: sums over each replica's nodes.
        CREATE TABLE replicas (
            replica BLOB PRIMARY KEY,        -- 32 bytes
            latest_at INTEGER NOT NULL,      -- greatest time of a fact, unix ms
            fact_count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Local only: never shared -------------------------------------------------------------------------------

        -- What did not pass the structural check, for `doctor`. At most 10,000 rows.
        CREATE TABLE quarantine (
            item INTEGER PRIMARY KEY,
            source TEXT NOT NULL,            -- the remote that sent it
            path TEXT NOT NULL,              -- as received; only ever shown escaped
            object TEXT NOT NULL,            -- oid of the blob or tree
            failure TEXT NOT NULL,           -- name of the structural failure
            sample BLOB NOT NULL,            -- first bytes, at most 256
            count INTEGER NOT NULL,          -- how often it was met
            first_seen INTEGER NOT NULL,     -- unix ms
            last_seen INTEGER NOT NULL       -- unix ms
        ) STRICT;
        CREATE UNIQUE INDEX quarantine_by_place ON quarantine (source, path, object, failure, sample);

        -- The log of what was done here, for `log` and `undo`.
        CREATE TABLE operations (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,             -- unix ms
            command TEXT NOT NULL,
            first_fact INTEGER,              -- facts.sequence; own facts of first...last were written; NULL: none
            last_fact INTEGER,               -- facts.sequence
            inverse BLOB,                    -- canonical JSON: {changes: [{kind, object, record}]}; NULL: cannot be undone
            undoes INTEGER UNIQUE            -- operations.number of what this took back
        ) STRICT;

        -- What is known about each remote.
        CREATE TABLE remotes (
            url TEXT PRIMARY KEY,
            tip TEXT,                        -- oid of the last tip seen
            fact_count INTEGER,              -- lines in that tip's tree, NULL: never counted
            synced_at INTEGER,               -- unix ms of the last exchange that ended well
            consented_at INTEGER             -- unix ms of the typed command that allowed pushing to this URL
        ) STRICT, WITHOUT ROWID;

        -- Where long work stands, such as an import; the value is its owner's.
        CREATE TABLE cursors (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Random names of worktrees, so that shared facts tell nothing about paths.
        CREATE TABLE worktrees (
            git_directory TEXT PRIMARY KEY,  -- the worktree's private git directory
            token TEXT NOT NULL              -- 16 hex digits
        ) STRICT, WITHOUT ROWID;

        -- What was seen of a commit and is not shared.
        CREATE TABLE local_details (
            commit_id BLOB PRIMARY KEY,      -- 20 or 32 bytes
            subject TEXT NOT NULL,
            paths TEXT NOT NULL              -- LF between them
        ) STRICT, WITHOUT ROWID;

        -- The e-mail behind a session's author slug.
        CREATE TABLE session_authors (
            record BLOB PRIMARY KEY,         -- 16 bytes
            email TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
