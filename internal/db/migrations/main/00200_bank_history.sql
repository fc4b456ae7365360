-- +goose Up
-- What each change of the bank made of a question and of what is taught about a
-- skill, so that the bank of an earlier time can be read. number is that of the
-- bank's history, 0 what stood before it was kept. A row is never changed or
-- deleted.
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

CREATE TABLE question_skill_history (
  skill   TEXT NOT NULL,
  number  BIGINT NOT NULL,
  content TEXT NOT NULL,
  origin  TEXT NOT NULL,
  PRIMARY KEY (skill, number)
);

-- Of folders that are older only the corrections of keys are known, and what stands.
INSERT INTO question_history (question, number, version, family, difficulty, use, form, slot, adjust, tags, retired, origin)
  SELECT q.id, 0, COALESCE((SELECT c.from_version FROM key_correction c WHERE c.question = q.id ORDER BY c.number LIMIT 1), q.version),
    q.family, q.difficulty, q.use, q.form, q.slot, q.adjust, q.tags, q.retired, q.origin FROM question q;
INSERT INTO question_history (question, number, version, family, difficulty, use, form, slot, adjust, tags, retired, origin)
  SELECT q.id, c.number, c.to_version, q.family, q.difficulty, q.use, q.form, q.slot, q.adjust, q.tags, q.retired, q.origin
  FROM key_correction c JOIN question q ON q.id = c.question;
INSERT INTO question_history (question, number, version, family, difficulty, use, form, slot, adjust, tags, retired, origin)
  SELECT q.id, (SELECT MAX(b.number) FROM bank b), q.version, q.family, q.difficulty, q.use, q.form, q.slot, q.adjust, q.tags, q.retired, q.origin
  FROM question q WHERE q.version <> (SELECT c.to_version FROM key_correction c WHERE c.question = q.id ORDER BY c.number DESC LIMIT 1);
INSERT INTO question_skill_history (skill, number, content, origin) SELECT skill, 0, content, origin FROM question_skill;
