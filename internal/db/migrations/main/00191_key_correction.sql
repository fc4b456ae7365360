-- +goose Up
-- Keys of questions that were put right. number is that of the bank's history;
-- a row is never changed or deleted.
CREATE TABLE key_correction (
  number       BIGINT NOT NULL,
  question     TEXT NOT NULL,
  from_version TEXT NOT NULL,
  to_version   TEXT NOT NULL,
  note         TEXT NOT NULL,
  made_at      BIGINT NOT NULL,
  PRIMARY KEY (number, question),
  FOREIGN KEY (question, from_version) REFERENCES question_version (question, version),
  FOREIGN KEY (question, to_version) REFERENCES question_version (question, version)
);
