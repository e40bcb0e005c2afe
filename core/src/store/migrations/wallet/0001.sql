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

CREATE TABLE "ticket" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "ticket_lookup" ON "ticket" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "request" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "request_lookup" ON "request" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "tombstone" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "tombstone_lookup" ON "tombstone" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "shown" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "shown_lookup" ON "shown" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "evidence" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "evidence_lookup" ON "evidence" (lookup) WHERE lookup IS NOT NULL;
