-- +goose Up
-- An answer moves updated_at and last_seq; an index without them stays as it is.
-- What a learner did last is asked of the log, or when a session begins.
DROP INDEX session_open;
CREATE INDEX session_open ON session (kind) WHERE status = 'open';
DROP INDEX session_seq;
