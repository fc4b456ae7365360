-- +goose Up
-- When a state's purposes end by themselves: JSON, purpose to microseconds.
-- until_at is the earliest of them. NULL: none ends.
ALTER TABLE consent_state ADD COLUMN ends TEXT;
CREATE INDEX consent_state_until ON consent_state (until_at) WHERE until_at IS NOT NULL;

-- School-contract mode, since when it is on or off.
CREATE TABLE consent_mode (
  made_at BIGINT NOT NULL PRIMARY KEY,
  school  BOOLEAN NOT NULL
);
INSERT INTO consent_mode (made_at, school) SELECT MIN(made_at), TRUE FROM consent_state WHERE school HAVING COUNT(*) > 0;

-- The latest moment as of which the consents of all were read; no state is
-- made at or before it any more. One row at most.
CREATE TABLE consent_asof (
  id INTEGER NOT NULL PRIMARY KEY,
  read_at BIGINT NOT NULL
);

-- A choice on a signed form, which the operator entered.
ALTER TABLE consent ADD COLUMN on_paper BOOLEAN NOT NULL DEFAULT FALSE;
