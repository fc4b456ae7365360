-- +goose Up
-- The log. A row is never changed. seq is commit order.
CREATE TABLE interaction (
  seq              BIGINT PRIMARY KEY,
  id               BYTEA NOT NULL,
  subject          BYTEA NOT NULL,
  actor            BYTEA,
  session          BYTEA,
  conversation     BYTEA,
  kind             TEXT NOT NULL,
  version          INTEGER NOT NULL,
  origin           TEXT NOT NULL,
  provenance       BIGINT NOT NULL,
  device           BYTEA,
  made_at          BIGINT,
  mono_ms          BIGINT,
  sent_at          BIGINT,
  received_at      BIGINT NOT NULL,
  utc_offset       INTEGER,
  zone             TEXT,
  question         TEXT,
  question_version TEXT,
  variant          BIGINT,
  section          TEXT,
  skill            TEXT,
  mode             TEXT,
  module           INTEGER,
  position         INTEGER,
  seconds_left     DOUBLE PRECISION,
  time_factor      DOUBLE PRECISION,
  source           TEXT,
  eligible         INTEGER,
  eligible_digest  BYTEA,
  propensity       DOUBLE PRECISION,
  support          TEXT,
  draw             DOUBLE PRECISION,
  theta_before     DOUBLE PRECISION,
  se_before        DOUBLE PRECISION,
  answer           TEXT,
  state            TEXT,
  correct          BOOLEAN,
  attempt          INTEGER,
  aided            BOOLEAN,
  first_ms         BIGINT,
  time_ms          BIGINT,
  visible_ms       BIGINT,
  idle_ms          BIGINT,
  theta_after      DOUBLE PRECISION,
  se_after         DOUBLE PRECISION,
  points           INTEGER,
  consent          BIGINT NOT NULL,
  purposes         INTEGER NOT NULL,
  age_band         TEXT NOT NULL,
  school           BOOLEAN NOT NULL,
  body             TEXT NOT NULL,
  sealed           BYTEA,
  hash             BYTEA NOT NULL
);
CREATE UNIQUE INDEX interaction_id ON interaction (id);
CREATE INDEX interaction_subject ON interaction (subject, seq);

-- What many rows share: builds, client, policy and versions in force.
CREATE TABLE provenance (
  id     BIGINT PRIMARY KEY,
  digest BYTEA NOT NULL UNIQUE,
  body   TEXT NOT NULL
);

-- Where each reader of the log stands.
CREATE TABLE cursor (
  name TEXT NOT NULL PRIMARY KEY,
  seq  BIGINT NOT NULL,
  note TEXT NOT NULL
);

-- Events that were refused, kept with the reason until they are replayed.
CREATE TABLE failed_event (
  id          BYTEA NOT NULL PRIMARY KEY,
  subject     BYTEA NOT NULL,
  event       TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  reason      TEXT NOT NULL,
  sealed      BYTEA NOT NULL,
  replayed_at BIGINT
);
CREATE INDEX failed_event_subject ON failed_event (subject);
