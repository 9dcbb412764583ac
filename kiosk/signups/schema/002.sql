-- The public key, to know a damaged private one by; '' until the key was read once.
ALTER TABLE own ADD COLUMN public TEXT NOT NULL DEFAULT '';

-- Events of format 2: a withdrawal carries its proof, a sign-up says when its day is doubtful. Events
-- that are there stay of format 1, with the hashes they have.

ALTER TABLE event ADD COLUMN format INTEGER NOT NULL DEFAULT 1 CHECK (format IN (1, 2));

ALTER TABLE event ADD COLUMN proof TEXT
    CHECK ((proof IS NOT NULL) = (format = 2 AND kind = 'withdrawal'));

ALTER TABLE event ADD COLUMN code TEXT CHECK (code IS NULL OR proof IS NOT NULL);

ALTER TABLE event ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0
    CHECK (doubtful = 0 OR (doubtful = 1 AND format = 2 AND kind = 'sign-up'));

DROP TRIGGER events_do_not_change;

CREATE TRIGGER events_do_not_change
BEFORE UPDATE OF number, kind, id, retention, sealed_sha256, before, hash,
    format, proof, code, doubtful ON event
BEGIN
    SELECT RAISE(ABORT, 'events never change');
END;
