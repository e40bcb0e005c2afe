-- One row: whose key opens this store, and what the other tables must hold.
CREATE TABLE envelope (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store BLOB NOT NULL,
  sealed BLOB NOT NULL,
  state BLOB NOT NULL
);

-- No index: one that is damaged would hide rows. Rows are found by what is known of them in memory (ADR 0017).
CREATE TABLE "meta" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, lookup BLOB, value BLOB NOT NULL);
CREATE TABLE "key" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, lookup BLOB, value BLOB NOT NULL);
CREATE TABLE "event" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, lookup BLOB, value BLOB NOT NULL);
CREATE TABLE "order" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, lookup BLOB, value BLOB NOT NULL);
CREATE TABLE "ticket" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, lookup BLOB, value BLOB NOT NULL);
CREATE TABLE "revocation" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, lookup BLOB, value BLOB NOT NULL);
CREATE TABLE "staff" (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, lookup BLOB, value BLOB NOT NULL);
