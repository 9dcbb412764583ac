-- One row for each thing a visit opened, once a visit. Rows are only added.
--
-- A day, and no time. Nor does anything tell which rows are of one visit: they do not lie in the
-- order in which they came (WITHOUT ROWID), and each has a number that was drawn for itself. That
-- number also makes it harmless to write a row again of which nobody knows whether it arrived.

CREATE TABLE opened (
    day TEXT NOT NULL CHECK (day = '' OR day GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    kind TEXT NOT NULL CHECK (kind GLOB '[a-z]*'),
    cooperative TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (day, kind, cooperative, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER opened_is_not_changed BEFORE UPDATE ON opened
BEGIN
    SELECT RAISE(ABORT, 'the tally is only added to');
END;

CREATE TRIGGER opened_is_not_taken_away BEFORE DELETE ON opened
BEGIN
    SELECT RAISE(ABORT, 'the tally is only added to');
END;
