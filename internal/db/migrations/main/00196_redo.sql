-- +goose Up
-- A view of the log: what is to be practised again, a card per subject and skill
-- of which a question was missed, and the day of the subject's test.
CREATE TABLE redo_card (
  subject    BYTEA NOT NULL,
  skill      TEXT NOT NULL,
  stability  DOUBLE PRECISION NOT NULL, -- days
  difficulty DOUBLE PRECISION NOT NULL, -- 1 to 10
  days       INTEGER NOT NULL,          -- interval, before what the test's date allows
  reviews    INTEGER NOT NULL,
  lapses     INTEGER NOT NULL,
  day        INTEGER NOT NULL,          -- of the last review, where the learner is; since 1970
  at         BIGINT NOT NULL,           -- of the last review
  PRIMARY KEY (subject, skill)
);
CREATE TABLE redo_exam (
  subject   BYTEA NOT NULL PRIMARY KEY,
  test_date TEXT NOT NULL
);
