-- +goose Up
-- A conversation with the tutor. progress is what was given on its question;
-- revision counts its turns and what else changed it.
CREATE TABLE conversation (
  id         BYTEA NOT NULL PRIMARY KEY,
  subject    BYTEA NOT NULL,
  simple     BOOLEAN NOT NULL,
  revision   BIGINT NOT NULL,
  turns      INTEGER NOT NULL,
  last_turn  BYTEA,
  last_frame BIGINT NOT NULL,
  session    BYTEA,
  progress   TEXT NOT NULL,
  stopped    TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX conversation_subject ON conversation (subject, updated_at);

-- What was said, beside the log: a history to page through, the words a model
-- is given again, and the frames that a client may have missed. sealed holds
-- the words, cuts where the frames of the reply end, in bytes.
CREATE TABLE turn (
  id           BYTEA NOT NULL PRIMARY KEY,
  conversation BYTEA NOT NULL,
  subject      BYTEA NOT NULL,
  ordinal      INTEGER NOT NULL,
  parent       BYTEA,
  ask          TEXT NOT NULL,
  asked_at     BIGINT NOT NULL,
  duration_ms  BIGINT NOT NULL,
  question     TEXT NOT NULL,
  level        INTEGER NOT NULL,
  source       TEXT NOT NULL,
  finish       TEXT NOT NULL,
  first_frame  BIGINT NOT NULL,
  cuts         TEXT NOT NULL,
  hidden       BOOLEAN NOT NULL,
  sealed       BYTEA NOT NULL
);
CREATE INDEX turn_subject ON turn (subject, asked_at);
CREATE UNIQUE INDEX turn_conversation ON turn (conversation, ordinal);

-- A reply that is being given, so that a server that stops loses nothing of
-- what was shown.
CREATE TABLE partial_turn (
  conversation BYTEA NOT NULL PRIMARY KEY,
  subject      BYTEA NOT NULL,
  turn         BYTEA NOT NULL,
  ask          TEXT NOT NULL,
  asked_at     BIGINT NOT NULL,
  first_frame  BIGINT NOT NULL,
  cuts         TEXT NOT NULL,
  sealed       BYTEA NOT NULL
);

-- What the adults who look after a learner are told: a category, no words.
CREATE TABLE safety_notice (
  id        BYTEA NOT NULL PRIMARY KEY,
  subject   BYTEA NOT NULL,
  turn      BYTEA NOT NULL,
  category  TEXT NOT NULL,
  made_at   BIGINT NOT NULL,
  seen_at   BIGINT,
  seen_by   TEXT
);
CREATE INDEX safety_notice_subject ON safety_notice (subject, made_at);
