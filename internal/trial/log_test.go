package trial

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/selection"
	"satprep/internal/session"
	"satprep/internal/uid"
)

// Choices that real sessions made are made again, every one: over days, scopes,
// rules, a diagnostic in between and sessions left open. What is said of them is
// what the records say.
func TestTheLogIsRemade(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		clock := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
		now := func() time.Time { return clock }
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		d := dbtest.Open(t, dsn)
		ring, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
		check(err)
		log := interaction.NewLog(d, ring, now)
		ledger, err := consent.NewLedger(consent.LedgerDeps{DB: d, Log: log, Now: now})
		check(err)
		accounts, err := account.New(account.Deps{DB: d, Log: log, Consent: ledger, Now: now, Limits: account.NoLimits})
		check(err)
		consents := consent.New(ledger, accounts)
		bank, err := question.Embedded()
		check(err)
		rng := rand.New(rand.NewPCG(1, 7))
		sessions := session.New(session.Deps{DB: d, Log: log, Bank: func() *question.Bank { return bank }, Beliefs: proficiency.New(d, log), Consent: ledger, Now: now, Build: "test", Draw: rng.Float64})
		src := Source{Log: log, Consent: ledger, Now: now, Bank: func(_ context.Context, set string) (*question.Bank, error) { return bank, nil }}
		if _, err := src.Value(ctx, selection.Learn, Correct, false, nil); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "no choice") {
			t.Errorf("an empty log: %v", err)
		}

		agree := func(who account.Actor, granted bool) error {
			_, _, err := consents.Change(ctx, who, who.UserID, []consent.Choice{{Purpose: "analytics", Granted: granted}})
			return err
		}
		var people []account.Actor
		for i := range 4 {
			a, _, err := accounts.Register(ctx, account.Registration{Name: fmt.Sprint("Student ", i), Password: "a long enough password", Role: account.Student, Age: account.Adult})
			check(err)
			people = append(people, a)
			if i < 3 {
				clock = clock.Add(time.Second)
				check(agree(a, true))
			}
		}
		take := func(who account.Actor, kind session.Kind, r session.Reply, n int) {
			t.Helper()
			id, err := uid.Parse(r.SessionID)
			check(err)
			for range n {
				if r.Done {
					return
				}
				clock = clock.Add(45 * time.Second)
				q, err := bank.Find(r.Questions[0].ID, "")
				check(err)
				answer, seconds := q.Keys[0], 40.
				if rng.IntN(3) == 0 {
					answer = "" // skipped: wrong
				}
				r, err = sessions.Submit(ctx, who, kind, id, session.Answers{Items: []session.Submission{{Question: q.ID, Answer: &answer, TimeSpent: &seconds}}})
				check(err)
			}
		}
		answers := 0
		for round, start := range []session.Start{
			{Domain: "Math", NumQuestions: 12}, {Domain: "Both", NumQuestions: 9, Mode: "learn"}, {Domain: "Algebra", NumQuestions: 10, Mode: "max_information"}, {Domain: "Math", NumQuestions: 8},
		} {
			for i, who := range people {
				clock = clock.Add(20 * time.Hour)
				r, err := sessions.StartPractice(ctx, who, start)
				check(err)
				n := start.NumQuestions
				if i == 1 {
					n -= 3 // left open
				}
				take(who, session.Practice, r, n)
				answers += n
				if round == 1 {
					r, err := sessions.StartDiagnostic(ctx, who, session.Client{})
					check(err)
					take(who, session.Diagnostic, r, 18)
				}
			}
		}
		clock = clock.Add(time.Minute)

		// Independently: the weight of each record, from the record alone.
		var wanted selection.Valuation
		used := 0
		tail, err := log.Tail(ctx)
		check(err)
		check(log.Scan(ctx, 0, tail, func(rec *interaction.Record) error {
			if rec.Kind != interaction.PracticeAnswered || rec.Subject == people[3].Subject {
				return nil
			}
			used++
			reward := 0.
			if rec.Done.Correct.V {
				reward = 1
			}
			return wanted.Add(rec.Subject.String(), 1/float64(rec.Why.Eligible), rec.Why.Propensity.V, reward)
		}))
		want, err := wanted.Result()
		check(err)
		got, err := src.Value(ctx, selection.Random, Correct, false, nil)
		check(err)
		if l := got.Log; l.Used != used || l.Answers != answers || l.NoConsent != answers-used || l.NotRemade != 0 || l.NotDrawn != 0 || l.Seq != tail || used < 100 {
			t.Errorf("%d of %d answers: %+v", used, answers, l)
		}
		if math.Abs(got.SNIPS.Value-want.SNIPS.Value) > 1e-9 || math.Abs(got.IPS.SE-want.IPS.SE) > 1e-9 || got.Learners != 3 {
			t.Errorf("%+v, want %+v", got.Value, want)
		}
		// What randomesque made, three of the four sessions of each, it would have made
		// itself, with weights that lack nothing but epsilon. Learners have no names.
		learners, own := map[string]bool{}, 0
		_, err = src.Value(ctx, selection.Randomesque, InZone, false, func(c *Choice) error {
			learners[c.Learner] = true
			mine, missed, _, err := c.target(selection.Randomesque)
			if err != nil || missed != 0 || c.Theta == nil || c.A == nil || c.Correct == nil {
				t.Errorf("%+v: %v, %v", c, missed, err)
			}
			alike := len(c.Target) == len(c.Support)
			for i := range c.Target {
				alike = alike && c.Target[i].ID == c.Support[i].ID && math.Abs(c.Support[i].P-(.05/float64(c.Eligible)+.95*c.Target[i].P)) < 1e-9
			}
			if alike {
				own++
				if w := mine / c.Propensity; w > 1/.95 {
					t.Errorf("weight %v", w)
				}
			}
			return nil
		})
		check(err)
		if fmt.Sprint(learners) != "map[1:true 2:true 3:true]" || own < 3*(12+10+8)-9 {
			t.Errorf("learners %v, %d choices of its own", learners, own)
		}

		// Whoever takes consent back is out; a choice that is not what was logged is not used.
		check(d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE interaction SET draw = .999 WHERE seq = (SELECT MIN(seq) FROM interaction WHERE subject = ? AND kind = ?)`, people[0].Subject, string(interaction.PracticeAnswered))
			return err
		}))
		clock = clock.Add(time.Second)
		check(agree(people[2], false))
		clock = clock.Add(time.Minute)
		after, err := src.Value(ctx, selection.Random, Correct, false, nil)
		check(err)
		if after.Log.NotRemade != 1 || after.Learners != 2 || after.Log.Used >= used-20 {
			t.Errorf("%+v", after.Log)
		}
		if _, err := src.Value(ctx, selection.Random, Correct, true, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("simulated ones: %v", err)
		}
	})
}
