-- The packs installed here, which one is on, and what was accepted from whom.
-- Applied whole, together with its number (user_version).

CREATE TABLE publisher (                -- one row, or none: nobody is enrolled
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 24),
    since TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),  -- the highest that was accepted
    exhibit TEXT NOT NULL,              -- what it showed last
    timestamp BLOB NOT NULL,            -- metadata as signed; empty if it was lost
    snapshot BLOB NOT NULL,
    targets BLOB NOT NULL
) STRICT;

CREATE TABLE root (                     -- its roots, from the first on
    version INTEGER PRIMARY KEY CHECK (version > 0),
    metadata BLOB NOT NULL
) STRICT;

CREATE TABLE pack (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL CHECK (version > 0),
    exhibit TEXT NOT NULL,
    title TEXT NOT NULL,                -- JSON: by language, its own first
    publisher TEXT NOT NULL,
    made TEXT NOT NULL,
    installed TEXT NOT NULL,
    index_sha256 TEXT NOT NULL CHECK (length(index_sha256) = 64),
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    stood INTEGER NOT NULL CHECK (stood IN (0, 1))  -- its trial is over
) STRICT;

CREATE TABLE blob (                     -- the files of each pack, its index too
    pack INTEGER NOT NULL REFERENCES pack (number) ON DELETE CASCADE,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    PRIMARY KEY (pack, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE coming (                   -- the files of a pack that is being copied
    sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64)
) STRICT, WITHOUT ROWID;

CREATE TABLE pointer (                  -- one row: what is on, and how its trial goes
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    on_ INTEGER REFERENCES pack (number),        -- NULL: the exhibit that ships
    previous INTEGER REFERENCES pack (number),   -- what one tap turns back to
    last INTEGER REFERENCES pack (number),       -- accepted last, on or not
    showing INTEGER REFERENCES pack (number),    -- what the program that runs took from here
    given_up INTEGER REFERENCES pack (number),   -- turned back from by the program itself
    boot TEXT NOT NULL,                 -- in which the program began last; '' if it never did
    in_order INTEGER NOT NULL CHECK (in_order IN (0, 1)),   -- it left as it should
    crashes INTEGER NOT NULL CHECK (crashes >= 0),          -- of the trial, in this boot
    dark_boots INTEGER NOT NULL CHECK (dark_boots >= 0),    -- of the trial: nothing was shown
    lit INTEGER NOT NULL CHECK (lit IN (0, 1))              -- in this boot something was
) STRICT;

CREATE TABLE sum (                      -- one row: SHA-256 of all of the above, as it was written
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    sha256 TEXT NOT NULL                -- '' as long as nothing was
) STRICT;

INSERT INTO sum VALUES (1, '');
INSERT INTO pointer VALUES (1, NULL, NULL, NULL, NULL, NULL, '', 1, 0, 0, 0);
