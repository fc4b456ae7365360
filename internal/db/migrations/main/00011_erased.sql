-- +goose Up
-- Subjects of whom nothing may be recorded any more; numbered, so that every
-- process sees what is new.
CREATE TABLE erased (
  number    BIGINT PRIMARY KEY,
  subject   BYTEA NOT NULL UNIQUE,
  erased_at BIGINT NOT NULL
);
