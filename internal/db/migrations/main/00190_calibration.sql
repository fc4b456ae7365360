-- +goose Up
-- The parameter set that a session began with, and goes on with when another is
-- promoted meanwhile. Sessions of before had the one in force when they began.
ALTER TABLE session ADD COLUMN params TEXT NOT NULL DEFAULT '';
UPDATE session SET params = COALESCE(
  (SELECT b.params FROM bank b WHERE b.made_at <= session.started_at ORDER BY b.number DESC LIMIT 1),
  (SELECT b.params FROM bank b ORDER BY b.number LIMIT 1), '');

-- Calibrations of the log that were proposed, and what became of them. Of a row
-- only status, decided_by, decided_at and params_after change, once.
CREATE TABLE calibration_run (
  id           BYTEA NOT NULL PRIMARY KEY, -- of a moment: they grow
  status       TEXT NOT NULL,              -- proposed, promoted, rejected
  model        TEXT NOT NULL,
  made_by      BYTEA,                      -- subject; none is the operator
  made_at      BIGINT NOT NULL,
  code         TEXT NOT NULL,              -- version of the program
  seq          BIGINT NOT NULL,            -- last record of the log that was read
  as_of        BIGINT NOT NULL,
  simulated    BOOLEAN NOT NULL,
  answers      TEXT NOT NULL,              -- digest of the answers used
  bank_number  BIGINT NOT NULL,            -- of the bank's history
  params       TEXT NOT NULL,              -- the parameter set it was linked to
  shift        DOUBLE PRECISION NOT NULL,  -- largest, in points
  items        INTEGER NOT NULL,
  promotable   INTEGER NOT NULL,
  detail       TEXT NOT NULL,              -- JSON: counts, diagnostics, link, shifts
  note         TEXT NOT NULL,
  decided_by   BYTEA,
  decided_at   BIGINT NOT NULL,
  params_after TEXT NOT NULL               -- the parameter set that a promotion made
);

CREATE TABLE calibration_item (
  run      BYTEA NOT NULL REFERENCES calibration_run (id),
  question TEXT NOT NULL,
  version  TEXT NOT NULL,
  why_not  TEXT NOT NULL,                  -- why it is not promotable; none where it is
  detail   TEXT NOT NULL,                  -- JSON: parameters before and after, errors, fit, flags
  PRIMARY KEY (run, question)
) /*CLUSTERED*/;
