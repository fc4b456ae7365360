-- +goose Up
-- POSTs that carried an Idempotency-Key. digest is of actor, route and key;
-- request of what was sent; sealed holds the reply under a key that only who
-- sends the same again can make. status 0: being answered.
CREATE TABLE idempotency (
  digest     BYTEA NOT NULL PRIMARY KEY,
  subject    BYTEA,
  request    BYTEA NOT NULL,
  status     INTEGER NOT NULL,
  sealed     BYTEA,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX idempotency_expires ON idempotency (expires_at);
CREATE INDEX idempotency_subject ON idempotency (subject);
