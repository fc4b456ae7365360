-- +goose Up
-- When the clock next has something to do with an open test.
ALTER TABLE session ADD COLUMN due_at BIGINT;
CREATE INDEX session_due ON session (due_at) WHERE status = 'open' AND due_at IS NOT NULL;

-- Nobody has two tests open.
CREATE UNIQUE INDEX session_one_test ON session (subject) WHERE kind = 'full_test' AND status = 'open';
