extension Schema {
    static let version7 = """
        -- The URL of the remote that the outbox, the sidecar's tree and what is withheld are about; '' before the first.
        ALTER TABLE this ADD COLUMN addressee TEXT NOT NULL DEFAULT '';
        UPDATE this SET addressee = coalesce(
            (SELECT url FROM remotes WHERE synced_at IS NOT NULL ORDER BY synced_at DESC, url LIMIT 1), '');

        -- Facts that look as if they held a secret: in no tree that is written for a remote until a person has decided
        -- about that remote.
        CREATE TABLE withheld_from (
            url TEXT NOT NULL,               -- of the remote; '': of the first that there will be
            sequence INTEGER NOT NULL,       -- facts.sequence
            field TEXT NOT NULL,             -- where in the fact it is
            finding TEXT NOT NULL,           -- what it looks like, in words and without any of it
            found_at INTEGER NOT NULL,       -- unix ms
            decision TEXT CHECK (decision IN ('allowed', 'kept')),   -- NULL: nobody has decided
            PRIMARY KEY (url, sequence)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO withheld_from SELECT addressee, sequence, field, finding, found_at, decision FROM withheld, this;
        DROP TABLE withheld;
        """
}
