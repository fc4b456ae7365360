-- +goose Up
-- Every version of a question that was ever in the bank. A row is never changed
-- or deleted.
CREATE TABLE question_version (
  question TEXT NOT NULL,
  version  TEXT NOT NULL,
  content  TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (question, version)
);

-- What is in force of each question.
CREATE TABLE question (
  id         TEXT PRIMARY KEY,
  version    TEXT NOT NULL,
  family     TEXT NOT NULL,
  difficulty TEXT NOT NULL,
  use        TEXT NOT NULL,
  form       TEXT NOT NULL,
  slot       TEXT NOT NULL,
  adjust     DOUBLE PRECISION NOT NULL,
  tags       TEXT NOT NULL,
  retired    BOOLEAN NOT NULL,
  origin     TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  FOREIGN KEY (id, version) REFERENCES question_version (question, version)
);

CREATE TABLE question_skill (
  skill      TEXT PRIMARY KEY,
  content    TEXT NOT NULL,
  origin     TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

-- A set holds what differs from its parent. Neither is ever changed or deleted.
CREATE TABLE parameter_set (
  id      TEXT PRIMARY KEY,
  parent  TEXT,
  origin  TEXT NOT NULL,
  actor   BYTEA,
  made_at BIGINT NOT NULL
);

CREATE TABLE parameter (
  parameter_set TEXT NOT NULL REFERENCES parameter_set (id),
  question      TEXT NOT NULL,
  version       TEXT NOT NULL,
  a             DOUBLE PRECISION NOT NULL,
  b             DOUBLE PRECISION NOT NULL,
  c             DOUBLE PRECISION NOT NULL,
  b_sd          DOUBLE PRECISION NOT NULL,
  a_ln_sd       DOUBLE PRECISION NOT NULL,
  source        TEXT NOT NULL,
  responses     INTEGER NOT NULL,
  PRIMARY KEY (parameter_set, question)
);

-- The history of the bank; the row with the highest number is in force.
CREATE TABLE bank (
  number  BIGINT PRIMARY KEY,
  version TEXT NOT NULL,
  params  TEXT NOT NULL REFERENCES parameter_set (id),
  digest  TEXT NOT NULL,
  origin  TEXT NOT NULL,
  actor   BYTEA,
  made_at BIGINT NOT NULL
);
