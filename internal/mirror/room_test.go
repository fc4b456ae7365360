package mirror_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	. "satprep/internal/mirror"
	"satprep/internal/question"
	"satprep/internal/uid"
)

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// A school is all the rooms below this one, on a database of its own.
type school struct {
	*Service
	t    testing.TB
	keys *interaction.Keyring
	dsn  string
}

var bank = func() *question.Bank {
	b, err := question.Embedded()
	if err != nil {
		panic(err)
	}
	return b
}()

func open(t testing.TB, dsn, folder string, change func(*Deps)) *school {
	t.Helper()
	now := func() time.Time { return epoch }
	d := openDB(t, dsn, db.Main)
	keys, err := interaction.OpenKeyring(openDB(t, dsn, db.Keys), now)
	if err != nil {
		t.Fatal(err)
	}
	log := interaction.NewLog(d, keys, now)
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: d, Log: log, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := account.New(account.Deps{DB: d, Log: log, Consent: ledger, Now: now, Limits: account.NoLimits, Passwords: account.Light})
	if err != nil {
		t.Fatal(err)
	}
	deps := Deps{DB: d, Log: log, Accounts: accounts, Consent: ledger, Bank: func() *question.Bank { return bank }, Now: now, Build: "test", Folder: folder}
	if change != nil {
		change(&deps)
	}
	s, err := New(deps)
	if err != nil {
		t.Fatal(err)
	}
	return &school{Service: s, t: t, keys: keys, dsn: dsn}
}

func openDB(t testing.TB, dsn string, schema db.Schema) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn, schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// each runs f on every engine with a school and its ai_data folder.
func each(t *testing.T, change func(*Deps), f func(t *testing.T, s *school)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		f(t, open(t, dsn, filepath.Join(t.TempDir(), "ai_data"), change))
	})
}

var stamp = interaction.NewStamp(1, interaction.Service|interaction.Analytics, "18_plus", false)

// learner makes a person by hand: a user id, a subject and a key.
func (s *school) learner(userID string) uid.ID {
	s.t.Helper()
	subject := uid.Random()
	if err := s.keys.Make(s.t.Context(), subject); err != nil {
		s.t.Fatal(err)
	}
	s.exec(`INSERT INTO account_subject (subject, user_id) VALUES (?, ?)`, subject, userID)
	return subject
}

func (s *school) exec(query string, args ...any) {
	s.t.Helper()
	if err := s.DB.Write(s.t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(query, args...); return err }); err != nil {
		s.t.Fatal(err)
	}
}

func (s *school) record(rs ...*interaction.Record) {
	s.t.Helper()
	for _, r := range rs {
		if err := s.Log.Prepare(s.t.Context(), r); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := s.DB.Write(s.t.Context(), func(tx *db.Tx) error { return s.Log.Append(tx, rs...) }); err != nil {
		s.t.Fatal(err)
	}
}

// answered is a small record of a choice.
func answered(subject uid.ID, n int) *interaction.Record {
	q := bank.Questions[n%len(bank.Questions)]
	return &interaction.Record{Subject: subject, Kind: interaction.PracticeAnswered, Origin: interaction.Simulated, Consent: stamp,
		Asked: interaction.Asked{Question: q.ID, Version: q.Version, Position: n + 1},
		Done:  interaction.Done{Answer: "B", State: interaction.Answered, Correct: interaction.Some(n%2 == 0), TimeMS: interaction.Some(int64(n)*10 + 1)}}
}

// many appends n answers of subject.
func (s *school) many(subject uid.ID, n int) {
	s.t.Helper()
	var rs []*interaction.Record
	for i := range n {
		rs = append(rs, answered(subject, i))
	}
	s.record(rs...)
}

func (s *school) catchUp() {
	s.t.Helper()
	if _, err := s.Log.CatchUp(s.t.Context(), s.Follower()); err != nil {
		s.t.Fatal(err)
	}
}

// segments lists the mirror's files in the order of their lines.
func (s *school) segments() (names []string) {
	s.t.Helper()
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "interactions.") && e.Name() != "interactions.jsonl" {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	return append(names, "interactions.jsonl")
}

func (s *school) read(name string) []byte {
	s.t.Helper()
	b, err := os.ReadFile(filepath.Join(s.Folder, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// mirror is all lines of all segments.
func (s *school) mirror() []byte {
	s.t.Helper()
	var all []byte
	for _, name := range s.segments() {
		all = append(all, s.read(name)...)
	}
	return all
}

// whole fails the test unless the mirror holds every record of the log once, in
// order, in lines that are JSON.
func (s *school) whole() {
	s.t.Helper()
	tail, err := s.Log.Tail(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	text := s.mirror()
	if len(text) > 0 && text[len(text)-1] != '\n' {
		s.t.Fatal("the last line has no end")
	}
	want := int64(1)
	for line := range bytes.Lines(text) {
		var l struct{ Seq int64 }
		if err := json.Unmarshal(line, &l); err != nil {
			s.t.Fatalf("line %d: %v: %s", want, err, line)
		}
		if l.Seq != want {
			s.t.Fatalf("line %d holds record %d", want, l.Seq)
		}
		want++
	}
	if want != tail+1 {
		s.t.Fatalf("%d lines for %d records", want-1, tail)
	}
}
