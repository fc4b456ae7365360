-- +goose Up
-- What staff did with other people's data and with the instance. Rows are
-- added in the transaction of the act and never changed.
CREATE TABLE audit (
  id     BYTEA NOT NULL PRIMARY KEY, -- of a moment: they grow
  at     BIGINT NOT NULL,
  actor  BYTEA,                      -- subject of who acted; none is the operator
  role   TEXT NOT NULL,
  act    TEXT NOT NULL,
  about  BYTEA,                      -- subject of whom it was about
  object TEXT NOT NULL,              -- what it was about: the id of a release, the name of a file
  detail TEXT NOT NULL               -- a few words of ours, no names
);
CREATE INDEX audit_act ON audit (act, id);
CREATE INDEX failed_event_received ON failed_event (received_at, id);
