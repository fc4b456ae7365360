package mirror_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	. "satprep/internal/mirror"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// withRooms adds what exports read.
func withRooms(d *Deps) {
	d.Beliefs = proficiency.New(d.DB, d.Log)
	d.Sessions = session.New(session.Deps{DB: d.DB, Log: d.Log, Now: d.Now})
}

// A personJSON is one object of an export, and no field more.
type personJSON struct {
	UserID    string `json:"user_id"`
	Responses []struct {
		QuestionID string    `json:"question_id"`
		Answer     *string   `json:"answer"`
		TimeSpent  *float64  `json:"time_spent"`
		Timestamp  time.Time `json:"timestamp"`
		Review     *string   `json:"review"`
	} `json:"responses"`
	Proficiencies []struct {
		Domain    string    `json:"domain"`
		Skill     *string   `json:"skill"`
		Theta     float64   `json:"theta"`
		Timestamp time.Time `json:"timestamp"`
	} `json:"proficiencies"`
	Interactions []struct {
		Query     string    `json:"query"`
		Response  string    `json:"response"`
		Duration  float64   `json:"duration"`
		Timestamp time.Time `json:"timestamp"`
	} `json:"interactions"`
}

func readJSON[T any](t testing.TB, text []byte) (v T) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v: %.2000s", err, text)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		t.Fatal("something follows the JSON")
	}
	return v
}

// account makes a real account of an adult, with research_export or without.
func (s *school) account(role account.Role, agrees bool) account.Actor {
	s.t.Helper()
	a, _, err := s.Accounts.Register(s.t.Context(), account.Registration{Name: "Somebody", Password: "long enough", Role: role, Age: account.Adult})
	if err != nil {
		s.t.Fatal(err)
	}
	if agrees {
		s.agree(a.Subject)
	}
	return a
}

func (s *school) agree(subject uid.ID) {
	s.t.Helper()
	s.exec(`UPDATE consent_state SET purposes = ? WHERE subject = ?`, int64(interaction.Service|interaction.ResearchExport), subject)
}

var operator = account.Operator()

// respond stores responses by hand: letters, and what begins with a digit is
// sealed. It returns the session.
func (s *school) respond(subject uid.ID, kind session.Kind, status session.Status, answers ...string) uid.ID {
	s.t.Helper()
	id := uid.New(epoch)
	s.exec(`INSERT INTO session (id, subject, kind, status, revision, last_seq, scope, rule, source, ceiling, asked, correct, points, salt, served, detail, started_at, updated_at)
		VALUES (?, ?, ?, ?, 0, 0, '', '', '', 0, 0, 0, 0, 0, '', '', ?, 0)`, id, subject, string(kind), string(status), db.Micros(epoch.Add(time.Minute)))
	for i, a := range answers {
		s.exec(responseSQL, s.row(subject, id, i, a)...)
	}
	return id
}

const responseSQL = `INSERT INTO response (subject, session, ordinal, record, question, version, state, answer, sealed, correct, time_ms, answered_at, counts, pretest)
	VALUES (?, ?, ?, ?, ?, '', 'answered', ?, ?, FALSE, ?, ?, TRUE, FALSE)`

func (s *school) row(subject, id uid.ID, i int, answer string) []any {
	record := uid.New(epoch)
	var letter, sealed any
	if answer != "" && answer[0] <= '9' {
		b, err := s.keys.SealText(s.t.Context(), subject, record, []byte(answer))
		if err != nil {
			s.t.Fatal(err)
		}
		sealed = b
	} else if answer != "" {
		letter = answer
	}
	return []any{subject, id, i + 1, record, bank.Questions[i%len(bank.Questions)].ID, letter, sealed, 1000*i + 250, db.Micros(epoch.Add(time.Duration(i) * time.Minute))}
}

func (s *school) review(subject, id uid.ID, ordinal int, text string) {
	s.t.Helper()
	record := uid.New(epoch)
	sealed, err := s.keys.SealText(s.t.Context(), subject, record, []byte(text))
	if err != nil {
		s.t.Fatal(err)
	}
	s.exec(`INSERT INTO review (subject, session, ordinal, record, sealed, made_at) VALUES (?, ?, ?, ?, ?, 0)`, subject, id, ordinal, record, sealed)
}

func (s *school) turn(subject uid.ID, query, reply string) {
	s.t.Helper()
	stamp := interaction.NewStamp(1, interaction.Service|interaction.ResearchExport, "18_plus", false)
	s.record(&interaction.Record{Subject: subject, Kind: interaction.TutorTurn, Origin: interaction.Real, Consent: stamp,
		Body: interaction.Turn{Source: "builtin", LatencyMS: 1250}, Words: interaction.Words{Query: query, Response: reply}})
}

func fetch(t *testing.T, s *school, actor account.Actor, name string) []byte {
	t.Helper()
	f, _, err := s.OpenFile(t.Context(), actor, name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestExportOfOnePerson(t *testing.T) {
	t.Parallel()
	each(t, withRooms, func(t *testing.T, s *school) {
		ada, bo := s.account(account.Student, false), s.account(account.Student, false)
		done := s.respond(ada.Subject, session.Practice, session.Ended, "B", "7/2", "")
		s.review(ada.Subject, done, 2, "Say \"why\".")
		s.respond(ada.Subject, session.FullTest, session.Open, "C", "D")
		s.respond(bo.Subject, session.Practice, session.Ended, "A")
		s.turn(ada.Subject, "línea\n1", "a hint")
		s.turn(bo.Subject, "not ada's", "x")
		for _, turn := range []interaction.Turn{{Source: "builtin", SafetyIn: "abuse"}, {Source: "builtin", Refused: interaction.Stopped}} { // nobody else reads them, and a parent opens this file
			s.record(&interaction.Record{Subject: ada.Subject, Kind: interaction.TutorTurn, Origin: interaction.Real, Consent: stamp, Body: turn,
				Words: interaction.Words{Query: "somebody hurts me", Response: "Thank you for telling me."}})
		}
		s.record(&interaction.Record{Subject: ada.Subject, Kind: interaction.PracticeAnswered, Origin: interaction.Real, Consent: stamp,
			Asked: interaction.Asked{Question: "q", Section: question.Math, Skill: "percentages"}, Done: interaction.Done{State: interaction.Answered, Correct: interaction.Some(true)},
			Body: interaction.Answering{Eligible: true, Difficulty: &interaction.Params{A: 1}}})
		if _, err := s.Log.CatchUp(t.Context(), s.Beliefs.View().Follower); err != nil {
			t.Fatal(err)
		}
		made, err := s.Export(t.Context(), ada, ada.UserID)
		if err != nil {
			t.Fatal(err)
		}
		if want := "user_" + ada.UserID + "_20260105_080000.json"; made.Name != want || made.Records != 4 || !made.ExpiresAt.Equal(epoch.Add(Life)) {
			t.Errorf("made %+v, want %s", made, want)
		}
		got := readJSON[personJSON](t, fetch(t, s, ada, made.Name))
		if got.UserID != ada.UserID || len(got.Responses) != 3 || len(got.Interactions) != 1 || len(got.Proficiencies) != 3 {
			t.Fatalf("%+v", got)
		}
		r := got.Responses
		if *r[0].Answer != "B" || *r[0].TimeSpent != .25 || r[0].Review != nil || *r[1].Answer != "7/2" || *r[1].Review != "Say \"why\"." || r[2].Answer != nil ||
			!r[1].Timestamp.Equal(epoch.Add(time.Minute)) || r[0].QuestionID != bank.Questions[0].ID {
			t.Errorf("%+v", r)
		}
		i := got.Interactions[0]
		if i.Query != "línea\n1" || i.Response != "a hint" || i.Duration != 1.25 || !i.Timestamp.Equal(epoch) {
			t.Errorf("%+v", i)
		}
		skills := map[string]bool{}
		for _, p := range got.Proficiencies {
			name := p.Domain
			if p.Skill != nil {
				name += "/" + *p.Skill
			}
			skills[name] = p.Theta > 0
		}
		if diff := cmp.Diff(map[string]bool{"Math": true, "Problem-Solving and Data Analysis": true, "Problem-Solving and Data Analysis/Percentages": true}, skills); diff != "" {
			t.Error(diff)
		}
		again, err := s.Export(t.Context(), ada, ada.UserID)
		if err != nil || again.Name != strings.Replace(made.Name, ".json", "_2.json", 1) {
			t.Errorf("in the same second: %+v, %v", again, err)
		}
		var facts []interaction.ExportFact
		err = s.Log.ScanSubject(t.Context(), ada.Subject, 0, 0, func(r *interaction.Record) error {
			if r.Kind != interaction.ExportMade {
				return nil
			}
			f, err := interaction.BodyAs[interaction.ExportFact](r)
			facts = append(facts, f)
			return err
		})
		if diff := cmp.Diff([]interaction.ExportFact{{Scope: "user", Records: 4}, {Scope: "user", Records: 4}}, facts); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}

func TestWhoMayExport(t *testing.T) {
	t.Parallel()
	each(t, withRooms, func(t *testing.T, s *school) {
		ada, eve, parent := s.account(account.Student, false), s.account(account.Student, false), s.account(account.Parent, false)
		admin := ada
		admin.UserID, admin.Role, admin.Subject = "boss", account.Admin, uid.Random()
		s.exec(`INSERT INTO link (id, kind, adult, learner, made_at, ended_at, ended_by) VALUES (?, 'parent', ?, ?, 1, 0, '')`, uid.Random(), parent.UserID, ada.UserID)
		mine, err := s.Export(t.Context(), ada, ada.UserID)
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.ExportAll(t.Context(), operator)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			actor     account.Actor
			mine, all bool
		}{"self": {ada, true, false}, "another": {eve, false, false}, "parent": {parent, true, false}, "admin": {admin, true, true}} {
			if _, err := s.Export(t.Context(), c.actor, ada.UserID); (err == nil) != c.mine || err != nil && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s exports: %v", name, err)
			}
			if _, err := s.ExportAll(t.Context(), c.actor); (err == nil) != c.all || err != nil && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s exports all: %v", name, err)
			}
			for file, may := range map[string]bool{mine.Name: c.mine, all.Name: c.all} {
				f, _, err := s.OpenFile(t.Context(), c.actor, file)
				if (err == nil) != may || err != nil && !fault.Is(err, fault.Missing) {
					t.Errorf("%s opens %s: %v", name, file, err)
				}
				if err == nil {
					f.Close()
				}
			}
		}
		if _, err := s.Export(t.Context(), admin, "nobody"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an unknown user: %v", err)
		}
		for _, name := range []string{"interactions.jsonl", "../satprep.db", "user_" + ada.UserID + "_20260105_080000.json/", ".export-1", "", "all_users_20200101_000000.json"} {
			if _, _, err := s.OpenFile(t.Context(), admin, name); !fault.Is(err, fault.Missing) {
				t.Errorf("%q: %v", name, err)
			}
		}
	})
}

func TestExportHidesWhatAnOpenTestMoved(t *testing.T) {
	t.Parallel()
	each(t, withRooms, func(t *testing.T, s *school) {
		ada := s.account(account.Student, false)
		answer := func(kind interaction.Kind, section, skill string, at time.Time) {
			s.record(&interaction.Record{Subject: ada.Subject, Kind: kind, Origin: interaction.Real, Consent: stamp, ReceivedAt: at,
				Asked: interaction.Asked{Question: "q", Section: section, Skill: skill}, Done: interaction.Done{State: interaction.Answered, Correct: interaction.Some(true)},
				Body: interaction.Answering{Eligible: true, Difficulty: &interaction.Params{A: 1}}})
			if _, err := s.Log.CatchUp(t.Context(), s.Beliefs.View().Follower); err != nil {
				t.Fatal(err)
			}
		}
		sections := func() map[string]int {
			made, err := s.Export(t.Context(), ada, ada.UserID)
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]int{}
			for _, p := range readJSON[personJSON](t, fetch(t, s, ada, made.Name)).Proficiencies {
				found[p.Domain]++
			}
			return found
		}
		answer(interaction.PracticeAnswered, question.RW, "transitions", epoch)
		answer(interaction.PracticeAnswered, question.Math, "percentages", epoch)
		test := s.respond(ada.Subject, session.FullTest, session.Open, "C") // since a minute later
		answer(interaction.TestAnswered, question.Math, "circles", epoch.Add(time.Hour))
		rw := map[string]int{"Reading & Writing": 1, "Expression of Ideas": 2}
		if diff := cmp.Diff(rw, sections()); diff != "" {
			t.Error("while the test is open", diff)
		}
		s.exec(`UPDATE session SET status = 'ended' WHERE id = ?`, test)
		all := map[string]int{"Reading & Writing": 1, "Expression of Ideas": 2, "Math": 1, "Problem-Solving and Data Analysis": 2, "Geometry and Trigonometry": 2}
		if diff := cmp.Diff(all, sections()); diff != "" {
			t.Error("after it", diff)
		}
	})
}

func TestExportOfAllHasThoseWhoAgreed(t *testing.T) {
	t.Parallel()
	each(t, withRooms, func(t *testing.T, s *school) {
		if got := readJSON[[]personJSON](t, fetch(t, s, operator, all(t, s).Name)); len(got) != 0 {
			t.Errorf("an empty school: %+v", got)
		}
		want := map[string]int{}
		for i := range 300 { // more than two runs
			subject := s.learner(fmt.Sprintf("u%03d", i))
			purposes := interaction.Service
			if i%3 != 0 {
				purposes |= interaction.ResearchExport
				want[fmt.Sprintf("u%03d", i)] = i % 7
			}
			for revision, p := range []interaction.Purposes{interaction.Service | interaction.ResearchExport, purposes} {
				s.exec(`INSERT INTO consent_state (id, subject, revision, purposes, age_band, school, made_at) VALUES (?, ?, ?, ?, '18_plus', FALSE, 1)`, 10*i+revision+1, subject, revision+1, int64(p))
			}
			answers := []string{"A", "1.5", "B", "C", "", "D"}[:i%7]
			s.respond(subject, session.Practice, session.Ended, answers...)
			s.respond(subject, session.FullTest, session.Open, "D")
			if i%5 == 0 {
				s.turn(subject, "q", fmt.Sprintf("r%03d", i))
			}
		}
		s.at(epoch.Add(time.Hour)) // after all of that
		erased := s.learner("erased")
		s.respond(erased, session.Practice, session.Ended, "A", "B")
		s.turn(erased, "q", "r")
		s.exec(`DELETE FROM account_subject WHERE subject = ?`, erased)
		made := all(t, s)
		got := readJSON[[]personJSON](t, fetch(t, s, operator, made.Name))
		found, records := map[string]int{}, 0
		for _, p := range got {
			found[p.UserID] = len(p.Responses)
			records += len(p.Responses) + len(p.Interactions)
			for _, i := range p.Interactions {
				if i.Response != "r"+p.UserID[1:] {
					t.Errorf("%s has the turn %q", p.UserID, i.Response)
				}
			}
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Error(diff)
		}
		if made.Records != records || made.Name != "all_users_20260105_090000.json" {
			t.Errorf("%+v, found %d records", made, records)
		}
		s.Consent.School = true
		if _, err := s.ExportAll(t.Context(), operator); !fault.Is(err, fault.Forbidden) {
			t.Errorf("under a school's contract: %v", err)
		}
	})
}

// What was done before the yes stays out; and what a withdrawal, or an end,
// makes of a file that is there.
func TestExportOfAllReachesNotBack(t *testing.T) {
	t.Parallel()
	each(t, withRooms, func(t *testing.T, s *school) {
		ada, bo := s.account(account.Student, false), s.account(account.Student, false)
		consents := consent.New(s.Consent, s.Accounts)
		at := func(hour int) { s.at(epoch.Add(time.Duration(hour) * time.Hour)) }
		choose := func(a account.Actor, granted bool) {
			t.Helper()
			if _, _, err := consents.Change(t.Context(), a, a.UserID, []consent.Choice{{Purpose: "research_export", Granted: granted}}); err != nil {
				t.Fatal(err)
			}
		}
		// say does one of everything that an export holds, at the hour of the clock.
		say := func(a account.Actor, hour int, skill string) {
			t.Helper()
			at(hour)
			st, err := s.Consent.Stamp(t.Context(), a.Subject)
			if err != nil {
				t.Fatal(err)
			}
			now := s.Now()
			id := s.respond(a.Subject, session.Practice, session.Ended, strings.Repeat("1", hour)) // typed: sealed
			s.exec(`UPDATE response SET answered_at = ? WHERE session = ?`, db.Micros(now), id)
			s.review(a.Subject, id, 1, fmt.Sprint("review ", hour))
			s.exec(`UPDATE review SET made_at = ? WHERE session = ?`, db.Micros(now), id)
			s.record(&interaction.Record{Subject: a.Subject, Kind: interaction.TutorTurn, Origin: interaction.Real, Consent: st, ReceivedAt: now,
				Body: interaction.Turn{Source: "builtin"}, Words: interaction.Words{Query: fmt.Sprint("query ", hour)}},
				&interaction.Record{Subject: a.Subject, Kind: interaction.PracticeAnswered, Origin: interaction.Real, Consent: st, ReceivedAt: now,
					Asked: interaction.Asked{Question: "q", Section: question.Math, Skill: skill}, Done: interaction.Done{State: interaction.Answered, Correct: interaction.Some(true)},
					Body: interaction.Answering{Eligible: true, Difficulty: &interaction.Params{A: 1}}})
			if _, err := s.Log.CatchUp(t.Context(), s.Beliefs.View().Follower); err != nil {
				t.Fatal(err)
			}
		}
		told := func(text []byte) (said []string) {
			t.Helper()
			for _, p := range readJSON[[]personJSON](t, text) {
				for _, r := range p.Responses {
					said = append(said, *r.Answer, fmt.Sprint(r.Review != nil))
				}
				for _, b := range p.Proficiencies {
					if b.Skill != nil {
						said = append(said, *b.Skill)
					}
				}
				for _, i := range p.Interactions {
					said = append(said, i.Query)
				}
			}
			return said
		}
		say(ada, 1, "percentages")
		at(2)
		choose(ada, true)
		at(3)
		if got := told(fetch(t, s, operator, all(t, s).Name)); len(got) != 0 {
			t.Errorf("before anything was done under the yes: %q", got)
		}
		say(ada, 4, "circles")
		at(5)
		one := all(t, s)
		want := []string{"1111", "true", "Circles", "query 4"}
		if diff := cmp.Diff(want, told(fetch(t, s, operator, one.Name))); diff != "" {
			t.Error(diff)
		}
		own, err := s.Export(t.Context(), ada, ada.UserID)
		if err != nil {
			t.Fatal(err)
		}
		if p := readJSON[personJSON](t, fetch(t, s, ada, own.Name)); len(p.Responses) != 2 || len(p.Interactions) != 2 {
			t.Errorf("their own export: %+v", p)
		}

		at(6)
		choose(bo, true) // somebody else's yes changes nothing
		at(7)
		choose(bo, false)
		fetch(t, s, operator, one.Name)
		choose(ada, false)
		at(8)
		if _, _, err := s.OpenFile(t.Context(), operator, one.Name); !fault.Is(err, fault.Conflict) {
			t.Errorf("after a withdrawal: %v", err)
		}
		if got := told(fetch(t, s, operator, all(t, s).Name)); len(got) != 0 {
			t.Errorf("made anew: %q", got)
		}
		if p := readJSON[personJSON](t, fetch(t, s, ada, own.Name)); len(p.Responses) != 2 {
			t.Errorf("their own export after it: %+v", p)
		}
		at(9)
		if _, _, err := consents.Change(t.Context(), bo, bo.UserID, []consent.Choice{{Purpose: "research_export", Granted: true, Until: epoch.Add(40 * 24 * time.Hour)}}); err != nil {
			t.Fatal(err)
		}
		s.at(epoch.Add(39 * 24 * time.Hour))
		last := all(t, s)
		fetch(t, s, operator, last.Name)
		s.at(epoch.Add(40 * 24 * time.Hour))
		if _, _, err := s.OpenFile(t.Context(), operator, last.Name); !fault.Is(err, fault.Conflict) {
			t.Errorf("after an end: %v", err)
		}
	})
}

// at sets the clocks of the rooms.
func (s *school) at(now time.Time) {
	s.Now = func() time.Time { return now }
	s.Consent.Now = s.Now
}

func all(t testing.TB, s *school) File {
	t.Helper()
	f, err := s.ExportAll(t.Context(), operator)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheFormatPageShowsAnExport(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "formats", "export.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := bytes.Cut(page, []byte("```json\n"))
	example, _, _ = bytes.Cut(example, []byte("```"))
	if p := readJSON[personJSON](t, example); len(p.Responses) != 1 || len(p.Proficiencies) != 1 || len(p.Interactions) != 1 {
		t.Errorf("%+v", p)
	}
}

// While exports are made, no file stands under its final name unless it is
// whole; names never clash; what breaks off leaves nothing.
func TestFilesAreWholeOrAbsent(t *testing.T) {
	t.Parallel()
	each(t, withRooms, func(t *testing.T, s *school) {
		ada := s.account(account.Student, false)
		id := s.respond(ada.Subject, session.Practice, session.Ended)
		for i := range 600 {
			s.exec(responseSQL, s.row(ada.Subject, id, i, "A")...)
		}
		stop := make(chan struct{})
		var watching, making sync.WaitGroup
		watching.Go(func() {
			for {
				entries, err := os.ReadDir(s.Folder)
				if err != nil {
					t.Error(err)
				}
				for _, e := range entries {
					if strings.HasPrefix(e.Name(), "user_") {
						b, err := os.ReadFile(filepath.Join(s.Folder, e.Name()))
						if err != nil || !json.Valid(b) {
							t.Errorf("%s: %d bytes, %v", e.Name(), len(b), err)
						}
					}
				}
				select {
				case <-stop:
					return
				default:
					runtime.Gosched()
				}
			}
		})
		for range 8 {
			making.Go(func() {
				if _, err := s.Export(t.Context(), ada, ada.UserID); err != nil {
					t.Error(err)
				}
			})
		}
		making.Wait()
		close(stop)
		watching.Wait()
		if n := len(glob(t, s, "user_*")); n != 8 {
			t.Errorf("%d files of 8", n)
		}
		s.exec(`UPDATE response SET sealed = ? WHERE subject = ? AND ordinal = 300`, []byte("not a seal"), ada.Subject)
		if _, err := s.Export(t.Context(), ada, ada.UserID); err == nil {
			t.Error("an export with a broken seal was made")
		}
		if files := glob(t, s, "user_*"); len(files) != 8 || len(glob(t, s, ".export-*")) != 0 {
			t.Errorf("after one that broke off: %v", files)
		}
	})
}

func glob(t testing.TB, s *school, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(s.Folder, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestFilesExpire(t *testing.T) {
	t.Parallel()
	now := epoch
	dbtest.Each(t, func(t *testing.T, dsn string) {
		now := now
		s := open(t, dsn, t.TempDir(), func(d *Deps) { withRooms(d); d.Now = func() time.Time { return now } })
		ada := s.account(account.Student, true)
		old, err := s.Export(t.Context(), ada, ada.UserID)
		if err != nil {
			t.Fatal(err)
		}
		strays := []string{".export-123", "user_" + ada.UserID + "_20200101_000000.json"}
		for _, name := range append(strays, "notes.txt", "user_"+ada.UserID+"_20200101_000000.json.bak") {
			path := filepath.Join(s.Folder, name)
			if err := errors.Join(os.WriteFile(path, []byte("{}"), 0o600), os.Chtimes(path, now, now)); err != nil {
				t.Fatal(err)
			}
		}
		sweep := func(start bool) (left []string) {
			t.Helper()
			if err := s.Sweep(t.Context(), start); err != nil {
				t.Fatal(err)
			}
			for _, name := range append(strays, old.Name, "notes.txt", "user_"+ada.UserID+"_20200101_000000.json.bak") {
				if _, err := os.Stat(filepath.Join(s.Folder, name)); err == nil {
					left = append(left, name)
				} else if !errors.Is(err, fs.ErrNotExist) {
					t.Fatal(err)
				}
			}
			return left
		}
		if left := sweep(false); len(left) != 5 {
			t.Errorf("what may be in the making was deleted: %v", left)
		}
		if left := sweep(true); len(left) != 3 {
			t.Errorf("at a start there are left %v", left)
		}
		now = now.Add(Life)
		if _, _, err := s.OpenFile(t.Context(), ada, old.Name); !fault.Is(err, fault.Missing) {
			t.Errorf("out of date: %v", err)
		}
		if left := sweep(false); len(left) != 2 {
			t.Errorf("a week later there are left %v", left)
		}
	})
}

func TestForgetExports(t *testing.T) {
	t.Parallel()
	each(t, withRooms, func(t *testing.T, s *school) {
		ada, bo := s.account(account.Student, true), s.account(account.Student, true)
		for _, a := range []account.Actor{ada, bo} {
			if _, err := s.Export(t.Context(), a, a.UserID); err != nil {
				t.Fatal(err)
			}
		}
		all(t, s)
		if list, err := s.Files(t.Context(), ada.Subject); err != nil || len(list) != 1 || !strings.Contains(list[0].Name, ada.UserID) {
			t.Errorf("her files: %v, %v", list, err)
		}
		if n, err := s.ForgetExports(t.Context(), ada.Subject); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		if left := glob(t, s, "*_20260105_*"); len(left) != 1 || !strings.Contains(left[0], bo.UserID) {
			t.Errorf("left: %v", left)
		}
	})
}

func TestTooManyFilesAreRefused(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir(), t.TempDir(), withRooms)
	ada := s.account(account.Student, false)
	for i := 0; ; i++ {
		_, err := s.Export(t.Context(), ada, ada.UserID)
		if fault.Is(err, fault.Conflict) && i > 10 {
			break
		} else if err != nil || i > 100 {
			t.Fatalf("file %d: %v", i, err)
		}
	}
}
