-- +goose Up
-- A view of the log: evidence of ability per subject and scope.
CREATE TABLE proficiency (
  subject    BYTEA NOT NULL,
  section    TEXT NOT NULL,
  domain     TEXT NOT NULL,
  skill      TEXT NOT NULL,
  n          INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  evidence   BYTEA NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (subject, section, domain, skill)
);
