-- +goose Up
CREATE TABLE sealing_key (
  subject    BYTEA NOT NULL PRIMARY KEY,
  key        BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE instance_key (
  name       TEXT NOT NULL PRIMARY KEY,
  key        BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
