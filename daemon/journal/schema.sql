-- The journal's tables.  Each part that begins with "-- migration N" makes schema
-- N out of N - 1, in one transaction, and is never changed once released.
-- Times are milliseconds since 1970 UTC, 0 = not (yet).

-- migration 1

-- Facts; see journal.h.  `about` is enum journal_what.  `before` is the row of the
-- same kind and object before this one: so the history of an object is read
-- without an index, which would cost each row six times as much.  Emptied:
-- object '', salt and content NULL, and only then a digest, which is otherwise
-- computed from them.
CREATE TABLE fact (
	seq INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	object TEXT NOT NULL,
	happened INTEGER NOT NULL,
	known INTEGER NOT NULL,
	about INTEGER NOT NULL,
	before INTEGER NOT NULL,
	salt BLOB,
	content TEXT,
	digest BLOB,
	hash BLOB NOT NULL
) STRICT;

-- The latest row of each object (about = 0), right up to the row that latest_upto
-- names; see latest.h.
CREATE TABLE latest (
	kind TEXT NOT NULL,
	object TEXT NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (kind, object)
) STRICT, WITHOUT ROWID;

CREATE TABLE latest_upto (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	seq INTEGER NOT NULL
) STRICT;
INSERT INTO latest_upto (id, seq) VALUES (1, 0);

CREATE TABLE incident (
	number INTEGER PRIMARY KEY,
	seq INTEGER NOT NULL,
	scope TEXT NOT NULL,
	opened INTEGER NOT NULL,
	restored INTEGER NOT NULL,
	closed INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_unclosed ON incident (number) WHERE closed = 0;

-- All that were ever touched, and the scope itself.
CREATE TABLE incident_site (
	site TEXT NOT NULL,
	number INTEGER NOT NULL,
	PRIMARY KEY (site, number)
) STRICT, WITHOUT ROWID;

-- The rows of an incident: its own, its notices' and their deliveries'.
CREATE TABLE incident_row (
	number INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (number, seq)
) STRICT, WITHOUT ROWID;

-- The outbox is what is not done.
CREATE TABLE notice (
	number INTEGER PRIMARY KEY,
	seq INTEGER NOT NULL,
	incident INTEGER NOT NULL,
	delivery INTEGER NOT NULL,
	is_done INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_outbox ON notice (number) WHERE is_done = 0;

CREATE TABLE planned (
	number INTEGER PRIMARY KEY,
	seq INTEGER NOT NULL,
	until INTEGER NOT NULL
) STRICT;
