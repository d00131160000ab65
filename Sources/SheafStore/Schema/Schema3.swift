extension Schema {
    static let version3 = """
        -- Whom this machine trusts. Local: it filters what is shown and what has effects, and is never folded or shared.
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

        -- Facts that look as if they held a secret: in no tree that is written until a person has decided.
        CREATE TABLE withheld (
            sequence INTEGER PRIMARY KEY,    -- facts.sequence
            field TEXT NOT NULL,             -- where in the fact it is
            finding TEXT NOT NULL,           -- what it looks like, in words and without any of it
            found_at INTEGER NOT NULL,       -- unix ms
            decision TEXT CHECK (decision IN ('allowed', 'kept'))   -- NULL: nobody has decided
        ) STRICT;
        """
}
