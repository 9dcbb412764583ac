-- The coordinator's collection: what came in from all kiosks. A set: nothing in it tells when or in
-- which order it was collected, so that the same bundles always make the same collection.

CREATE TABLE collection (
    demo INTEGER NOT NULL CHECK (demo IN (0, 1))  -- of demonstrations only, or of none
) STRICT;

CREATE TABLE kiosk (                              -- whose bundles are taken
    kiosk TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL                             -- public Ed25519 key, hexadecimal
) STRICT, WITHOUT ROWID;

CREATE TABLE event (                              -- every event ever seen, without what is sealed
    kiosk TEXT NOT NULL REFERENCES kiosk,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,                           -- a number may come twice: a disk put back
    kind TEXT NOT NULL CHECK (kind IN ('sign-up', 'withdrawal', 'expiry')),
    id TEXT NOT NULL,
    retention TEXT,
    sealed_sha256 TEXT,
    before TEXT NOT NULL,
    PRIMARY KEY (kiosk, number, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE withdrawal (                         -- taken back, for good, whatever comes later
    id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_up (                            -- what is kept: sealed, and what names nobody
    id TEXT NOT NULL,
    sealed_sha256 TEXT NOT NULL,
    kiosk TEXT NOT NULL REFERENCES kiosk,
    number INTEGER NOT NULL,
    retention TEXT NOT NULL,
    day TEXT NOT NULL,
    day_trusted INTEGER NOT NULL CHECK (day_trusted IN (0, 1)),
    language TEXT NOT NULL,
    place TEXT,
    town TEXT,
    cooperatives TEXT NOT NULL,                   -- JSON: [[id, name], ...]
    workshops TEXT NOT NULL,                      -- JSON: [[place, town, date], ...]
    sealed BLOB NOT NULL,
    PRIMARY KEY (id, sealed_sha256)
) STRICT;

CREATE INDEX event_of_sign_up ON event (id);
CREATE INDEX sign_up_by_day ON sign_up (day, kiosk, number);

CREATE VIEW used AS                               -- one of each sign-up, whichever came first
SELECT * FROM sign_up AS it
WHERE sealed_sha256 = (SELECT min(sealed_sha256) FROM sign_up AS same WHERE same.id = it.id);
