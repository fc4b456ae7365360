-- +goose Up
-- Scores of ended tests and diagnostics that were computed anew because a key
-- was corrected. version 1 is what the session ended with and stands there;
-- correction is the last one that went in. A row is never changed, but that its
-- learner has seen it.
CREATE TABLE rescore (
  subject    BYTEA NOT NULL,
  session    BYTEA NOT NULL,
  version    INTEGER NOT NULL,
  record     BYTEA NOT NULL,
  correction BIGINT NOT NULL,
  correct    INTEGER NOT NULL,
  was        TEXT NOT NULL,
  scores     TEXT NOT NULL,
  amended    TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  seen_at    BIGINT,
  PRIMARY KEY (subject, session, version)
) /*CLUSTERED*/;

-- How far the sessions were gone through for a correction: session is the last
-- one looked at.
CREATE TABLE rescore_scan (
  correction BIGINT NOT NULL,
  question   TEXT NOT NULL,
  session    BYTEA NOT NULL,
  rescored   BIGINT NOT NULL,
  done_at    BIGINT,
  PRIMARY KEY (correction, question)
);
