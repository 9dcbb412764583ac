-- What is erased is named by its kiosk, too: an id is unique only within one, and another kiosk could
-- give it to a sign-up of its own.

ALTER TABLE erased RENAME TO erased_3;

CREATE TABLE erased (                             -- by the coordinator's word: out of kiosks, too
    id TEXT NOT NULL,
    kiosk TEXT NOT NULL,                          -- '': wherever it was given, as it was said before
    PRIMARY KEY (id, kiosk)
) STRICT, WITHOUT ROWID;

INSERT INTO erased
SELECT DISTINCT it.id, coalesce(event.kiosk, '') FROM erased_3 AS it
LEFT JOIN event ON event.id = it.id AND event.kind = 'sign-up';

DROP TABLE erased_3;
