-- +goose Up
CREATE TABLE account (
  user_id          TEXT NOT NULL PRIMARY KEY,
  role             TEXT NOT NULL,
  status           TEXT NOT NULL,
  origin           TEXT NOT NULL,
  age_band         TEXT NOT NULL,
  age_stated_at    BIGINT NOT NULL,
  name             TEXT NOT NULL,
  email            TEXT,
  password         TEXT,
  time_zone        TEXT NOT NULL,
  time_factor      DOUBLE PRECISION NOT NULL,
  breaks_as_needed BOOLEAN NOT NULL,
  text_to_speech   BOOLEAN NOT NULL,
  large_print      BOOLEAN NOT NULL,
  created_at       BIGINT NOT NULL,
  active_at        BIGINT NOT NULL,
  closed_at        BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_email ON account (email);
CREATE INDEX account_role ON account (role, user_id);

-- The only place where a subject of the log and a person meet.
CREATE TABLE account_subject (
  subject BYTEA NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE
);

-- Sign-ins, by SHA-256 of the token. A revoked one is deleted.
CREATE TABLE token (
  digest     BYTEA NOT NULL PRIMARY KEY,
  user_id    TEXT NOT NULL,
  kind       TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX token_user ON token (user_id);

-- One-use codes, by SHA-256 of the code.
CREATE TABLE invitation (
  digest     BYTEA NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL,
  role       TEXT NOT NULL,
  from_user  TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL,
  used_by    TEXT NOT NULL
);
CREATE INDEX invitation_from ON invitation (from_user);

-- Who may look after whom. ended_at 0: it stands.
CREATE TABLE link (
  id       BYTEA NOT NULL PRIMARY KEY,
  kind     TEXT NOT NULL,
  adult    TEXT NOT NULL,
  learner  TEXT NOT NULL,
  made_at  BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL
);
CREATE UNIQUE INDEX link_standing ON link (adult, learner, kind) WHERE ended_at = 0;
CREATE INDEX link_learner ON link (learner);
