CREATE TABLE erased_word (
  digest BLOB NOT NULL PRIMARY KEY
);

CREATE TABLE instance_key (
  name       TEXT NOT NULL PRIMARY KEY,
  key        BLOB NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE sealing_key (
  subject    BLOB NOT NULL PRIMARY KEY,
  key        BLOB NOT NULL,
  created_at BIGINT NOT NULL
);

