-- +goose Up
-- What a learner did last, in whichever session.
CREATE INDEX session_seq ON session (subject, last_seq);
