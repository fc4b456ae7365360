-- +goose Up
-- Digests of the words of names of whoever was erased, under an instance key, and
-- of nothing else: so that others' words about them leave without those words.
CREATE TABLE erased_word (
  digest BYTEA NOT NULL PRIMARY KEY
);
