-- +goose Up
-- A practice session, diagnostic or full test. served is the question asked
-- now and why; detail is what only its kind needs.
CREATE TABLE session (
  id         BYTEA NOT NULL PRIMARY KEY,
  subject    BYTEA NOT NULL,
  kind       TEXT NOT NULL,
  status     TEXT NOT NULL,
  revision   BIGINT NOT NULL,
  last_seq   BIGINT NOT NULL,
  scope      TEXT NOT NULL,
  rule       TEXT NOT NULL,
  source     TEXT NOT NULL,
  ceiling    INTEGER NOT NULL,
  asked      INTEGER NOT NULL,
  correct    INTEGER NOT NULL,
  points     INTEGER NOT NULL,
  salt       BIGINT NOT NULL,
  served     TEXT NOT NULL,
  detail     TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  ended_at   BIGINT
);
CREATE INDEX session_subject ON session (subject, started_at);
CREATE INDEX session_open ON session (kind, updated_at) WHERE status = 'open';

-- One row per answered question; a person's rows lie together.
CREATE TABLE response (
  subject     BYTEA NOT NULL,
  session     BYTEA NOT NULL,
  ordinal     INTEGER NOT NULL,
  record      BYTEA NOT NULL,
  question    TEXT NOT NULL,
  version     TEXT NOT NULL,
  state       TEXT NOT NULL,
  answer      TEXT,
  sealed      BYTEA,
  correct     BOOLEAN,
  time_ms     BIGINT,
  answered_at BIGINT NOT NULL,
  module      INTEGER,
  counts      BOOLEAN NOT NULL,
  pretest     BOOLEAN NOT NULL,
  theta       DOUBLE PRECISION,
  se          DOUBLE PRECISION,
  retried     TEXT,
  PRIMARY KEY (subject, session, ordinal)
) /*CLUSTERED*/;

-- Help with a question before it was answered: hint, tutor or solution.
CREATE TABLE aid (
  subject  BYTEA NOT NULL,
  family   TEXT NOT NULL,
  question TEXT NOT NULL,
  level    INTEGER NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (subject, family, question, level)
);
