package outbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/outbox"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/reward"
	"satprep/internal/session"
	"satprep/internal/uid"
)

var epoch = time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)

// school is the rooms up to this one on a database, with a clock that stands
// still until it is moved.
type school struct {
	t        *testing.T
	db       *db.DB
	log      *interaction.Log
	ledger   *consent.Ledger
	accounts *account.Service
	beliefs  *proficiency.Service
	sessions *session.Service
	outboxes *outbox.Service
	bank     *question.Bank
	clock    time.Time
	n        int
}

func open(t *testing.T, dsn string) *school {
	t.Helper()
	s := &school{t: t, clock: epoch, db: dbtest.Open(t, dsn)}
	now := func() time.Time { return s.clock }
	keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
	if err != nil {
		t.Fatal(err)
	}
	s.log = interaction.NewLog(s.db, keys, now)
	if s.ledger, err = consent.NewLedger(consent.LedgerDeps{DB: s.db, Log: s.log, Now: now}); err != nil {
		t.Fatal(err)
	}
	if s.accounts, err = account.New(account.Deps{DB: s.db, Log: s.log, Consent: s.ledger, Now: now, Limits: account.NoLimits, Passwords: account.Light}); err != nil {
		t.Fatal(err)
	}
	if s.bank, err = question.Embedded(); err != nil {
		t.Fatal(err)
	}
	s.beliefs = proficiency.New(s.db, s.log)
	s.sessions = session.New(session.Deps{DB: s.db, Log: s.log, Bank: func() *question.Bank { return s.bank }, Beliefs: s.beliefs, Consent: s.ledger, Now: now, Build: "test"})
	s.outboxes = outbox.New(outbox.Deps{DB: s.db, Log: s.log, Sessions: s.sessions, Now: now})
	return s
}

func (s *school) student() account.Actor {
	s.t.Helper()
	s.n++
	a, _, err := s.accounts.Register(s.t.Context(), account.Registration{Name: fmt.Sprint("N", s.n), Password: "long enough", Role: account.Student, Age: account.Teen})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func (s *school) follow() {
	s.t.Helper()
	for _, v := range []interaction.View{s.beliefs.View(), reward.New(s.db).View()} {
		if _, err := s.log.CatchUp(s.t.Context(), v.Follower); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *school) pack(a account.Actor, domain string, n int) session.Pack {
	s.t.Helper()
	p, err := s.sessions.MakePack(s.t.Context(), a, session.Start{Domain: domain, NumQuestions: n})
	if err != nil {
		s.t.Fatal(err)
	}
	s.follow()
	return p
}

// A device keeps entries and sends them.
type device struct {
	*school
	who account.Actor
	id  uid.ID
	seq int64
}

func (s *school) device(a account.Actor) *device { return &device{school: s, who: a, id: uid.Random()} }

type entry = map[string]any

func (d *device) entry(kind string, more entry) entry {
	d.seq++
	e := entry{"id": uid.New(d.clock).String(), "seq": d.seq, "type": kind, "made_at": d.clock.Format(time.RFC3339Nano)}
	for k, v := range more {
		e[k] = v
	}
	return e
}

func (d *device) answer(p session.Pack, i int, answer string, more ...entry) entry {
	fields := entry{"pack_id": p.ID.String(), "answer": entry{"question_id": p.Questions[i].Shown.ID, "answer": answer, "time_spent": 41.5}}
	for _, m := range more {
		for k, v := range m {
			fields[k] = v
		}
	}
	return d.entry("pack.answered", fields)
}

func (d *device) try(oldest int64, entries ...entry) (outbox.Reply, error) {
	d.t.Helper()
	stamp, err := d.ledger.Stamp(d.t.Context(), d.who.Subject)
	if err != nil {
		d.t.Fatal(err)
	}
	raws := make([]json.RawMessage, len(entries))
	for i, e := range entries {
		if raw, ok := e["raw"].(string); ok {
			raws[i] = json.RawMessage(raw)
			continue
		}
		if raws[i], err = json.Marshal(e); err != nil {
			d.t.Fatal(err)
		}
	}
	from := interaction.Sender{Subject: d.who.Subject, Stamp: stamp, Origin: interaction.Real, Device: d.id, At: d.clock}
	r, err := d.outboxes.Take(d.t.Context(), d.who, from, session.Client{Device: d.id}, oldest, raws)
	d.follow()
	return r, err
}

func (d *device) send(entries ...entry) outbox.Reply {
	d.t.Helper()
	r, err := d.try(0, entries...)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func outcomes(r outbox.Reply) string {
	var words []string
	for _, v := range r.Verdicts {
		words = append(words, string(v.Outcome))
	}
	return strings.Join(words, " ")
}

// answered lists the records of answers of a.
func (s *school) answered(a account.Actor) (list []*interaction.Record) {
	s.t.Helper()
	err := s.log.ScanSubject(s.t.Context(), a.Subject, 0, 0, func(r *interaction.Record) error {
		if r.Kind == interaction.PracticeAnswered {
			list = append(list, r)
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func body(t *testing.T, r *interaction.Record) interaction.Answering {
	t.Helper()
	b, err := interaction.BodyAs[interaction.Answering](r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wrong(q session.PackQuestion) string {
	for _, c := range q.Shown.Choices {
		if c.ID != q.Keys[0] {
			return c.ID
		}
	}
	return "-9999"
}

func TestAPackFromDownloadToPoints(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		ann := s.student()
		p := s.pack(ann, "math", 4)
		d := s.device(ann)
		if len(p.Questions) != 4 || p.ExpiresAt.Sub(p.MadeAt) != session.PackTime {
			t.Fatalf("%+v", p)
		}
		list, err := s.sessions.List(t.Context(), ann.Subject, session.Page{})
		if err != nil || len(list) != 0 {
			t.Errorf("a pack that was not used is no session yet: %+v, %v", list, err)
		}
		before, err := s.beliefs.Load(t.Context(), ann.Subject)
		if err != nil {
			t.Fatal(err)
		}
		// The device was away for two days; what it did comes in another order, and
		// the first reply is lost.
		entries := []entry{
			d.answer(p, 0, p.Questions[0].Keys[0]),
			d.answer(p, 1, wrong(p.Questions[1])),
			d.entry("event", entry{"event": entry{"kind": "question.shown", "session_id": p.ID.String(), "question_id": p.Questions[2].Shown.ID}}),
			d.answer(p, 2, p.Questions[2].Keys[0], entry{"hint_levels": []int{1, 2}}),
			d.answer(p, 3, ""),
		}
		s.clock = s.clock.Add(48 * time.Hour)
		slices.Reverse(entries)
		if r := d.send(entries...); outcomes(r) != "accepted accepted accepted accepted accepted" || r.Cursor != 5 {
			t.Fatalf("%s, cursor %d: %+v", outcomes(r), r.Cursor, r.Verdicts)
		}
		if r := d.send(entries...); outcomes(r) != "replayed replayed replayed replayed replayed" || r.Cursor != 5 {
			t.Errorf("again: %s, cursor %d", outcomes(r), r.Cursor)
		}
		answers := s.answered(ann)
		if len(answers) != 4 {
			t.Fatalf("%d records of answers", len(answers))
		}
		for _, r := range answers {
			b := body(t, r)
			i := slices.IndexFunc(p.Questions, func(q session.PackQuestion) bool { return q.Shown.ID == r.Asked.Question })
			if !b.SyncedLate || b.Eligible != (i != 2) || r.Done.Aided.V != (i == 2) || r.Done.Correct.V != (i == 0 || i == 2) || !r.Why.Propensity.Valid || r.Why.Eligible == 0 || r.Device != d.id || !r.MadeAt.Equal(epoch) {
				t.Errorf("answer %d: %+v %+v", i, b, r)
			}
		}
		after, err := s.beliefs.Load(t.Context(), ann.Subject)
		if err != nil {
			t.Fatal(err)
		}
		if n := rows(after) - rows(before); n <= 0 {
			t.Error("answers of a pack moved no belief")
		}
		if points, err := reward.New(s.db).Find(t.Context(), ann.Subject); err != nil || points.Total != session.PracticePoints || points.Sessions != 1 {
			t.Errorf("points %+v, %v", points, err)
		}
		list, err = s.sessions.List(t.Context(), ann.Subject, session.Page{})
		if err != nil || len(list) != 1 || list[0].Answered != 4 || *list[0].Correct != 2 || list[0].Source != session.FromPack {
			t.Errorf("%+v, %v", list, err)
		}
		reviews, err := s.sessions.Generate(t.Context(), ann, ann.Subject, p.ID, session.Client{})
		if err != nil || len(reviews.Reviews) != 4 {
			t.Errorf("the review: %d, %v", len(reviews.Reviews), err)
		}
		if q, where, err := s.sessions.Served(t.Context(), ann.Subject, p.Questions[1].Shown.ID, p.ID); err != nil || where != p.ID || q.ID != p.Questions[1].Shown.ID {
			t.Errorf("a question of a pack was served: %v", err)
		}
	})
}

func rows(a *irt.Ability) int { return len(a.Rows()) }

// Two devices answer the same questions. Both answers are in the record, the
// later one as a repeat that moves nothing.
func TestTwoDevices(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		ann := s.student()
		p := s.pack(ann, "rw", 3)
		phone, laptop := s.device(ann), s.device(ann)
		if r := phone.send(phone.answer(p, 0, p.Questions[0].Keys[0]), phone.answer(p, 1, wrong(p.Questions[1]))); outcomes(r) != "accepted accepted" {
			t.Fatal(r)
		}
		if r := laptop.send(laptop.answer(p, 0, wrong(p.Questions[0])), laptop.answer(p, 2, p.Questions[2].Keys[0])); outcomes(r) != "accepted accepted" || r.Cursor != 2 {
			t.Fatal(r)
		}
		answers := s.answered(ann)
		if len(answers) != 4 {
			t.Fatalf("%d answers", len(answers))
		}
		second := answers[2]
		if b := body(t, second); second.Asked.Question != p.Questions[0].Shown.ID || b.Eligible || second.Done.Attempt != 2 || second.Done.Correct.V {
			t.Errorf("the answer of the other device: %+v %+v", second, b)
		}
		if b := body(t, answers[3]); !b.Eligible {
			t.Error("the question that only the other device answered does not count")
		}
		// An online session meets a question of the pack; the pack's answer then is a repeat too.
		more := s.pack(ann, "rw", 50)
		r, err := s.sessions.StartPractice(t.Context(), ann, session.Start{Domain: "rw", NumQuestions: 1})
		if err != nil {
			t.Fatal(err)
		}
		id, _ := uid.Parse(r.SessionID)
		took, nothing := 30.0, ""
		if _, err := s.sessions.Submit(t.Context(), ann, session.Practice, id, session.Answers{Items: []session.Submission{{Question: r.Questions[0].ID, Answer: &nothing, TimeSpent: &took}}}); err != nil {
			t.Fatal(err)
		}
		s.follow()
		if i := slices.IndexFunc(more.Questions, func(q session.PackQuestion) bool { return q.Shown.ID == r.Questions[0].ID }); i >= 0 {
			phone.send(phone.answer(more, i, more.Questions[i].Keys[0]))
			answers = s.answered(ann)
			if b := body(t, answers[len(answers)-1]); b.Eligible {
				t.Error("a question that was answered online counts once more from a pack")
			}
		}
	})
}

// A bad entry keeps no other out, and is kept with the reason; the cursor passes
// over it, since it need not be sent again.
func TestBadEntries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		ann, bob := s.student(), s.student()
		p, theirs := s.pack(ann, "math", 3), s.pack(bob, "math", 1)
		d := s.device(ann)
		good := d.answer(p, 0, p.Questions[0].Keys[0])
		otherID := d.answer(p, 1, wrong(p.Questions[1]))
		otherID["id"] = good["id"]
		foreign := d.answer(theirs, 0, "A")
		noQuestion := d.answer(p, 0, "A", entry{"answer": entry{"question_id": "none", "answer": "A"}})
		noAnswer := d.answer(p, 1, "Z")
		level := d.answer(p, 1, p.Questions[1].Keys[0], entry{"hint_levels": []int{9}})
		input := d.answer(p, 1, p.Questions[1].Keys[0], entry{"answer": entry{"question_id": p.Questions[1].Shown.ID, "answer": p.Questions[1].Keys[0], "input": "my name is canary"}})
		kind := d.entry("weather", nil)
		event := d.entry("event", entry{"event": entry{"kind": "practice.answered"}})
		test := d.entry("test.draft", entry{"test_id": uid.Random().String(), "answer": entry{"question_id": "q", "answer": "A"}})
		typed := d.entry("pack.answered", entry{"pack_id": 7})
		end := d.entry("pack.finished", entry{"pack_id": p.ID.String()})
		r := d.send(good, otherID, foreign, noQuestion, noAnswer, level, input, kind, event, test, typed, entry{"raw": `"nonsense canary-88"`}, end)
		if got, want := outcomes(r), "accepted"+strings.Repeat(" rejected", 11)+" accepted"; got != want {
			t.Fatalf("%s\n%+v", got, r.Verdicts)
		}
		for i, v := range r.Verdicts {
			if v.Outcome == interaction.Rejected && (v.Why == "" || strings.Contains(v.Why, "canary")) {
				t.Errorf("verdict %d: %+v", i, v)
			}
		}
		if r.Cursor != d.seq {
			t.Errorf("cursor %d of %d", r.Cursor, d.seq)
		}
		var kept int
		if err := s.db.QueryRow(t.Context(), `SELECT COUNT(*) FROM failed_event WHERE subject = ?`, ann.Subject).Scan(&kept); err != nil || kept != 11 {
			t.Errorf("%d are kept, %v", kept, err)
		}
		again, err := s.log.ReplayFailed(t.Context())
		if err != nil || again.Accepted != 0 || again.Rejected != 11 {
			t.Errorf("tried again: %+v, %v", again, err)
		}
		if n := len(s.answered(ann)); n != 1 {
			t.Errorf("%d answers", n)
		}
		if points, _ := reward.New(s.db).Find(t.Context(), ann.Subject); points.Sessions != 1 {
			t.Errorf("the pack was finished: %+v", points)
		}
		if _, err := d.try(0, make([]entry, outbox.MaxEntries+1)...); !fault.Is(err, fault.TooLarge) {
			t.Errorf("too many: %v", err)
		}
	})
}

// What a device's clock says decides nothing but whether its pack had expired,
// and one that cannot be right not even that.
func TestWrongClocks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		ann := s.student()
		p := s.pack(ann, "math", 5)
		d := s.device(ann)
		at := func(when time.Time) entry { return entry{"made_at": when.Format(time.RFC3339Nano)} }
		s.clock = epoch.Add(20 * 24 * time.Hour) // the pack has expired
		r := d.send(
			d.answer(p, 0, "", at(epoch.Add(24*time.Hour))),       // made in time
			d.answer(p, 1, "", at(epoch.Add(19*24*time.Hour))),    // and not
			d.answer(p, 2, "", at(epoch.Add(-1000*24*time.Hour))), // by a clock of three years ago
			d.answer(p, 3, "", at(epoch.Add(400*24*time.Hour))),   // and of next year
		)
		if outcomes(r) != "accepted rejected accepted accepted" {
			t.Fatalf("%+v", r.Verdicts)
		}
		for i, a := range s.answered(ann) {
			if got := slices.Contains(body(t, a).Reservations, "clock"); got != (i > 0) {
				t.Errorf("answer %d: doubts of the clock %v", i, got)
			}
		}
		s.clock = epoch.Add(100 * 24 * time.Hour)
		if r := d.send(d.answer(p, 4, "", at(epoch.Add(-1000*24*time.Hour)))); outcomes(r) != "rejected" {
			t.Errorf("long after it expired: %+v", r.Verdicts)
		}
	})
}

// Of two drafts of one device the one that was made later stands, whichever
// comes first.
func TestDrafts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		ann := s.student()
		test, err := s.sessions.StartTest(t.Context(), ann, session.TestStart{Sections: []string{"Reading & Writing"}})
		if err != nil {
			t.Fatal(err)
		}
		id, _ := uid.Parse(test.TestID)
		q := test.Questions[0].ID
		d, other := s.device(ann), s.device(ann)
		draft := func(d *device, answer string) entry {
			return d.entry("test.draft", entry{"test_id": test.TestID, "answer": entry{"question_id": q, "answer": answer}})
		}
		stands := func(want string) {
			t.Helper()
			r, err := s.sessions.TestSession(t.Context(), ann, id, session.Client{})
			if err != nil || len(r.Answers) != 1 || r.Answers[0].Answer == nil || *r.Answers[0].Answer != want {
				t.Errorf("%+v, %v; want %s", r.Answers, err, want)
			}
		}
		first, second := draft(d, "A"), draft(d, "B")
		d.send(second)
		stands("B")
		d.send(first)
		stands("B")
		d.send(draft(d, "C"), first, second)
		stands("C")
		other.send(draft(other, "D"))
		stands("D")
	})
}

func TestPacksHoldNoQuestionOfATest(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite:"+t.TempDir())
	ann := s.student()
	held := map[string]bool{}
	families := map[string]bool{}
	for _, q := range s.bank.Questions {
		if q.Use != question.Practice {
			families[q.Family] = true
		}
	}
	for range session.MaxPacks {
		p := s.pack(ann, "Both", 12)
		for _, q := range p.Questions {
			x, ok := s.bank.ByID(q.Shown.ID)
			if !ok || x.Use != question.Practice || families[x.Family] {
				t.Errorf("%s is of a test, or its kin", q.Shown.ID)
			}
			if held[x.ID] {
				t.Errorf("%s lies in two packs", x.ID)
			}
			held[x.ID] = true
			if len(q.Keys) == 0 || q.KeyRationale == "" || len(q.Steps) == 0 || len(q.Hints) == 0 {
				t.Errorf("%s cannot be explained without the server", x.ID)
			}
		}
	}
	if _, err := s.sessions.MakePack(context.Background(), ann, session.Start{Domain: "Math", NumQuestions: 5}); !fault.Is(err, fault.Conflict) {
		t.Errorf("one pack more than may be held: %v", err)
	}
	s.clock = s.clock.Add(session.PackTime + time.Hour)
	s.pack(ann, "Math", 5)
	for _, in := range []session.Start{{Domain: "Math"}, {Domain: "Math", NumQuestions: 51}, {Domain: "Cooking", NumQuestions: 5}, {Domain: "Math", NumQuestions: 5, Mode: "x"}} {
		if _, err := s.sessions.MakePack(context.Background(), ann, in); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	// The record of the pack has every question with its exact probability.
	var packed int
	err := s.log.ScanSubject(context.Background(), ann.Subject, 0, 0, func(r *interaction.Record) error {
		if r.Kind != interaction.PracticePacked {
			return nil
		}
		packed++
		b, err := interaction.BodyAs[interaction.Packed](r)
		for _, v := range b.Items {
			if v.Propensity <= 0 || v.Propensity > 1 || v.Eligible < 1 || v.Draw < 0 || v.Draw >= 1 {
				t.Errorf("%+v", v)
			}
		}
		return err
	})
	if err != nil || packed != session.MaxPacks+1 {
		t.Errorf("%d packs are recorded, %v", packed, err)
	}
}
