package dataset_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	. "satprep/internal/dataset"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/signing"
	"satprep/internal/uid"
)

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

var bank = func() *question.Bank {
	b, err := question.Embedded()
	if err != nil {
		panic(err)
	}
	return b
}()

// A school is all the rooms below this one, on a database of its own, with a
// clock that the test sets.
type school struct {
	*Service
	t        testing.TB
	consents *consent.Service
	clock    time.Time
	keys     *db.DB
}

func open(t testing.TB, dsn, folder string) *school {
	t.Helper()
	s := &school{t: t, clock: epoch}
	now := func() time.Time { return s.clock }
	d, keys := dbtest.Open(t, dsn), dbtest.OpenKeys(t, dsn)
	s.keys = keys
	ring, err := interaction.OpenKeyring(keys, now)
	if err != nil {
		t.Fatal(err)
	}
	log := interaction.NewLog(d, ring, now)
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: d, Log: log, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := account.New(account.Deps{DB: d, Log: log, Consent: ledger, Now: now, Limits: account.NoLimits, Passwords: account.Light})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	signer, err := signing.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	s.consents = consent.New(ledger, accounts)
	s.Service = New(Deps{DB: d, Log: log, Accounts: accounts, Consent: ledger, Bank: func(context.Context, time.Time) (*question.Bank, error) { return bank, nil }, Signer: signer, Now: now, Code: "test",
		Folder: filepath.Join(folder, "datasets")})
	return s
}

// each runs f on every engine with a school and its data folder.
func each(t *testing.T, f func(t *testing.T, s *school, folder string)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		folder := t.TempDir()
		f(t, open(t, dsn, folder), folder)
	})
}

// enrol makes learners of those names, all of age, with the purposes.
func (s *school) enrol(purposes []string, names ...string) (people []account.Actor) {
	s.t.Helper()
	ctx := s.t.Context()
	var csv strings.Builder
	var ids []string
	csv.WriteString("user_id,role,age_band,name\n")
	for i, n := range names {
		ids = append(ids, fmt.Sprintf("u%d-%d", s.clock.UnixMicro(), i))
		fmt.Fprintf(&csv, "%s,student,18_plus,%s\n", ids[i], n)
	}
	done, err := s.Accounts.Import(ctx, strings.NewReader(csv.String()), io.Discard)
	if err != nil || done.Refused > 0 {
		s.t.Fatalf("importing: %v, %+v", err, done.Refusals)
	}
	for _, id := range ids {
		a, err := s.Accounts.Find(ctx, id)
		if err != nil {
			s.t.Fatal(err)
		}
		people = append(people, a.Actor)
		s.agree(a.Actor, true, purposes...)
	}
	s.clock = s.clock.Add(time.Minute)
	return people
}

// agree grants or withdraws purposes as the learner does.
func (s *school) agree(who account.Actor, granted bool, purposes ...string) {
	s.t.Helper()
	var choices []consent.Choice
	for _, p := range purposes {
		choices = append(choices, consent.Choice{Purpose: p, Granted: granted})
	}
	if len(choices) == 0 {
		return
	}
	if _, _, err := s.consents.Change(s.t.Context(), who, who.UserID, choices); err != nil {
		s.t.Fatal(err)
	}
	s.clock = s.clock.Add(time.Second)
}

// write appends records now, each a second after the one before, under the
// consent that stands.
func (s *school) write(rs ...*interaction.Record) {
	s.t.Helper()
	ctx := s.t.Context()
	for _, r := range rs {
		stamp, err := s.Consent.Stamp(ctx, r.Subject)
		if err != nil {
			s.t.Fatal(err)
		}
		s.clock = s.clock.Add(time.Second)
		r.Consent, r.ReceivedAt = stamp, s.clock
		if r.Origin == "" {
			r.Origin = interaction.Real
		}
		if err := s.Log.Prepare(ctx, r); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := s.DB.Write(ctx, func(tx *db.Tx) error { return s.Log.Append(tx, rs...) }); err != nil {
		s.t.Fatal(err)
	}
}

// practised are questions of the bank whose content may leave.
var practised = func() (list []*question.Question) {
	for _, q := range bank.Questions {
		if q.Use == question.Practice {
			list = append(list, q)
		}
	}
	return list
}()

// answered is an answer of practice with all that a real one carries.
func answered(who account.Actor, n int) *interaction.Record {
	q := practised[n%len(practised)]
	r := &interaction.Record{Subject: who.Subject, Kind: interaction.PracticeAnswered, Session: uid.ID{1, byte(n / 10)},
		Provenance: interaction.Provenance{Policy: "max_information", PolicyVersion: "1", Params: "p1", Epsilon: .05, DeviceClass: "desktop"},
		Asked:      interaction.Asked{Question: q.ID, Version: q.Version, Section: q.Section, Skill: q.Skill, Mode: "practice", Position: n%10 + 1, Source: "own"},
		Why: interaction.Why{Eligible: 100, Digest: []byte{1, 2, 3}, Propensity: interaction.Some(.19), Support: []interaction.Chance{{ID: q.ID, P: .2}}, Draw: interaction.Some(.5),
			ThetaBefore: interaction.Some(.1), SEBefore: interaction.Some(.9)},
		Done:  interaction.Done{State: interaction.Answered, Correct: interaction.Some(n%3 != 0), Attempt: 1, Aided: interaction.Some(false), TimeMS: interaction.Some(int64(20_000 + n))},
		After: interaction.After{Theta: interaction.Some(.2), SE: interaction.Some(.8)},
		Body:  interaction.Answering{Eligible: true, Difficulty: &interaction.Params{A: 1, B: 0, C: .2}, Input: "mouse"}}
	if q.Type == question.Typed {
		r.Words.Answer = "3.5"
	} else {
		r.Done.Answer = "B"
	}
	return r
}

// turn is a turn of the tutor about the n-th question.
func turn(who account.Actor, n int, query, response string) *interaction.Record {
	q := practised[n%len(practised)]
	return &interaction.Record{Subject: who.Subject, Kind: interaction.TutorTurn, Conversation: uid.ID{2, byte(n)}, Session: uid.ID{1, byte(n / 10)},
		Asked: interaction.Asked{Question: q.ID, Version: q.Version, Section: q.Section, Skill: q.Skill, Mode: "tutor"},
		Body: interaction.Turn{Intent: "hint", Stage: "wrong", Level: 2, Move: "targeted", Arm: interaction.Arm{Move: "targeted", Template: "t1"}, Propensity: .5,
			Source: "builtin", Finish: "stop", Delivered: len(response)},
		Words: interaction.Words{Query: query, Response: response}}
}

// recipe is a small one of everything that is to be seen in a test.
func recipe(more string) []byte {
	return []byte("name: test-set\ntitle: A test\npurpose: ai_training\nconfigs: [interactions]\nprivacy: {k: 1, free_text: true}\n" + more)
}

// allTrain leaves as good as no family out for test (a share of nothing would leave its file out), so that no words are left out for that.
const allTrain = "split: {train: 0.9999998, validation: 0.0000001, test: 0.0000001}\n"

func (s *school) build(job Job) Release {
	s.t.Helper()
	r, err := s.Service.Build(s.t.Context(), job)
	if err != nil {
		s.t.Fatal(err)
	}
	s.clock = s.clock.Add(time.Minute)
	return r
}

// rebuild makes a release a second time, into out.
func (s *school) rebuild(r *Release, out string) Verdict {
	s.t.Helper()
	v := Verdict{Folder: r.Folder, Release: r}
	if err := s.Rebuild(s.t.Context(), &v, out, nil); err != nil {
		s.t.Fatal(err)
	}
	return v
}

// rows reads the JSON lines of a package's interactions, of all splits.
func rows(t testing.TB, folder string) (list []map[string]any) {
	t.Helper()
	for _, split := range Splits {
		text, err := os.ReadFile(filepath.Join(folder, "formats", "interactions", string(split)+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			var row map[string]any
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			list = append(list, row)
		}
	}
	return list
}

// contents is every byte of a folder.
func contents(t testing.TB, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		all[filepath.ToSlash(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
