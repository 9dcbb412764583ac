-- Events of format 2: a withdrawal carries its proof, a sign-up says when its day is doubtful.

ALTER TABLE event ADD COLUMN format INTEGER NOT NULL DEFAULT 1;

ALTER TABLE event ADD COLUMN proof TEXT;          -- of a withdrawal: the secret behind the id

ALTER TABLE event ADD COLUMN code TEXT;           -- and the code, where it may be one of format 1

ALTER TABLE event ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;

ALTER TABLE sign_up ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;  -- the retention day is
