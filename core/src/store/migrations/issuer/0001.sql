-- One row: whose key opens this store, and what the other tables must hold.
CREATE TABLE envelope (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store BLOB NOT NULL,
  sealed BLOB NOT NULL,
  state BLOB NOT NULL
);

CREATE TABLE "meta" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "meta_lookup" ON "meta" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "key" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "key_lookup" ON "key" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "event" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "event_lookup" ON "event" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "order" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "order_lookup" ON "order" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "ticket" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "ticket_lookup" ON "ticket" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "revocation" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "revocation_lookup" ON "revocation" (lookup) WHERE lookup IS NOT NULL;

CREATE TABLE "staff" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lookup BLOB, value BLOB NOT NULL);
CREATE INDEX "staff_lookup" ON "staff" (lookup) WHERE lookup IS NOT NULL;
