-- +goose Up
-- What a learner works toward. No row: nothing was said.
CREATE TABLE goal (
  subject            BYTEA NOT NULL PRIMARY KEY,
  target             INTEGER,
  test_date          TEXT NOT NULL,
  diagnostic_skipped BOOLEAN NOT NULL,
  updated_at         BIGINT NOT NULL
);

-- Results of official tests, as learners reported them.
CREATE TABLE official_score (
  id       BYTEA NOT NULL PRIMARY KEY,
  subject  BYTEA NOT NULL,
  test     TEXT NOT NULL,
  taken_on TEXT NOT NULL,
  rw       INTEGER NOT NULL,
  math     INTEGER NOT NULL,
  made_at  BIGINT NOT NULL
);
CREATE INDEX official_score_subject ON official_score (subject);
