-- Events of format 2: a withdrawal carries its proof, a sign-up says when its day is doubtful. What
-- nobody can prove counts only for the kiosk that says it.

ALTER TABLE event ADD COLUMN format INTEGER NOT NULL DEFAULT 1;

ALTER TABLE event ADD COLUMN proof TEXT;          -- of a withdrawal: the secret behind the id

ALTER TABLE event ADD COLUMN code TEXT;           -- and the code, where it may be one of format 1

ALTER TABLE event ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sign_up ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;  -- the retention day is

ALTER TABLE withdrawal RENAME TO withdrawal_1;

CREATE TABLE withdrawal (                         -- taken back, for good, whatever comes later
    id TEXT NOT NULL,
    kiosk TEXT NOT NULL,                          -- '': proved, wherever it was given; else only
                                                  -- what was given at this kiosk, which says so
    act TEXT NOT NULL,                            -- one code may give two ids, and counts once
    PRIMARY KEY (id, kiosk)
) STRICT, WITHOUT ROWID;

INSERT INTO withdrawal SELECT id, '', id FROM withdrawal_1;

DROP TABLE withdrawal_1;

CREATE TABLE claim (                              -- that this code gives this id of format 1
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    act TEXT NOT NULL,
    right INTEGER CHECK (right IN (0, 1)),        -- NULL: not tried, because it costs time
    PRIMARY KEY (id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE carrier (                            -- who may bring what a kiosk kept that has lost
    kiosk TEXT NOT NULL REFERENCES kiosk,         -- its key; that kiosk's own is '' if it was never
    key TEXT NOT NULL,                            -- met
    carrier TEXT NOT NULL,                        -- last: quick_check of SQLite 3.40 wants the
                                                  -- columns of the primary key first
    PRIMARY KEY (kiosk, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE erased (                             -- by the coordinator's word: out of kiosks, too
    id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

DROP VIEW used;

CREATE VIEW used AS                               -- one of each sign-up, whichever came first
SELECT * FROM sign_up AS it
WHERE sealed_sha256 = (
    SELECT min(sealed_sha256) FROM sign_up AS same
    WHERE same.id = it.id AND same.kiosk = it.kiosk
);
