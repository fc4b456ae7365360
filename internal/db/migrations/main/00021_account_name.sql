-- +goose Up
-- Every name that an account had, and since when: what people call each other
-- in their words is redacted also under an earlier name.
CREATE TABLE account_name (
  user_id  TEXT NOT NULL,
  name     TEXT NOT NULL,
  since_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, name)
);
INSERT INTO account_name (user_id, name, since_at) SELECT user_id, name, created_at FROM account WHERE name <> '';
