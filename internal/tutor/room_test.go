package tutor_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/session"
	"satprep/internal/tutor"
	"satprep/internal/uid"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/maypok86/otter/v2.periodicCleanUp[...]")) // of rooms below
}

var epoch = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// A room is the tutor with all below it, and a clock that stands still until
// it is moved.
type room struct {
	t        testing.TB
	db       *db.DB
	log      *interaction.Log
	accounts *account.Service
	consents *consent.Service
	sessions *session.Service
	bank     *question.Bank
	tutor    *tutor.Service
	deps     tutor.Deps

	mu    sync.Mutex
	clock time.Time
}

func (r *room) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.clock
}

func (r *room) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clock = r.clock.Add(d)
}

// sequence draws a number after the other, and the last one for ever.
func sequence(list ...float64) func() float64 {
	var n atomic.Int64
	return func() float64 { return list[min(int(n.Add(1)), len(list))-1] }
}

func open(t testing.TB, dsn string, set tutor.Settings, draw func() float64) *room {
	t.Helper()
	bank, err := question.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	r := &room{t: t, clock: epoch, bank: bank, db: dbtest.Open(t, dsn)}
	keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), r.now)
	if err != nil {
		t.Fatal(err)
	}
	r.log = interaction.NewLog(r.db, keys, r.now)
	ledger, err := consent.NewLedger(consent.LedgerDeps{DB: r.db, Log: r.log, Now: r.now})
	if err != nil {
		t.Fatal(err)
	}
	if r.accounts, err = account.New(account.Deps{DB: r.db, Log: r.log, Consent: ledger, Now: r.now, Limits: account.NoLimits, Passwords: account.Light}); err != nil {
		t.Fatal(err)
	}
	r.consents = consent.New(ledger, r.accounts)
	inForce := func() *question.Bank { return bank }
	r.sessions = session.New(session.Deps{DB: r.db, Log: r.log, Bank: inForce, Beliefs: proficiency.New(r.db, r.log), Consent: ledger, Now: r.now, Build: "test"})
	r.deps = tutor.Deps{DB: r.db, Log: r.log, Accounts: r.accounts, Sessions: r.sessions, Consent: ledger, Bank: inForce, Now: r.now, Draw: draw, Build: "test", Settings: set}
	r.start()
	return r
}

// start makes the tutor, again after a stop.
func (r *room) start() {
	s := tutor.New(r.deps)
	r.tutor = s
	r.t.Cleanup(s.Close)
}

func (r *room) register(role account.Role, name string) account.Actor {
	r.t.Helper()
	reg := account.Registration{Name: name, Password: "a long enough password", Role: role, Age: account.Teen}
	if role != account.Student {
		reg.Age = account.Adult
	}
	a, _, err := r.accounts.Register(context.Background(), reg)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *room) student() account.Actor { return r.register(account.Student, "Dana Whitfield") }

// say asks over the one-frame protocol.
func (r *room) say(who account.Actor, text string) tutor.Said {
	r.t.Helper()
	s, err := r.tutor.Answer(r.t.Context(), who, tutor.Ask{Text: text}, session.Client{})
	if err != nil {
		r.t.Fatalf("%q: %v", text, err)
	}
	return s
}

// practise starts practice on a scope and returns the question served.
func (r *room) practise(who account.Actor, scope string) (uid.ID, *question.Question) {
	r.t.Helper()
	reply, err := r.sessions.StartPractice(r.t.Context(), who, session.Start{Domain: scope, NumQuestions: 10})
	if err != nil {
		r.t.Fatal(err)
	}
	id, err := uid.Parse(reply.SessionID)
	if err != nil {
		r.t.Fatal(err)
	}
	return id, r.find(reply.Questions[0].ID)
}

func (r *room) find(id string) *question.Question {
	r.t.Helper()
	q, err := r.bank.Find(id, "")
	if err != nil {
		r.t.Fatal(err)
	}
	return q
}

// submit answers q and returns the next question.
func (r *room) submit(who account.Actor, id uid.ID, q *question.Question, answer string) *question.Question {
	r.t.Helper()
	seconds := 45.0
	reply, err := r.sessions.Submit(r.t.Context(), who, session.Practice, id, session.Answers{Hold: true,
		Items: []session.Submission{{Question: q.ID, Answer: &answer, TimeSpent: &seconds, Eliminated: []string{"D"}}}})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.find(reply.Questions[0].ID)
}

func wrong(q *question.Question) string {
	if q.Type == question.Typed {
		return "-9999"
	}
	for _, c := range q.Choices {
		if c.ID != q.Keys[0] {
			return c.ID
		}
	}
	return ""
}

// records are a subject's, their words opened.
func (r *room) records(who account.Actor, kind interaction.Kind) (list []*interaction.Record) {
	r.t.Helper()
	err := r.log.ScanSubject(context.Background(), who.Subject, 0, 0, func(rec *interaction.Record) error {
		if rec.Kind != kind {
			return nil
		}
		if err := r.log.OpenWords(context.Background(), rec); err != nil {
			return err
		}
		list = append(list, rec)
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func (r *room) lastTurn(who account.Actor) (*interaction.Record, interaction.Turn) {
	r.t.Helper()
	list := r.records(who, interaction.TutorTurn)
	if len(list) == 0 {
		r.t.Fatal("no turn is recorded")
	}
	rec := list[len(list)-1]
	body, err := interaction.BodyAs[interaction.Turn](rec)
	if err != nil {
		r.t.Fatal(err)
	}
	return rec, body
}

func contains(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in %q", p, text)
		}
	}
}

func count(t testing.TB, r *room, table string) (n int) {
	t.Helper()
	if err := r.db.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", table, err))
	}
	return n
}

func exec(t testing.TB, d *db.DB, query string, args ...any) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(query, args...); return err }); err != nil {
		t.Fatal(err)
	}
}

// staff registers a human tutor.
func (r *room) staff(name string) account.Actor {
	r.t.Helper()
	code, err := r.accounts.InviteStaff(r.t.Context(), account.Operator(), account.Tutor)
	if err != nil {
		r.t.Fatal(err)
	}
	a, _, err := r.accounts.Register(r.t.Context(), account.Registration{Name: name, Password: "a long enough password", Role: account.Tutor, Age: account.Adult, Code: code.Code})
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *room) link(learner, adult account.Actor, role account.Role) {
	r.t.Helper()
	code, err := r.accounts.InviteLink(r.t.Context(), learner, role)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.accounts.Accept(r.t.Context(), adult, code.Code); err != nil {
		r.t.Fatal(err)
	}
}

// agree grants a purpose.
func (r *room) agree(who account.Actor, purpose string) {
	r.t.Helper()
	if _, _, err := r.consents.Change(r.t.Context(), who, who.UserID, []consent.Choice{{Purpose: purpose, Granted: true}}); err != nil {
		r.t.Fatal(err)
	}
}

// fullTest starts one and leaves it open.
func (r *room) fullTest(who account.Actor) {
	r.t.Helper()
	if _, err := r.sessions.StartTest(r.t.Context(), who, session.TestStart{Sections: []string{"Math"}}); err != nil {
		r.t.Fatal(err)
	}
}
