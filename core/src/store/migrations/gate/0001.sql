-- One row: whose key opens this store, and what the other tables must hold.
CREATE TABLE envelope (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store BLOB NOT NULL,
  sealed BLOB NOT NULL,
  state BLOB NOT NULL
);

CREATE TABLE "meta" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "meta_lookup" ON "meta" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "event" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "event_lookup" ON "event" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "entry" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "entry_lookup" ON "entry" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "head" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "head_lookup" ON "head" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "waiting" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "waiting_lookup" ON "waiting" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "judged" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "judged_lookup" ON "judged" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "refused" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "refused_lookup" ON "refused" (lookup) WHERE lookup IS NOT NULL;
