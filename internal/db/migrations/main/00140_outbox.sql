-- +goose Up
-- How far a device's outbox was taken: all entries up to cursor have their
-- verdict, and those of ahead, which came before an earlier one did.
CREATE TABLE outbox_cursor (
  subject    BYTEA NOT NULL,
  device     BYTEA NOT NULL,
  cursor     BIGINT NOT NULL,
  ahead      TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (subject, device)
) /*CLUSTERED*/;
