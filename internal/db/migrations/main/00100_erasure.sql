-- +goose Up
CREATE TABLE erasure (
  id           TEXT NOT NULL PRIMARY KEY, -- of the receipt; whoever knows it may read it
  subject      BYTEA NOT NULL UNIQUE,
  state        TEXT NOT NULL,             -- begun, accepted, completed
  requested_at BIGINT NOT NULL,
  detail       TEXT NOT NULL,             -- what the receipt will say
  receipt      TEXT NOT NULL              -- the newest, signed; empty while begun
);
CREATE INDEX erasure_open ON erasure (requested_at) WHERE state <> 'completed';
