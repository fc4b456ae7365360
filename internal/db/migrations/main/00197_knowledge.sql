-- +goose Up
-- Models of knowledge tracing fitted to the log, and what became of them. Of a
-- row only status, decided_by and decided_at change, once; the one promoted last
-- is in force.
CREATE TABLE knowledge_model (
  id         BYTEA NOT NULL PRIMARY KEY, -- of a moment: they grow
  status     TEXT NOT NULL,              -- proposed, promoted, rejected
  model      TEXT NOT NULL,
  made_by    BYTEA,                      -- subject; none is the operator
  made_at    BIGINT NOT NULL,
  code       TEXT NOT NULL,              -- version of the program
  seq        BIGINT NOT NULL,            -- last record of the log that was read
  as_of      BIGINT NOT NULL,
  simulated  BOOLEAN NOT NULL,
  answers    TEXT NOT NULL,              -- digest of the answers used
  detail     TEXT NOT NULL,              -- JSON: counts, split, quality beside Elo's
  note       TEXT NOT NULL,
  decided_by BYTEA,
  decided_at BIGINT NOT NULL,
  fitted     TEXT NOT NULL               -- JSON: the model with the names of items and skills
);
