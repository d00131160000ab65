-- A database of schema 4: a claim record into which somebody has written another claim, and its view as rules 1 had it then,
-- by which the smaller line hash hid the other one.
PRAGMA user_version = 4;
PRAGMA application_id = 1399350630;
BEGIN TRANSACTION;
CREATE TABLE archived (
            kind TEXT NOT NULL,
            record BLOB NOT NULL,            -- 16 bytes
            archived_at INTEGER NOT NULL,    -- unix ms
            PRIMARY KEY (kind, record)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE archived_members (
            member BLOB NOT NULL,            -- commit, 20 or 32 bytes
            record BLOB NOT NULL,            -- 16 bytes, of the session
            PRIMARY KEY (member, record)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE attempts (
            record BLOB PRIMARY KEY,         -- 16 bytes
            path TEXT NOT NULL,
            line BLOB NOT NULL,              -- signed, without LF; the same bytes are pushed again
            begun_at INTEGER NOT NULL        -- unix ms, wall clock; for display only
        ) STRICT, WITHOUT ROWID;
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
CREATE TABLE cursors (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
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
INSERT INTO "facts" VALUES(1,1,X'019CADC69A8171018101010101010101',X'BB80CED58FC4431E6B67A0AD534CB08C770BE00346BCB14041B064147DA850DA',X'303139636164633639613831373130313831303130313031303130313031303120386439323933633332373636326265336330666165623537396232616564643362326365633333643734646164656463656561373662376139346463393063302031207B226174223A313737323434323030303030312C2266656E6365223A312C226B696E64223A22636C61696D222C226C656173655F73223A36302C227375626A656374223A22776F726B3A30313939227D205F6A7335516B6535596C6E724D50562D6358457456757A5F58455F7954686452544742335446326D4B3538673367426743576335547A595677797345555A317A706931596577314F4E536355665430386854704A4267',1772442000001,1,0);
INSERT INTO "facts" VALUES(2,1,X'019CADC69A8171018101010101010101',X'E58725EA94CEE2037D3C6805A263001951285B4AED8262ABFAA404C78B98B5C6',X'303139636164633639613831373130313831303130313031303130313031303120643562663461336663636537313762303338386263633237343965626331343861643939363962323366343565653162363035666435383737383537366163342031207B226174223A313737323434323030303030302C2266656E6365223A312C226B696E64223A22636C61696D222C226C656173655F73223A36302C227375626A656374223A226275646765743A323032362D3033227D2065714F684279704434303977794D547837543836436D48416857646653425F376C2D33497352304445673736515A444E72343743746E4F4C30526D673769724E2D5432615F5852693644617630485036574845334241',1772442000000,1,0);
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1');
INSERT INTO "grdb_migrations" VALUES('2');
INSERT INTO "grdb_migrations" VALUES('3');
INSERT INTO "grdb_migrations" VALUES('4');
CREATE TABLE local_details (
            commit_id BLOB PRIMARY KEY,      -- 20 or 32 bytes
            subject TEXT NOT NULL,
            paths TEXT NOT NULL              -- LF between them
        ) STRICT, WITHOUT ROWID;
CREATE TABLE members (
            member BLOB NOT NULL,            -- commit: 20 or 32 bytes; pull request: its number in 4 bytes
            view INTEGER NOT NULL,           -- views.view of the session
            is_primary INTEGER NOT NULL DEFAULT 0,   -- 1: the session that a commit is counted in (rule 8)
            is_shared INTEGER NOT NULL DEFAULT 0,    -- 1: several sessions hold the commit
            PRIMARY KEY (member, view)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE mintings (
            minting INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,             -- unix ms
            reason TEXT NOT NULL,            -- ReplicaIdentity.Reason
            replica BLOB NOT NULL,           -- 32 bytes
            before BLOB                      -- 32 bytes; NULL: the database's first
        ) STRICT;
CREATE TABLE operations (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,             -- unix ms
            command TEXT NOT NULL,
            first_fact INTEGER,              -- facts.sequence; own facts of first...last were written; NULL: none
            last_fact INTEGER,               -- facts.sequence
            inverse BLOB,                    -- canonical JSON: {changes: [{kind, object, record}]}; NULL: cannot be undone
            undoes INTEGER UNIQUE            -- operations.number of what this took back
        ) STRICT;
CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY     -- facts.sequence
        ) STRICT;
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
CREATE TABLE remotes (
            url TEXT PRIMARY KEY,
            tip TEXT,                        -- oid of the last tip seen
            fact_count INTEGER,              -- lines in that tip's tree, NULL: never counted
            synced_at INTEGER,               -- unix ms of the last exchange that ended well
            consented_at INTEGER             -- unix ms of the typed command that allowed pushing to this URL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE removals (
            member BLOB NOT NULL,            -- commit, 20 or 32 bytes
            view INTEGER NOT NULL,           -- views.view of the session
            PRIMARY KEY (member, view)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE replicas (
            replica BLOB PRIMARY KEY,        -- 32 bytes
            latest_at INTEGER NOT NULL,      -- greatest time of a fact, unix ms
            fact_count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
INSERT INTO "replicas" VALUES(X'8D9293C327662BE3C0FAEB579B2AEDD3B2CEC33D74DADEDCEEA76B7A94DC90C0',1772442000001,1);
INSERT INTO "replicas" VALUES(X'D5BF4A3FCCE717B0388BCC2749EBC148AD9969B23F45EE1B605FD58778576AC4',1772442000000,1);
CREATE TABLE session_authors (
            record BLOB PRIMARY KEY,         -- 16 bytes
            email TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
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
CREATE TABLE shards (
            shard INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE
        ) STRICT;
INSERT INTO "shards" VALUES(1,'claims/2026-03/1');
CREATE TABLE this (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            replica BLOB,                    -- public key, 32 bytes; NULL until an identity was resolved
            mint_reason TEXT,                -- ReplicaIdentity.Reason: a new replica is needed before the next write
            clock_at INTEGER NOT NULL DEFAULT 0,     -- hybrid clock, unix ms
            clock_counter INTEGER NOT NULL DEFAULT 0,
            joined_tip TEXT,                 -- oid of the sidecar's commit whose lines are all held here
            projected INTEGER NOT NULL DEFAULT 0,    -- facts.sequence up to which the sidecar holds everything
            views_version INTEGER NOT NULL   -- the stored form and rules that the views were folded with
        , removed_count INTEGER NOT NULL DEFAULT 0, removed_upto INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "this" VALUES(1,NULL,NULL,0,0,NULL,0,65537,0,0);
CREATE TABLE trust (
            replica BLOB PRIMARY KEY,        -- public key, 32 bytes
            verdict TEXT NOT NULL CHECK (verdict IN ('trusted', 'revoked')),
            name TEXT,                       -- what it is called here; NULL: as its card says
            reason TEXT,                     -- of a revocation, as typed
            valid_after INTEGER,             -- unix ms; NULL: not bounded
            valid_before INTEGER,            -- unix ms, excluded; NULL: not bounded
            decided_by TEXT,                 -- e-mail of git's configuration
            decided_at INTEGER NOT NULL      -- unix ms
        ) STRICT, WITHOUT ROWID;
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
INSERT INTO "views" VALUES(1,'claims',X'019CADC69A8171018101010101010101',X'03019CADC69A817101810101010101010112776F726B3A3031393902788D9293C327662BE3C0FAEB579B2AEDD3B2CEC33D74DADEDCEEA76B7A94DC90C0BB80CED58FC4431E6B67A0AD534CB08C770BE00346BCB14041B064147DA850DA00',X'BB80CED58FC4431E6B67A0AD534CB08C770BE00346BCB14041B064147DA850DAE58725EA94CEE2037D3C6805A263001951285B4AED8262ABFAA404C78B98B5C6',X'',2,0,NULL,NULL,'work:0199');
CREATE TABLE withheld (
            sequence INTEGER PRIMARY KEY,    -- facts.sequence
            field TEXT NOT NULL,             -- where in the fact it is
            finding TEXT NOT NULL,           -- what it looks like, in words and without any of it
            found_at INTEGER NOT NULL,       -- unix ms
            decision TEXT CHECK (decision IN ('allowed', 'kept'))   -- NULL: nobody has decided
        ) STRICT;
CREATE TABLE worktrees (
            git_directory TEXT PRIMARY KEY,  -- the worktree's private git directory
            token TEXT NOT NULL              -- 16 hex digits
        ) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX facts_by_place ON facts (shard, record, hash);
CREATE UNIQUE INDEX views_by_record ON views (record, kind);
CREATE INDEX views_by_author ON views (author, record) WHERE author IS NOT NULL;
CREATE INDEX views_by_idle_end ON views (idle_end) WHERE idle_end IS NOT NULL;
CREATE INDEX views_by_subject ON views (subject) WHERE subject IS NOT NULL;
CREATE INDEX views_ignoring ON views (ignored_count) WHERE ignored_count > 0;
CREATE INDEX views_over_limit ON views (node_count) WHERE node_count > 20000;
CREATE INDEX members_shared ON members (view) WHERE is_shared = 1;
CREATE INDEX removals_by_view ON removals (view);
CREATE INDEX conflicts_by_id ON conflicts (id);
CREATE INDEX conflicts_by_record ON conflicts (record);
CREATE UNIQUE INDEX quarantine_by_place ON quarantine (source, path, object, failure, sample);
CREATE UNIQUE INDEX setbacks_unmended ON setbacks (url) WHERE mended_at IS NULL;
CREATE INDEX archived_members_by_record ON archived_members (record);
COMMIT;
