package redo

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satprep/internal/db"
	"satprep/internal/db/dbtest"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/selection"
	"satprep/internal/uid"
)

var monday = time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)

func answer(seconds float64, right bool, change func(*interaction.Record, *interaction.Answering)) *interaction.Record {
	body := interaction.Answering{}
	r := &interaction.Record{Kind: interaction.PracticeAnswered, Origin: interaction.Real, ReceivedAt: monday, Asked: interaction.Asked{Question: "q", Version: "1", Section: "math", Skill: "circles"},
		Done: interaction.Done{State: interaction.Answered, Correct: interaction.Some(right), Attempt: 1, TimeMS: interaction.Some(int64(seconds * 1000))}}
	if change != nil {
		change(r, &body)
	}
	r.Body = body
	return r
}

// A Math question has 95 seconds.
func TestWhatAnAnswerSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		seconds float64
		right   bool
		change  func(*interaction.Record, *interaction.Answering)
		want    Rating // 0: nothing
	}{
		{"wrong", 40, false, nil, Again},
		{"right", 95, true, nil, Good},
		{"slow and right", 96, true, nil, Hard},
		{"slow, and entitled to half as long again", 96, true, func(r *interaction.Record, _ *interaction.Answering) { r.Asked.TimeFactor = interaction.Some(1.5) }, Good},
		{"no known time", 0, true, func(r *interaction.Record, _ *interaction.Answering) { r.Done.TimeMS = interaction.Opt[int64]{} }, Good},
		{"with help", 40, true, func(r *interaction.Record, _ *interaction.Answering) { r.Done.Aided = interaction.Some(true) }, Hard},
		{"left empty", 40, false, func(r *interaction.Record, _ *interaction.Answering) { r.Done.State = interaction.Omitted }, Again},
		{"not reached", 0, false, func(r *interaction.Record, _ *interaction.Answering) {
			r.Done.State, r.Done.Correct = interaction.NotReached, interaction.Opt[bool]{}
		}, 0},
		{"not read", 1, true, func(_ *interaction.Record, b *interaction.Answering) { b.Rapid = true }, 0},
		{"the same question, right", 40, true, func(r *interaction.Record, _ *interaction.Answering) { r.Done.Attempt = 2 }, 0},
		{"the same question, wrong", 40, false, func(r *interaction.Record, _ *interaction.Answering) { r.Done.Attempt = 2 }, Again},
	} {
		r := answer(c.seconds, c.right, c.change)
		got, ok := rate(r, r.Body.(interaction.Answering))
		if ok != (c.want != 0) || ok && got != c.want {
			t.Errorf("%s: %v %v, want %v", c.name, got, ok, c.want)
		}
	}
}

// The first figures are FSRS-5's own weights: its initial stability of a miss is
// w0 and of a forgotten card never more than it had.
func TestCardsGrowAndFallBack(t *testing.T) {
	t.Parallel()
	c := Card{Skill: "circles"}.Review(Again, 100, monday)
	if c.Stability != .40255 || c.Interval() != 1 || c.Reviews != 1 || c.Lapses != 0 {
		t.Errorf("a miss made %+v", c)
	}
	good, hard := c.Review(Good, 101, monday), c.Review(Hard, 101, monday)
	if !(good.Stability > hard.Stability && hard.Stability > c.Stability && good.Interval() >= hard.Interval()) {
		t.Errorf("good %+v, hard %+v", good, hard)
	}
	again := good.Review(Again, 104, monday)
	if !(again.Stability <= good.Stability) || again.Interval() > good.Interval() || again.Lapses != 1 {
		t.Errorf("after a lapse %+v", again)
	}
	for day := 104; day < 2000; day += good.Interval() {
		good = good.Review(Good, day, monday)
		if good.Interval() > MostDays {
			t.Fatalf("an interval of %d days", good.Interval())
		}
	}
	if good.Interval() != MostDays {
		t.Errorf("after years of right answers the interval is %d days", good.Interval())
	}
	if r := c.Retrievability(c.Day); r != 1 {
		t.Errorf("recalled at once with %v", r)
	}
	steady := Card{Stability: 10, Reviews: 1, Day: 100}
	if r := steady.Retrievability(110); math.Abs(r-.9) > 1e-9 {
		t.Errorf("after its stability in days a card is recalled with %v, want .9", r)
	}
	if back := c.Review(Good, 90, monday); back.Day != 100 {
		t.Errorf("a clock that steps back made day %d", back.Day)
	}
}

// The figures were computed apart from the library, by the formulas of FSRS-5 and its published weights.
func TestTheScheduleIsFSRS5(t *testing.T) {
	t.Parallel()
	c, day := Card{}, 100
	for i, step := range []struct {
		days                  int
		rating                Rating
		stability, difficulty float64
		interval              int
	}{
		{0, Again, .40255, 7.1949, 1},
		{1, Good, 2.26501, 7.17664, 2},
		{2, Good, 5.79863, 7.15846, 6},
		{6, Good, 15.17567, 7.14036, 15},
		{15, Hard, 20.06011, 7.58424, 20},
		{20, Again, 2.85135, 8.34457, 3},
		{1, Good, 4.11461, 8.32102, 4},
	} {
		day += step.days
		if c = c.Review(step.rating, day, monday); math.Abs(c.Stability-step.stability) > 1e-4 || math.Abs(c.Difficulty-step.difficulty) > 1e-4 || c.Interval() != step.interval {
			t.Errorf("step %d: %+v, %d days, want %+v", i+1, c, c.Interval(), step)
		}
	}
}

// However much is answered on a day, it is one day of the card.
func TestADayMovesACardOnce(t *testing.T) {
	t.Parallel()
	c := Card{Skill: "circles"}.Review(Again, 100, monday)
	many := c
	for i := range 40 {
		many = many.Review([]Rating{Again, Good, Hard}[i%3], 100-i%2, monday.Add(time.Duration(i)*time.Minute))
	}
	if many.Stability != c.Stability || many.Difficulty != c.Difficulty || many.Lapses != 0 || many.Reviews != 41 || many.Day != 100 || many.At != monday.Add(39*time.Minute) {
		t.Errorf("40 more answers of the day of the miss made %+v of %+v", many, c)
	}
	good := c.Review(Good, 101, monday)
	if same := good.Review(Good, 101, monday).Review(Hard, 101, monday); same.Stability != good.Stability || same.Reviews != good.Reviews+2 {
		t.Errorf("right answers of one day made %+v of %+v", same, good)
	}
	once := good.Review(Again, 101, monday)
	if !(once.Stability < good.Stability) || once.Lapses != 1 {
		t.Errorf("a miss after a right answer of the day made %+v of %+v", once, good)
	}
	if twice := once.Review(Again, 101, monday).Review(Good, 101, monday); twice.Stability != once.Stability || twice.Lapses != 1 {
		t.Errorf("a second miss of the day made %+v of %+v", twice, once)
	}
	if next := once.Review(Again, 102, monday); next.Lapses != 2 {
		t.Errorf("a miss of the next day made %+v", next)
	}
	for day := range 1000 { // missed daily for years
		if c = c.Review(Again, 101+day, monday); c.Stability < .01 {
			t.Fatalf("after %d days stability is %v", day+1, c.Stability)
		}
	}
}

func TestTheIntervalIsStability(t *testing.T) {
	t.Parallel()
	for stability, want := range map[float64]int{.01: 1, .4: 1, 1.49: 1, 1.5: 2, 17.6: 18, 60.4: 60, 900: 60} {
		c := Card{Stability: stability, Reviews: 1, Day: 100}
		if got := c.Interval(); got != want {
			t.Errorf("stability %v: %d days, want %d", stability, got, want)
		}
		if r := c.Retrievability(100 + c.Interval()); stability > 1.4 && stability < 60.5 && math.Abs(r-.9) > .04 {
			t.Errorf("stability %v: after the interval it is recalled with %v", stability, r)
		}
	}
}

func TestWhenACardIsDue(t *testing.T) {
	t.Parallel()
	york, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	day := DayOf(monday, york) // 2026-03-02
	for _, c := range []struct {
		name   string
		days   int
		exam   string
		want   string
		sooner bool
	}{
		{"without a test", 10, "", "2026-03-12T00:00:00-04:00", false}, // the clock went forward on the 8th
		{"what is no date", 10, "soon", "2026-03-12T00:00:00-04:00", false},
		{"a test far away", 10, "2026-06-06", "2026-03-12T00:00:00-04:00", false},
		{"half the days to a test", 10, "2026-03-09", "2026-03-05T00:00:00-05:00", true},
		{"at most half", 3, "2026-03-08", "2026-03-05T00:00:00-05:00", false},
		{"a test tomorrow", 3, "2026-03-03", "2026-03-03T00:00:00-05:00", true},
		{"the day of the test", 3, "2026-03-02", "2026-03-05T00:00:00-05:00", false},
		{"a test that is over", 3, "2026-02-02", "2026-03-05T00:00:00-05:00", false},
		{"never more than 60 days", 90, "", "2026-05-01T00:00:00-04:00", false},
	} {
		got, sooner := Card{Stability: float64(c.days), Day: day, At: monday}.Due(c.exam, york)
		if got.Format(time.RFC3339) != c.want || sooner != c.sooner {
			t.Errorf("%s: %s, sooner %v, want %s", c.name, got.Format(time.RFC3339), sooner, c.want)
		}
	}
}

func TestSiblings(t *testing.T) {
	t.Parallel()
	circles := irt.Scope{Section: "math", Domain: "geometry-and-trigonometry", Skill: "circles"}
	item := func(id, family string, b float64, use selection.Use) selection.Item {
		return selection.Item{ID: id, Family: family, Scope: circles, Use: use, Params: irt.Params{A: 1, B: b, C: .2}}
	}
	p, err := selection.NewPool(selection.Practice, []selection.Item{
		item("missed", "f", 0, selection.Practice), item("kin1", "f", 1.1, selection.Practice), item("kin2", "f", -1.1, selection.Practice),
		item("near", "g", .5, selection.Practice), item("far", "h", 1.1, selection.Practice), item("other", "i", 1, selection.Practice),
		item("form", "j", 0, selection.Form), item("form-kin", "j", 0, selection.Practice),
	})
	if err != nil {
		t.Fatal(err)
	}
	missed := map[irt.Scope][]Miss{circles: {{ID: "missed", Family: "f", Scope: circles}, {ID: "other", Family: "i", Scope: circles, B: 1}}}
	h := p.NewHistory()
	h.SeeID("missed")
	h.SeeID("other")
	check := func(what string, want ...string) {
		t.Helper()
		out := Excluded(p, h, missed)
		var got []string
		for i := range p.Len() {
			if !out.Has(i) {
				got = append(got, p.Item(i).ID)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	serve := func(id string) {
		i, _ := p.Index(id)
		h.Serve(i)
	}
	check("its family first", "kin1", "kin2")
	serve("kin1")
	check("then the next miss: no family, so what is near it", "far", "near")
	h.NewSession()
	serve("kin2")
	h.NewSession()
	check("its family is through: near ones, and never a missed or a form question", "near")
	serve("near")
	check("near the other miss", "far")
	serve("far")
	check("two were missed, so two are asked")
	h.NewSession()
	check("all were met: those that were right", "far", "kin1", "kin2", "near")
	missed = nil
	check("without a miss all that were not served", "far", "kin1", "kin2", "missed", "near", "other")
	serve("far")
	check("one is enough where no miss is left")
}

func TestHowManyQuestionsASkillAsksFor(t *testing.T) {
	t.Parallel()
	for missed, want := range []int{1, 1, 2, 3, 3, 3} {
		if got := Questions(missed); got != want {
			t.Errorf("%d missed: %d questions, want %d", missed, got, want)
		}
	}
}

func TestCardsAreAFunctionOfTheLog(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		now := func() time.Time { return monday }
		d := dbtest.Open(t, dsn)
		keys, err := interaction.OpenKeyring(dbtest.OpenKeys(t, dsn), now)
		if err != nil {
			t.Fatal(err)
		}
		log, ctx := interaction.NewLog(d, keys, now), context.Background()
		s := New(d, log)
		ann, bob := uid.Random(), uid.Random()
		for _, who := range []uid.ID{ann, bob} {
			if err := keys.Make(ctx, who); err != nil {
				t.Fatal(err)
			}
		}
		add := func(who uid.ID, r *interaction.Record) {
			t.Helper()
			r.Subject, r.Consent = who, interaction.NewStamp(1, interaction.Service, "18_plus", false)
			if err := log.Prepare(ctx, r); err != nil {
				t.Fatal(err)
			}
			if err := d.Write(ctx, func(tx *db.Tx) error { return log.Append(tx, r) }); err != nil {
				t.Fatal(err)
			}
		}
		follow := func() {
			t.Helper()
			if _, err := log.CatchUp(ctx, s.View().Follower); err != nil {
				t.Fatal(err)
			}
		}
		cards := func(who uid.ID) ([]Card, string) {
			t.Helper()
			list, exam, err := s.Cards(ctx, who, nil)
			if err != nil {
				t.Fatal(err)
			}
			return list, exam
		}
		late := monday.Add(11 * time.Hour) // Tuesday in UTC, still Monday in New York
		add(ann, answer(40, true, nil))    // never missed: no card
		follow()                           // rounds end anywhere
		add(ann, answer(40, false, func(r *interaction.Record, _ *interaction.Answering) { r.ReceivedAt, r.Zone = late, "America/New_York" }))
		add(bob, answer(40, false, func(r *interaction.Record, _ *interaction.Answering) { r.ReceivedAt, r.Zone = late, "no/zone" }))
		add(ann, answer(40, false, func(r *interaction.Record, _ *interaction.Answering) { r.Asked.Skill = "of-another-outline" }))
		follow()
		first, _ := cards(ann)
		if len(first) != 1 || first[0].Skill != "circles" || first[0].Day != DayOf(monday, time.UTC) {
			t.Fatalf("a miss made %+v", first)
		}
		if other, _ := cards(bob); len(other) != 1 || other[0].Day != DayOf(late, time.UTC) {
			t.Errorf("where the zone is not known the day is UTC's: %+v", other)
		}
		test := uid.Random()
		for i := range 3 {
			add(ann, answer(40, i > 0, func(r *interaction.Record, _ *interaction.Answering) {
				r.Kind, r.Session, r.Asked.Skill, r.ReceivedAt = interaction.TestAnswered, test, "percentages", monday.AddDate(0, 0, 1+i)
			}))
		}
		follow()
		if open, _ := cards(ann); len(open) != 1 {
			t.Errorf("an open test shows: %+v", open)
		}
		add(ann, &interaction.Record{Kind: interaction.TestEnded, Origin: interaction.Real, Session: test, ReceivedAt: monday.AddDate(0, 0, 5), Body: interaction.TestResult{}})
		add(ann, &interaction.Record{Kind: interaction.GoalChanged, Origin: interaction.Real, Body: interaction.GoalFact{TestDate: "2026-05-02"}})
		add(ann, &interaction.Record{Kind: interaction.GoalChanged, Origin: interaction.Real, Body: interaction.GoalFact{TestDate: "2026-06-06"}})
		add(ann, answer(200, true, func(r *interaction.Record, _ *interaction.Answering) { r.ReceivedAt = monday.AddDate(0, 0, 6) }))
		for i, right := range []bool{false, false, true} { // of one day, told in two rounds
			add(ann, answer(40, right, func(r *interaction.Record, _ *interaction.Answering) {
				r.ReceivedAt = monday.AddDate(0, 0, 6).Add(time.Duration(i+1) * time.Minute)
			}))
			follow()
		}
		live, exam := cards(ann)
		if len(live) != 2 || exam != "2026-06-06" || live[1].Skill != "percentages" || live[1].Reviews != 3 || live[1].Day != DayOf(monday, time.UTC)+3 || live[0].Reviews != 5 || live[0].Lapses != 1 || !live[0].Missed {
			t.Fatalf("live %+v, test on %s", live, exam)
		}
		if _, err := log.Rebuild(ctx, s.View()); err != nil {
			t.Fatal(err)
		}
		// Where nothing changes nothing is written.
		still := &interaction.Record{Subject: ann, Kind: interaction.GoalChanged, Body: interaction.GoalFact{TestDate: "2026-06-06"}}
		never := answer(40, true, func(r *interaction.Record, _ *interaction.Answering) { r.Subject, r.Asked.Skill = ann, "boundaries" })
		if write, _, err := s.fold(ctx, "", []*interaction.Record{still, never}); write != nil || err != nil {
			t.Errorf("what changes nothing is written, %v", err)
		}
		// Answers that a corrected key grades otherwise make other cards: without a miss none, with one a new one.
		var circles, never1 []uid.ID
		if err := log.ScanSubject(ctx, ann, 0, 0, func(r *interaction.Record) error {
			if r.Asked.Skill == "circles" && r.Kind == interaction.PracticeAnswered && !r.Done.Correct.V {
				circles = append(circles, r.ID)
			} else if r.Kind == interaction.TestAnswered && r.Done.Correct.V {
				never1 = append(never1, r.ID)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		otherwise := map[uid.ID]bool{never1[1]: false}
		for _, id := range circles {
			otherwise[id] = true
		}
		anew, _, err := s.Cards(ctx, ann, otherwise)
		if err != nil || len(anew) != 1 || anew[0].Skill != "percentages" || !anew[0].Missed || anew[0].Reviews != 3 {
			t.Errorf("by corrected keys: %+v, %v", anew, err)
		}
		if same, _, err := s.Cards(ctx, ann, map[uid.ID]bool{uid.Random(): true}); err != nil || cmp.Diff(same, live) != "" {
			t.Errorf("made anew with nothing else: %s, %v", cmp.Diff(same, live), err)
		}
		rebuilt, again := cards(ann)
		if diff := cmp.Diff(live, rebuilt); diff != "" || again != exam {
			t.Errorf("rebuilt otherwise: %s", diff)
		}
	})
}
