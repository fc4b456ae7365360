-- +goose Up
-- What learners say is wrong with a question. Their words, and the answer to
-- them, are sealed under the learner's key.
CREATE TABLE question_report (
  id          BYTEA NOT NULL PRIMARY KEY,
  subject     BYTEA NOT NULL,
  session     BYTEA,
  question    TEXT NOT NULL,
  version     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  sealed      BYTEA,
  reported_at BIGINT NOT NULL,
  status      TEXT NOT NULL,
  resolution  TEXT,
  note        BYTEA,
  resolver    BYTEA,
  resolved_at BIGINT
);

-- A learner has one open report of a question.
CREATE UNIQUE INDEX question_report_open ON question_report (subject, question) WHERE status = 'open';
CREATE INDEX question_report_question ON question_report (question);
