-- A sign-up whose own day is doubtful may be kept as long as any, counted from a day that is sure: the
-- first on which it lay here. Only of such sign-ups does a collection tell when it was collected.

CREATE TABLE sure (
    kiosk TEXT NOT NULL,
    id TEXT NOT NULL,
    last TEXT NOT NULL,                           -- the last day it may be kept
    PRIMARY KEY (kiosk, id)
) STRICT, WITHOUT ROWID;
