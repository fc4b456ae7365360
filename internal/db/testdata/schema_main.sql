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

CREATE TABLE account_name (
  user_id  TEXT NOT NULL,
  name     TEXT NOT NULL,
  since_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, name)
);

CREATE TABLE account_subject (
  subject BLOB NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE
);

CREATE TABLE aid (
  subject  BLOB NOT NULL,
  family   TEXT NOT NULL,
  question TEXT NOT NULL,
  level    INTEGER NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (subject, family, question, level)
);

CREATE TABLE audit (
  id     BLOB NOT NULL PRIMARY KEY, -- of a moment: they grow
  at     BIGINT NOT NULL,
  actor  BLOB,                      -- subject of who acted; none is the operator
  role   TEXT NOT NULL,
  act    TEXT NOT NULL,
  about  BLOB,                      -- subject of whom it was about
  object TEXT NOT NULL,              -- what it was about: the id of a release, the name of a file
  detail TEXT NOT NULL               -- a few words of ours, no names
);

CREATE INDEX audit_act ON audit (act, id);

CREATE TABLE bank (
  number  INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  params  TEXT NOT NULL REFERENCES parameter_set (id),
  digest  TEXT NOT NULL,
  origin  TEXT NOT NULL,
  actor   BLOB,
  made_at BIGINT NOT NULL
);

CREATE TABLE calibration_item (
  run      BLOB NOT NULL REFERENCES calibration_run (id),
  question TEXT NOT NULL,
  version  TEXT NOT NULL,
  why_not  TEXT NOT NULL,                  -- why it is not promotable; none where it is
  detail   TEXT NOT NULL,                  -- JSON: parameters before and after, errors, fit, flags
  PRIMARY KEY (run, question)
) WITHOUT ROWID;

CREATE TABLE calibration_run (
  id           BLOB NOT NULL PRIMARY KEY, -- of a moment: they grow
  status       TEXT NOT NULL,              -- proposed, promoted, rejected
  model        TEXT NOT NULL,
  made_by      BLOB,                      -- subject; none is the operator
  made_at      BIGINT NOT NULL,
  code         TEXT NOT NULL,              -- version of the program
  seq          BIGINT NOT NULL,            -- last record of the log that was read
  as_of        BIGINT NOT NULL,
  simulated    BOOLEAN NOT NULL,
  answers      TEXT NOT NULL,              -- digest of the answers used
  bank_number  BIGINT NOT NULL,            -- of the bank's history
  params       TEXT NOT NULL,              -- the parameter set it was linked to
  shift        DOUBLE PRECISION NOT NULL,  -- largest, in points
  items        INTEGER NOT NULL,
  promotable   INTEGER NOT NULL,
  detail       TEXT NOT NULL,              -- JSON: counts, diagnostics, link, shifts
  note         TEXT NOT NULL,
  decided_by   BLOB,
  decided_at   BIGINT NOT NULL,
  params_after TEXT NOT NULL               -- the parameter set that a promotion made
);

CREATE TABLE census_answer (
  question TEXT NOT NULL,
  version  TEXT NOT NULL,
  origin   TEXT NOT NULL,
  bin      INTEGER NOT NULL, -- of the ability before the answer; -1 unknown
  choice   TEXT NOT NULL,    -- a letter, typed, omitted
  correct  BOOLEAN NOT NULL,
  n        BIGINT NOT NULL,
  theta    BIGINT NOT NULL,  -- sum, thousandths
  theta2   BIGINT NOT NULL,  -- sum of squares, millionths
  timed    BIGINT NOT NULL,
  ms       BIGINT NOT NULL,
  PRIMARY KEY (question, version, origin, bin, choice, correct)
);

CREATE TABLE census_forecast (
  origin  TEXT NOT NULL,
  section TEXT NOT NULL,
  bin     INTEGER NOT NULL, -- of the probability that was expected, in fiftieths
  n       BIGINT NOT NULL,
  hits    BIGINT NOT NULL,
  p       BIGINT NOT NULL,  -- sums, millionths
  brier   BIGINT NOT NULL,
  loss    BIGINT NOT NULL,
  PRIMARY KEY (origin, section, bin)
);

CREATE TABLE census_missing (
  day   TEXT NOT NULL,
  kind  TEXT NOT NULL,
  field TEXT NOT NULL,
  n     BIGINT NOT NULL,
  PRIMARY KEY (day, kind, field)
);

CREATE TABLE census_turn (
  day         TEXT NOT NULL,
  origin      TEXT NOT NULL,
  source      TEXT NOT NULL,
  model       TEXT NOT NULL,
  n           BIGINT NOT NULL,
  fell_back   BIGINT NOT NULL,
  replaced    BIGINT NOT NULL, -- by the guard, for whatever reason
  leaks       BIGINT NOT NULL, -- of these, because they gave the answer away
  stopped     BIGINT NOT NULL,
  refused     BIGINT NOT NULL,
  timed       BIGINT NOT NULL,
  ms          BIGINT NOT NULL,
  up          BIGINT NOT NULL,
  down        BIGINT NOT NULL,
  wrong       BIGINT NOT NULL,
  gives_away  BIGINT NOT NULL,
  confusing   BIGINT NOT NULL,
  unsafe      BIGINT NOT NULL,
  edited      BIGINT NOT NULL,
  PRIMARY KEY (day, origin, source, model)
);

CREATE TABLE census_volume (
  day      TEXT NOT NULL, -- UTC, 2006-01-02
  kind     TEXT NOT NULL,
  origin   TEXT NOT NULL,
  age_band TEXT NOT NULL,
  purposes INTEGER NOT NULL,
  n        BIGINT NOT NULL,
  PRIMARY KEY (day, kind, origin, age_band, purposes)
);

CREATE TABLE consent (
  id            BLOB NOT NULL PRIMARY KEY,
  subject       BLOB NOT NULL,
  state         BIGINT NOT NULL,
  purpose       TEXT NOT NULL,
  granted       BOOLEAN NOT NULL,
  text_version  TEXT NOT NULL,
  text_digest   TEXT NOT NULL,
  giver         TEXT NOT NULL,
  giver_subject BLOB,
  given_at      BIGINT NOT NULL,
  until_at      BIGINT
, on_paper BOOLEAN NOT NULL DEFAULT FALSE);

CREATE INDEX consent_subject ON consent (subject, given_at);

CREATE TABLE consent_asof (
  id INTEGER NOT NULL PRIMARY KEY,
  read_at BIGINT NOT NULL
);

CREATE TABLE consent_mode (
  made_at BIGINT NOT NULL PRIMARY KEY,
  school  BOOLEAN NOT NULL
);

CREATE TABLE consent_state (
  id       INTEGER PRIMARY KEY,
  subject  BLOB NOT NULL,
  revision INTEGER NOT NULL,
  purposes INTEGER NOT NULL,
  age_band TEXT NOT NULL,
  school   BOOLEAN NOT NULL,
  made_at  BIGINT NOT NULL,
  until_at BIGINT
, ends TEXT);

CREATE UNIQUE INDEX consent_state_subject ON consent_state (subject, revision);

CREATE INDEX consent_state_until ON consent_state (until_at) WHERE until_at IS NOT NULL;

CREATE TABLE conversation (
  id         BLOB NOT NULL PRIMARY KEY,
  subject    BLOB NOT NULL,
  simple     BOOLEAN NOT NULL,
  revision   BIGINT NOT NULL,
  turns      INTEGER NOT NULL,
  last_turn  BLOB,
  last_frame BIGINT NOT NULL,
  session    BLOB,
  progress   TEXT NOT NULL,
  stopped    TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE INDEX conversation_subject ON conversation (subject, updated_at);

CREATE TABLE cursor (
  name TEXT NOT NULL PRIMARY KEY,
  seq  BIGINT NOT NULL,
  note TEXT NOT NULL
);

CREATE TABLE dataset_member (
  subject BLOB NOT NULL,
  release BLOB NOT NULL,
  records INTEGER NOT NULL,
  PRIMARY KEY (subject, release)
) WITHOUT ROWID;

CREATE INDEX dataset_member_release ON dataset_member (release, subject);

CREATE TABLE dataset_records (
  release BLOB NOT NULL,
  page    INTEGER NOT NULL,
  bits    BLOB NOT NULL,
  PRIMARY KEY (release, page)
);

CREATE TABLE dataset_release (
  id            BLOB NOT NULL PRIMARY KEY,
  name          TEXT NOT NULL,
  title         TEXT NOT NULL,
  purpose       TEXT NOT NULL,
  major         INTEGER NOT NULL,
  minor         INTEGER NOT NULL,
  patch         INTEGER NOT NULL,
  status        TEXT NOT NULL,
  recipe_digest TEXT NOT NULL,
  as_of         BIGINT NOT NULL,
  ceiling       BIGINT NOT NULL,
  seed          BIGINT NOT NULL,
  code          TEXT NOT NULL,
  records       BIGINT NOT NULL,
  learners      INTEGER NOT NULL,
  removed       BIGINT NOT NULL,
  manifest      TEXT NOT NULL,
  folder        TEXT NOT NULL,
  problem       TEXT NOT NULL,
  made_at       BIGINT NOT NULL,
  ended_at      BIGINT NOT NULL,
  recipe        TEXT NOT NULL
);

CREATE INDEX dataset_release_name ON dataset_release (name, major, minor, patch);

CREATE INDEX dataset_release_open ON dataset_release (status) WHERE status IN ('queued', 'building');

CREATE TABLE erased (
  number    INTEGER PRIMARY KEY,
  subject   BLOB NOT NULL UNIQUE,
  erased_at BIGINT NOT NULL
);

CREATE TABLE erasure (
  id           TEXT NOT NULL PRIMARY KEY, -- of the receipt; whoever knows it may read it
  subject      BLOB NOT NULL UNIQUE,
  state        TEXT NOT NULL,             -- begun, accepted, completed
  requested_at BIGINT NOT NULL,
  detail       TEXT NOT NULL,             -- what the receipt will say
  receipt      TEXT NOT NULL              -- the newest, signed; empty while begun
);

CREATE INDEX erasure_open ON erasure (requested_at) WHERE state <> 'completed';

CREATE TABLE export_file (
  name       TEXT NOT NULL PRIMARY KEY,
  subject    BLOB,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX export_file_subject ON export_file (subject);

CREATE TABLE failed_event (
  id          BLOB NOT NULL PRIMARY KEY,
  subject     BLOB NOT NULL,
  event       TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  reason      TEXT NOT NULL,
  sealed      BLOB NOT NULL,
  replayed_at BIGINT
);

CREATE INDEX failed_event_received ON failed_event (received_at, id);

CREATE INDEX failed_event_subject ON failed_event (subject);

CREATE TABLE goal (
  subject            BLOB NOT NULL PRIMARY KEY,
  target             INTEGER,
  test_date          TEXT NOT NULL,
  diagnostic_skipped BOOLEAN NOT NULL,
  updated_at         BIGINT NOT NULL
);

CREATE TABLE idempotency (
  digest     BLOB NOT NULL PRIMARY KEY,
  subject    BLOB,
  request    BLOB NOT NULL,
  status     INTEGER NOT NULL,
  sealed     BLOB,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX idempotency_expires ON idempotency (expires_at);

CREATE INDEX idempotency_subject ON idempotency (subject);

CREATE TABLE interaction (
  seq              INTEGER PRIMARY KEY,
  id               BLOB NOT NULL,
  subject          BLOB NOT NULL,
  actor            BLOB,
  session          BLOB,
  conversation     BLOB,
  kind             TEXT NOT NULL,
  version          INTEGER NOT NULL,
  origin           TEXT NOT NULL,
  provenance       BIGINT NOT NULL,
  device           BLOB,
  made_at          BIGINT,
  mono_ms          BIGINT,
  sent_at          BIGINT,
  received_at      BIGINT NOT NULL,
  utc_offset       INTEGER,
  zone             TEXT,
  question         TEXT,
  question_version TEXT,
  variant          BIGINT,
  section          TEXT,
  skill            TEXT,
  mode             TEXT,
  module           INTEGER,
  position         INTEGER,
  seconds_left     DOUBLE PRECISION,
  time_factor      DOUBLE PRECISION,
  source           TEXT,
  eligible         INTEGER,
  eligible_digest  BLOB,
  propensity       DOUBLE PRECISION,
  support          TEXT,
  draw             DOUBLE PRECISION,
  theta_before     DOUBLE PRECISION,
  se_before        DOUBLE PRECISION,
  answer           TEXT,
  state            TEXT,
  correct          BOOLEAN,
  attempt          INTEGER,
  aided            BOOLEAN,
  first_ms         BIGINT,
  time_ms          BIGINT,
  visible_ms       BIGINT,
  idle_ms          BIGINT,
  theta_after      DOUBLE PRECISION,
  se_after         DOUBLE PRECISION,
  points           INTEGER,
  consent          BIGINT NOT NULL,
  purposes         INTEGER NOT NULL,
  age_band         TEXT NOT NULL,
  school           BOOLEAN NOT NULL,
  body             TEXT NOT NULL,
  sealed           BLOB,
  hash             BLOB NOT NULL
);

CREATE UNIQUE INDEX interaction_id ON interaction (id);

CREATE INDEX interaction_speech ON interaction (subject, seq) WHERE kind = 'tutor.turn';

CREATE INDEX interaction_subject ON interaction (subject, seq);

CREATE TABLE invitation (
  digest     BLOB NOT NULL PRIMARY KEY,
  kind       TEXT NOT NULL,
  role       TEXT NOT NULL,
  from_user  TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL,
  used_by    TEXT NOT NULL
);

CREATE INDEX invitation_from ON invitation (from_user);

CREATE TABLE key_correction (
  number       BIGINT NOT NULL,
  question     TEXT NOT NULL,
  from_version TEXT NOT NULL,
  to_version   TEXT NOT NULL,
  note         TEXT NOT NULL,
  made_at      BIGINT NOT NULL,
  PRIMARY KEY (number, question),
  FOREIGN KEY (question, from_version) REFERENCES question_version (question, version),
  FOREIGN KEY (question, to_version) REFERENCES question_version (question, version)
);

CREATE TABLE knowledge_model (
  id         BLOB NOT NULL PRIMARY KEY, -- of a moment: they grow
  status     TEXT NOT NULL,              -- proposed, promoted, rejected
  model      TEXT NOT NULL,
  made_by    BLOB,                      -- subject; none is the operator
  made_at    BIGINT NOT NULL,
  code       TEXT NOT NULL,              -- version of the program
  seq        BIGINT NOT NULL,            -- last record of the log that was read
  as_of      BIGINT NOT NULL,
  simulated  BOOLEAN NOT NULL,
  answers    TEXT NOT NULL,              -- digest of the answers used
  detail     TEXT NOT NULL,              -- JSON: counts, split, quality beside Elo's
  note       TEXT NOT NULL,
  decided_by BLOB,
  decided_at BIGINT NOT NULL,
  fitted     TEXT NOT NULL               -- JSON: the model with the names of items and skills
);

CREATE TABLE link (
  id       BLOB NOT NULL PRIMARY KEY,
  kind     TEXT NOT NULL,
  adult    TEXT NOT NULL,
  learner  TEXT NOT NULL,
  made_at  BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL
);

CREATE INDEX link_learner ON link (learner);

CREATE UNIQUE INDEX link_standing ON link (adult, learner, kind) WHERE ended_at = 0;

CREATE TABLE mirror_file (
  segment   INTEGER PRIMARY KEY,
  first_seq BIGINT NOT NULL
);

CREATE TABLE mirror_segment (
  subject BLOB NOT NULL,
  segment BIGINT NOT NULL,
  PRIMARY KEY (subject, segment)
) WITHOUT ROWID;

CREATE TABLE official_score (
  id       BLOB NOT NULL PRIMARY KEY,
  subject  BLOB NOT NULL,
  test     TEXT NOT NULL,
  taken_on TEXT NOT NULL,
  rw       INTEGER NOT NULL,
  math     INTEGER NOT NULL,
  made_at  BIGINT NOT NULL
);

CREATE INDEX official_score_subject ON official_score (subject);

CREATE TABLE outbox_cursor (
  subject    BLOB NOT NULL,
  device     BLOB NOT NULL,
  cursor     BIGINT NOT NULL,
  ahead      TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (subject, device)
) WITHOUT ROWID;

CREATE TABLE parameter (
  parameter_set TEXT NOT NULL REFERENCES parameter_set (id),
  question      TEXT NOT NULL,
  version       TEXT NOT NULL,
  a             DOUBLE PRECISION NOT NULL,
  b             DOUBLE PRECISION NOT NULL,
  c             DOUBLE PRECISION NOT NULL,
  b_sd          DOUBLE PRECISION NOT NULL,
  a_ln_sd       DOUBLE PRECISION NOT NULL,
  source        TEXT NOT NULL,
  responses     INTEGER NOT NULL,
  PRIMARY KEY (parameter_set, question)
);

CREATE TABLE parameter_set (
  id      TEXT PRIMARY KEY,
  parent  TEXT,
  origin  TEXT NOT NULL,
  actor   BLOB,
  made_at BIGINT NOT NULL
, rw_scale_sd DOUBLE PRECISION NOT NULL DEFAULT 0, math_scale_sd DOUBLE PRECISION NOT NULL DEFAULT 0, anchor_learners BIGINT NOT NULL DEFAULT 0);

CREATE TABLE partial_turn (
  conversation BLOB NOT NULL PRIMARY KEY,
  subject      BLOB NOT NULL,
  turn         BLOB NOT NULL,
  ask          TEXT NOT NULL,
  asked_at     BIGINT NOT NULL,
  first_frame  BIGINT NOT NULL,
  cuts         TEXT NOT NULL,
  sealed       BLOB NOT NULL
);

CREATE TABLE points (
  subject    BLOB NOT NULL PRIMARY KEY,
  total      BIGINT NOT NULL,
  sessions   INTEGER NOT NULL,
  tests      INTEGER NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE practice_pack (
  id         BLOB NOT NULL PRIMARY KEY,
  subject    BLOB NOT NULL,
  items      TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX practice_pack_subject ON practice_pack (subject, expires_at);

CREATE TABLE proficiency (
  subject    BLOB NOT NULL,
  section    TEXT NOT NULL,
  domain     TEXT NOT NULL,
  skill      TEXT NOT NULL,
  n          INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  evidence   BLOB NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (subject, section, domain, skill)
);

CREATE TABLE provenance (
  id     INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  body   TEXT NOT NULL
);

CREATE TABLE question (
  id         TEXT PRIMARY KEY,
  version    TEXT NOT NULL,
  family     TEXT NOT NULL,
  difficulty TEXT NOT NULL,
  use        TEXT NOT NULL,
  form       TEXT NOT NULL,
  slot       TEXT NOT NULL,
  adjust     DOUBLE PRECISION NOT NULL,
  tags       TEXT NOT NULL,
  retired    BOOLEAN NOT NULL,
  origin     TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  FOREIGN KEY (id, version) REFERENCES question_version (question, version)
);

CREATE TABLE question_history (
  question   TEXT NOT NULL,
  number     BIGINT NOT NULL,
  version    TEXT NOT NULL,
  family     TEXT NOT NULL,
  difficulty TEXT NOT NULL,
  use        TEXT NOT NULL,
  form       TEXT NOT NULL,
  slot       TEXT NOT NULL,
  adjust     DOUBLE PRECISION NOT NULL,
  tags       TEXT NOT NULL,
  retired    BOOLEAN NOT NULL,
  origin     TEXT NOT NULL,
  PRIMARY KEY (question, number),
  FOREIGN KEY (question, version) REFERENCES question_version (question, version)
);

CREATE TABLE question_report (
  id          BLOB NOT NULL PRIMARY KEY,
  subject     BLOB NOT NULL,
  session     BLOB,
  question    TEXT NOT NULL,
  version     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  sealed      BLOB,
  reported_at BIGINT NOT NULL,
  status      TEXT NOT NULL,
  resolution  TEXT,
  note        BLOB,
  resolver    BLOB,
  resolved_at BIGINT
);

CREATE UNIQUE INDEX question_report_open ON question_report (subject, question) WHERE status = 'open';

CREATE INDEX question_report_question ON question_report (question);

CREATE TABLE question_skill (
  skill      TEXT PRIMARY KEY,
  content    TEXT NOT NULL,
  origin     TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE question_skill_history (
  skill   TEXT NOT NULL,
  number  BIGINT NOT NULL,
  content TEXT NOT NULL,
  origin  TEXT NOT NULL,
  PRIMARY KEY (skill, number)
);

CREATE TABLE question_version (
  question TEXT NOT NULL,
  version  TEXT NOT NULL,
  content  TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (question, version)
);

CREATE TABLE redo_card (
  subject    BLOB NOT NULL,
  skill      TEXT NOT NULL,
  stability  DOUBLE PRECISION NOT NULL, -- days
  difficulty DOUBLE PRECISION NOT NULL, -- 1 to 10
  days       INTEGER NOT NULL,          -- interval, before what the test's date allows
  reviews    INTEGER NOT NULL,
  lapses     INTEGER NOT NULL,
  day        INTEGER NOT NULL,          -- of the last review, where the learner is; since 1970
  at         BIGINT NOT NULL,           -- of the last review
  PRIMARY KEY (subject, skill)
);

CREATE TABLE redo_exam (
  subject   BLOB NOT NULL PRIMARY KEY,
  test_date TEXT NOT NULL
);

CREATE TABLE rescore (
  subject    BLOB NOT NULL,
  session    BLOB NOT NULL,
  version    INTEGER NOT NULL,
  record     BLOB NOT NULL,
  correction BIGINT NOT NULL,
  correct    INTEGER NOT NULL,
  was        TEXT NOT NULL,
  scores     TEXT NOT NULL,
  amended    TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  seen_at    BIGINT,
  PRIMARY KEY (subject, session, version)
) WITHOUT ROWID;

CREATE TABLE rescore_scan (
  correction BIGINT NOT NULL,
  question   TEXT NOT NULL,
  session    BLOB NOT NULL,
  rescored   BIGINT NOT NULL,
  done_at    BIGINT,
  PRIMARY KEY (correction, question)
);

CREATE TABLE response (
  subject     BLOB NOT NULL,
  session     BLOB NOT NULL,
  ordinal     INTEGER NOT NULL,
  record      BLOB NOT NULL,
  question    TEXT NOT NULL,
  version     TEXT NOT NULL,
  state       TEXT NOT NULL,
  answer      TEXT,
  sealed      BLOB,
  correct     BOOLEAN,
  time_ms     BIGINT,
  answered_at BIGINT NOT NULL,
  module      INTEGER,
  counts      BOOLEAN NOT NULL,
  pretest     BOOLEAN NOT NULL,
  theta       DOUBLE PRECISION,
  se          DOUBLE PRECISION,
  retried     TEXT,
  PRIMARY KEY (subject, session, ordinal)
) WITHOUT ROWID;

CREATE TABLE review (
  subject BLOB NOT NULL,
  session BLOB NOT NULL,
  ordinal INTEGER NOT NULL,
  record  BLOB NOT NULL,
  sealed  BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (subject, session, ordinal)
) WITHOUT ROWID;

CREATE TABLE review_read (
  session BLOB NOT NULL,
  reader  BLOB NOT NULL,
  read_at BIGINT NOT NULL,
  PRIMARY KEY (session, reader)
) WITHOUT ROWID;

CREATE TABLE safety_notice (
  id        BLOB NOT NULL PRIMARY KEY,
  subject   BLOB NOT NULL,
  turn      BLOB NOT NULL,
  category  TEXT NOT NULL,
  made_at   BIGINT NOT NULL,
  seen_at   BIGINT,
  seen_by   TEXT
);

CREATE INDEX safety_notice_subject ON safety_notice (subject, made_at);

CREATE TABLE session (
  id         BLOB NOT NULL PRIMARY KEY,
  subject    BLOB NOT NULL,
  kind       TEXT NOT NULL,
  status     TEXT NOT NULL,
  revision   BIGINT NOT NULL,
  last_seq   BIGINT NOT NULL,
  scope      TEXT NOT NULL,
  rule       TEXT NOT NULL,
  source     TEXT NOT NULL,
  ceiling    INTEGER NOT NULL,
  asked      INTEGER NOT NULL,
  correct    INTEGER NOT NULL,
  points     INTEGER NOT NULL,
  salt       BIGINT NOT NULL,
  served     TEXT NOT NULL,
  detail     TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  ended_at   BIGINT
, due_at BIGINT, params TEXT NOT NULL DEFAULT '');

CREATE INDEX session_due ON session (due_at) WHERE status = 'open' AND due_at IS NOT NULL;

CREATE UNIQUE INDEX session_one_test ON session (subject) WHERE kind = 'full_test' AND status = 'open';

CREATE INDEX session_open ON session (kind) WHERE status = 'open';

CREATE INDEX session_subject ON session (subject, started_at);

CREATE TABLE token (
  digest     BLOB NOT NULL PRIMARY KEY,
  user_id    TEXT NOT NULL,
  kind       TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX token_user ON token (user_id);

CREATE TABLE turn (
  id           BLOB NOT NULL PRIMARY KEY,
  conversation BLOB NOT NULL,
  subject      BLOB NOT NULL,
  ordinal      INTEGER NOT NULL,
  parent       BLOB,
  ask          TEXT NOT NULL,
  asked_at     BIGINT NOT NULL,
  duration_ms  BIGINT NOT NULL,
  question     TEXT NOT NULL,
  level        INTEGER NOT NULL,
  source       TEXT NOT NULL,
  finish       TEXT NOT NULL,
  first_frame  BIGINT NOT NULL,
  cuts         TEXT NOT NULL,
  hidden       BOOLEAN NOT NULL,
  sealed       BLOB NOT NULL
);

CREATE UNIQUE INDEX turn_conversation ON turn (conversation, ordinal);

CREATE INDEX turn_subject ON turn (subject, asked_at);

