-- +goose Up
-- Releases of datasets. folder is where the package lies, as far as we know.
CREATE TABLE dataset_release (
  id            BYTEA NOT NULL PRIMARY KEY,
  name          TEXT NOT NULL,
  title         TEXT NOT NULL,
  purpose       TEXT NOT NULL,
  major         INTEGER NOT NULL,
  minor         INTEGER NOT NULL,
  patch         INTEGER NOT NULL,
  status        TEXT NOT NULL,
  recipe_digest TEXT NOT NULL,
  as_of         BIGINT NOT NULL,
  ceiling       BIGINT NOT NULL,
  seed          BIGINT NOT NULL,
  code          TEXT NOT NULL,
  records       BIGINT NOT NULL,
  learners      INTEGER NOT NULL,
  removed       BIGINT NOT NULL,
  manifest      TEXT NOT NULL,
  folder        TEXT NOT NULL,
  problem       TEXT NOT NULL,
  made_at       BIGINT NOT NULL,
  ended_at      BIGINT NOT NULL,
  recipe        TEXT NOT NULL
);
CREATE INDEX dataset_release_name ON dataset_release (name, major, minor, patch);
CREATE INDEX dataset_release_open ON dataset_release (status) WHERE status IN ('queued', 'building');

-- Whose records a release holds, by the log's subject.
CREATE TABLE dataset_member (
  subject BYTEA NOT NULL,
  release BYTEA NOT NULL,
  records INTEGER NOT NULL,
  PRIMARY KEY (subject, release)
) /*CLUSTERED*/;
CREATE INDEX dataset_member_release ON dataset_member (release, subject);

-- Which records a release holds: a bit for each number of the log, zstd.
CREATE TABLE dataset_records (
  release BYTEA NOT NULL,
  page    INTEGER NOT NULL,
  bits    BYTEA NOT NULL,
  PRIMARY KEY (release, page)
);
