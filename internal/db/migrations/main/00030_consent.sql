-- +goose Up
-- Grants and withdrawals. A row is never changed.
CREATE TABLE consent (
  id            BYTEA NOT NULL PRIMARY KEY,
  subject       BYTEA NOT NULL,
  state         BIGINT NOT NULL,
  purpose       TEXT NOT NULL,
  granted       BOOLEAN NOT NULL,
  text_version  TEXT NOT NULL,
  text_digest   TEXT NOT NULL,
  giver         TEXT NOT NULL,
  giver_subject BYTEA,
  given_at      BIGINT NOT NULL,
  until_at      BIGINT
);
CREATE INDEX consent_subject ON consent (subject, given_at);

-- What stood after each change: the state a stamp names. Never changed.
CREATE TABLE consent_state (
  id       BIGINT PRIMARY KEY,
  subject  BYTEA NOT NULL,
  revision INTEGER NOT NULL,
  purposes INTEGER NOT NULL,
  age_band TEXT NOT NULL,
  school   BOOLEAN NOT NULL,
  made_at  BIGINT NOT NULL,
  until_at BIGINT
);
CREATE UNIQUE INDEX consent_state_subject ON consent_state (subject, revision);
