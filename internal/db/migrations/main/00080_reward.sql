-- +goose Up
-- A view of the log: points per subject.
CREATE TABLE points (
  subject    BYTEA NOT NULL PRIMARY KEY,
  total      BIGINT NOT NULL,
  sessions   INTEGER NOT NULL,
  tests      INTEGER NOT NULL,
  updated_at BIGINT NOT NULL
);
