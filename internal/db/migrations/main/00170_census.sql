-- +goose Up
-- Counts of the log: a view, which can be cleared and built again. No row is
-- about a person. Sums are of whole numbers, so that they come out the same in
-- whatever portions the log is read.
CREATE TABLE census_volume (
  day      TEXT NOT NULL, -- UTC, 2006-01-02
  kind     TEXT NOT NULL,
  origin   TEXT NOT NULL,
  age_band TEXT NOT NULL,
  purposes INTEGER NOT NULL,
  n        BIGINT NOT NULL,
  PRIMARY KEY (day, kind, origin, age_band, purposes)
);

CREATE TABLE census_missing (
  day   TEXT NOT NULL,
  kind  TEXT NOT NULL,
  field TEXT NOT NULL,
  n     BIGINT NOT NULL,
  PRIMARY KEY (day, kind, field)
);

CREATE TABLE census_answer (
  question TEXT NOT NULL,
  version  TEXT NOT NULL,
  origin   TEXT NOT NULL,
  bin      INTEGER NOT NULL, -- of the ability before the answer; -1 unknown
  choice   TEXT NOT NULL,    -- a letter, typed, omitted
  correct  BOOLEAN NOT NULL,
  n        BIGINT NOT NULL,
  theta    BIGINT NOT NULL,  -- sum, thousandths
  theta2   BIGINT NOT NULL,  -- sum of squares, millionths
  timed    BIGINT NOT NULL,
  ms       BIGINT NOT NULL,
  PRIMARY KEY (question, version, origin, bin, choice, correct)
);

CREATE TABLE census_forecast (
  origin  TEXT NOT NULL,
  section TEXT NOT NULL,
  bin     INTEGER NOT NULL, -- of the probability that was expected, in fiftieths
  n       BIGINT NOT NULL,
  hits    BIGINT NOT NULL,
  p       BIGINT NOT NULL,  -- sums, millionths
  brier   BIGINT NOT NULL,
  loss    BIGINT NOT NULL,
  PRIMARY KEY (origin, section, bin)
);

CREATE TABLE census_turn (
  day         TEXT NOT NULL,
  origin      TEXT NOT NULL,
  source      TEXT NOT NULL,
  model       TEXT NOT NULL,
  n           BIGINT NOT NULL,
  fell_back   BIGINT NOT NULL,
  replaced    BIGINT NOT NULL, -- by the guard, for whatever reason
  leaks       BIGINT NOT NULL, -- of these, because they gave the answer away
  stopped     BIGINT NOT NULL,
  refused     BIGINT NOT NULL,
  timed       BIGINT NOT NULL,
  ms          BIGINT NOT NULL,
  up          BIGINT NOT NULL,
  down        BIGINT NOT NULL,
  wrong       BIGINT NOT NULL,
  gives_away  BIGINT NOT NULL,
  confusing   BIGINT NOT NULL,
  unsafe      BIGINT NOT NULL,
  edited      BIGINT NOT NULL,
  PRIMARY KEY (day, origin, source, model)
);
