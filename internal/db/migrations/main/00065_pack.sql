-- +goose Up
-- Practice questions that a learner took along. id is also the session of the
-- answers; items says of each question why it was chosen.
CREATE TABLE practice_pack (
  id         BYTEA NOT NULL PRIMARY KEY,
  subject    BYTEA NOT NULL,
  items      TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX practice_pack_subject ON practice_pack (subject, expires_at);
