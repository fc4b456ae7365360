package census_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/census"
	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A fixture is a census of a log that a test writes.
type fixture struct {
	t     *testing.T
	db    *db.DB
	log   *interaction.Log
	who   uid.ID
	now   time.Time
	bank  *question.Bank
	room  *census.Service
	agree interaction.Purposes
}

func newFixture(t *testing.T, dsn string) *fixture {
	t.Helper()
	f := &fixture{t: t, db: dbtest.Open(t, dsn), who: uid.Random(), now: time.Date(2026, 3, 5, 23, 59, 0, 0, time.UTC), agree: interaction.Service | interaction.Analytics}
	now := func() time.Time { return f.now }
	keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.Make(t.Context(), f.who); err != nil {
		t.Fatal(err)
	}
	f.log = interaction.NewLog(f.db, keys, now)
	q := &question.Question{ID: "q1", Use: question.Practice, Version: "v2", Section: "math", Params: question.AuthoredParams(question.Choices, question.Medium, 0)}
	q.Skill, q.Type, q.Keys = "linear-functions", question.Choices, []string{"B"}
	q.Choices = []question.Choice{{ID: "A"}, {ID: "B"}, {ID: "C"}, {ID: "D"}}
	f.bank = question.NewBank([]*question.Question{q}, nil)
	f.room = census.New(census.Deps{DB: f.db, Log: f.log, Bank: func() *question.Bank { return f.bank }, Now: now})
	return f
}

func (f *fixture) append(r *interaction.Record) *interaction.Record {
	f.t.Helper()
	r.Subject, r.Origin, r.ReceivedAt = f.who, interaction.Real, f.now
	r.Consent = interaction.NewStamp(1, f.agree, "13_17", false)
	if err := f.log.Prepare(f.t.Context(), r); err != nil {
		f.t.Fatal(err)
	}
	if err := f.db.Write(f.t.Context(), func(tx *db.Tx) error { return f.log.Append(tx, r) }); err != nil {
		f.t.Fatal(err)
	}
	return r
}

// answer appends a fair answer to q1.
func (f *fixture) answer(choice string, theta float64, change func(*interaction.Record, *interaction.Answering)) {
	f.t.Helper()
	r := &interaction.Record{Kind: interaction.PracticeAnswered, Asked: interaction.Asked{Question: "q1", Version: "v2", Section: "math", Skill: "linear-functions"},
		Why:  interaction.Why{Propensity: interaction.Some(0.1), ThetaBefore: interaction.Some(theta), SEBefore: interaction.Some(0.5)},
		Done: interaction.Done{Answer: choice, State: interaction.Answered, Correct: interaction.Some(choice == "B"), TimeMS: interaction.Some[int64](20_000)}}
	body := interaction.Answering{Eligible: true, Difficulty: &interaction.Params{A: 1, B: 0, C: 0}}
	if change != nil {
		change(r, &body)
	}
	r.Body = body
	f.append(r)
}

func (f *fixture) follow() {
	f.t.Helper()
	if _, err := f.log.CatchUp(f.t.Context(), f.room.View().Follower); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) item() census.Item {
	f.t.Helper()
	list, total, err := f.room.Items(f.t.Context(), census.Wish{})
	if err != nil || total != 1 {
		f.t.Fatal(err, total)
	}
	return list[0]
}

func TestQuestionStatisticsAreOfFairAnswersOfWhoAgreed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		f := newFixture(t, dsn)
		f.answer("A", -1, nil)
		f.follow() // rounds end anywhere
		f.answer("B", 1, nil)
		f.answer("B", 0, func(_ *interaction.Record, b *interaction.Answering) { b.Eligible = false })                  // aided, or seen before
		f.answer("B", 0, func(_ *interaction.Record, b *interaction.Answering) { b.Eligible, b.Pretest = false, true }) // a pretest is fair
		f.answer("B", 0, func(r *interaction.Record, _ *interaction.Answering) { r.Asked.Version = "v1" })              // another version
		f.agree = interaction.Service
		f.answer("B", 0, nil) // did not agree
		f.follow()
		got := f.item()
		if got.N != 3 || got.P == nil || math.Abs(*got.P-2.0/3) > 1e-9 || got.R != nil || got.Seconds == nil || *got.Seconds != 20 {
			t.Errorf("item: %+v", got)
		}
		p, err := f.room.Find(t.Context(), "q1", "")
		if err != nil {
			t.Fatal(err)
		}
		shares := map[string]int64{}
		for _, s := range p.Shares {
			shares[s.Choice] = s.N
		}
		if diff := cmp.Diff(map[string]int64{"A": 1, "B": 2, "C": 0, "D": 0}, shares); diff != "" {
			t.Error(diff)
		}
		if len(p.Versions) != 2 {
			t.Errorf("versions: %+v", p.Versions)
		}
		if _, err := f.room.Find(t.Context(), "q9", ""); !fault.Is(err, fault.Missing) {
			t.Errorf("unknown question: %v", err)
		}
		if _, _, err := f.room.Items(t.Context(), census.Wish{Sort: "colour"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("unknown order: %v", err)
		}
	})
}

// TestPointBiserial holds the correlation against one computed by its
// definition.
func TestPointBiserial(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		f := newFixture(t, dsn)
		var xs, ys []float64
		for i := range 40 {
			theta, choice := float64(i%13)/4-1.5, "A"
			if i%3 != 0 && theta > -1 {
				choice = "B"
			}
			f.answer(choice, theta, nil)
			xs = append(xs, theta)
			ys = append(ys, map[bool]float64{true: 1}[choice == "B"])
			if i == 28 {
				f.follow()
				if r := f.item().R; r != nil {
					t.Errorf("29 answers tell a correlation: %v", *r)
				}
			}
		}
		f.follow()
		got := f.item().R
		if want := correlation(xs, ys); got == nil || math.Abs(*got-want) > 1e-3 {
			t.Errorf("r = %v, want %v", got, want)
		}
		list, err := f.room.Forecasts(t.Context(), "")
		if err != nil || list[0].N != 40 {
			t.Fatalf("%v %+v", err, list)
		}
		var brier float64
		for i, x := range xs {
			p := 1 / (1 + math.Exp(-x))
			brier += (p - ys[i]) * (p - ys[i]) / 40
		}
		if math.Abs(list[0].Brier-brier) > 1e-5 || list[0].AUC == nil || *list[0].AUC < 0.5 {
			t.Errorf("forecast %+v, want Brier %v", list[0], brier)
		}
	})
}

func correlation(x, y []float64) float64 {
	n := float64(len(x))
	var mx, my, xy, xx, yy float64
	for i := range x {
		mx, my = mx+x[i]/n, my+y[i]/n
	}
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
	}
	return xy / math.Sqrt(xx*yy)
}

func TestVolumeGapsAndTutorRebuildEqual(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		f := newFixture(t, dsn)
		f.answer("B", 0, nil)
		f.answer("A", 0, func(r *interaction.Record, _ *interaction.Answering) { r.Why.Propensity = interaction.Opt[float64]{} })
		f.now = f.now.Add(2 * time.Minute) // another day
		turn := f.append(&interaction.Record{Kind: interaction.TutorTurn, Body: interaction.Turn{Source: "builtin", ModelAsked: "m", FellBack: "refused", Guard: "leak", GuardAction: "replaced", Propensity: 0.5}})
		f.append(&interaction.Record{Kind: interaction.TutorRated, Body: interaction.Rating{Turn: turn.ID, Value: -1, Reasons: []string{"gives_away"}}})
		f.append(&interaction.Record{Kind: interaction.TutorEdited, Body: interaction.Pointer{Of: turn.ID}})
		f.append(&interaction.Record{Kind: interaction.TutorRated, Body: interaction.Rating{Turn: uid.Random(), Value: 1}}) // of nothing
		f.follow()
		read := func() (all [3]any) {
			t.Helper()
			v, err := f.room.Volume(t.Context(), 2, "")
			if err != nil {
				t.Fatal(err)
			}
			v.Newest = nil
			gaps, err := f.room.Missing(t.Context(), 2)
			if err != nil {
				t.Fatal(err)
			}
			tutor, err := f.room.Tutoring(t.Context(), 2, "")
			if err != nil {
				t.Fatal(err)
			}
			return [3]any{v, gaps, tutor}
		}
		before := read()
		v := before[0].(census.Volume)
		if diff := cmp.Diff([]census.Series{{"practice.answered", 2, []int64{2, 0}}, {"tutor.rated", 2, []int64{0, 2}}, {"tutor.edited", 1, []int64{0, 1}}, {"tutor.turn", 1, []int64{0, 1}}}, v.Kinds); diff != "" {
			t.Error(diff)
		}
		if v.Records != 6 || v.Counted != 6 {
			t.Errorf("%d of %d counted", v.Counted, v.Records)
		}
		found := map[string]int64{}
		for _, g := range before[1].([]census.Gap) {
			if g.Kind == "practice.answered" {
				found[g.Field] = g.Missing
			}
		}
		if found["propensity"] != 1 || found["stimulus"] != 0 || found["device"] != 2 {
			t.Errorf("gaps: %v", found)
		}
		tutor := before[2].([]census.Tutoring)
		if len(tutor) != 1 || tutor[0].Model != "m" || tutor[0].FellBack != 1 || tutor[0].Leaks != 1 || tutor[0].Down != 1 || tutor[0].GivesAway != 1 || tutor[0].Edited != 1 || tutor[0].Up != 0 {
			t.Errorf("tutor: %+v", tutor)
		}
		if _, err := f.log.Rebuild(t.Context(), f.room.View()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, read()); diff != "" {
			t.Errorf("rebuilt differs: %s", diff)
		}
		if _, err := f.room.Volume(t.Context(), census.MaxDays+1, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("too many days: %v", err)
		}
	})
}
