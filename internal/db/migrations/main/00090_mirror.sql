-- +goose Up
-- Which files of the mirror hold lines of which subject.
CREATE TABLE mirror_segment (
  subject BYTEA NOT NULL,
  segment BIGINT NOT NULL,
  PRIMARY KEY (subject, segment)
) /*CLUSTERED*/;

-- With which record a file of the mirror begins.
CREATE TABLE mirror_file (
  segment   BIGINT PRIMARY KEY,
  first_seq BIGINT NOT NULL
);

-- Files that people asked for. Without a subject: of all who agreed.
CREATE TABLE export_file (
  name       TEXT NOT NULL PRIMARY KEY,
  subject    BYTEA,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX export_file_subject ON export_file (subject);

-- What was said, by subject, for exports.
CREATE INDEX interaction_speech ON interaction (subject, seq) WHERE kind = 'tutor.turn';
