-- What one kiosk keeps: its event log, which events arrived, and which ranges were carried away.
-- Applied whole, together with its number (user_version). What must always hold is held here, too:
-- no mistake in the program can take an event away, change one, or leave out a number.

CREATE TABLE own (                      -- one row: whose log this is
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    kiosk TEXT NOT NULL,
    machine TEXT NOT NULL,              -- hash of the machine it was made on, '' if unknown
    demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),  -- salvaged: takes no further events
    probes INTEGER NOT NULL,            -- counts trial writes
    version INTEGER NOT NULL            -- the same as user_version
) STRICT;

CREATE TABLE event (
    number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 99999999),
    kind TEXT NOT NULL CHECK (kind IN ('sign-up', 'withdrawal', 'expiry')),
    id TEXT NOT NULL CHECK (length(id) = 32),
    retention TEXT CHECK ((retention IS NOT NULL) = (kind = 'sign-up')),
    sealed_sha256 TEXT CHECK ((sealed_sha256 IS NOT NULL) = (kind = 'sign-up')),
    before TEXT NOT NULL CHECK (length(before) = 64),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    arrived TEXT CHECK (arrived = hash),  -- the hash that a receipt named
    sealed BLOB CHECK (sealed IS NULL OR (kind = 'sign-up' AND arrived IS NULL)),  -- NULL: wiped
    UNIQUE (id, kind)
) STRICT;

CREATE TABLE frozen (                   -- ranges of events that make a bundle
    first INTEGER PRIMARY KEY REFERENCES event (number),
    last INTEGER NOT NULL UNIQUE REFERENCES event (number) CHECK (last >= first),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),  -- of the bundle as it is now
    exported TEXT CHECK (length(exported) = 64),  -- the same, when it last was safe on a stick
    day TEXT CHECK (day IS NULL OR (exported IS NOT NULL AND day = date(day)))  -- the first, if known
) STRICT;

CREATE TRIGGER events_stay BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;

CREATE TRIGGER events_do_not_change
BEFORE UPDATE OF number, kind, id, retention, sealed_sha256, before, hash ON event
BEGIN
    SELECT RAISE(ABORT, 'events never change');
END;

CREATE TRIGGER sealed_bytes_are_only_wiped BEFORE UPDATE OF sealed ON event
WHEN NEW.sealed IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'sealed bytes never change');
END;

CREATE TRIGGER events_follow_each_other BEFORE INSERT ON event
WHEN coalesce((SELECT retired FROM own), 0) = 0 AND (
    NEW.number <> coalesce((SELECT max(number) FROM event), 0) + 1
    OR NEW.before <> coalesce(
        (SELECT hash FROM event ORDER BY number DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000'
    )
)
BEGIN
    SELECT RAISE(ABORT, 'this event does not follow the last');
END;
