-- +goose Up
-- An answer moves updated_at; an index that does not hold it stays as it is.
DROP INDEX session_open;
CREATE INDEX session_open ON session (kind) WHERE status = 'open';
