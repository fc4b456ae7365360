-- +goose Up
-- What was explained of a response; the text is sealed.
CREATE TABLE review (
  subject BYTEA NOT NULL,
  session BYTEA NOT NULL,
  ordinal INTEGER NOT NULL,
  record  BYTEA NOT NULL,
  sealed  BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (subject, session, ordinal)
) /*CLUSTERED*/;

-- When somebody last read a session's review, so that looking again within the
-- hour is one reading.
CREATE TABLE review_read (
  session BYTEA NOT NULL,
  reader  BYTEA NOT NULL,
  read_at BIGINT NOT NULL,
  PRIMARY KEY (session, reader)
) /*CLUSTERED*/;
