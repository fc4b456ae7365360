package dataset

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

func rule() Outcome { return Outcome{MinMinutes: 10, MaxDays: 14} }

// skillQuestions are practice questions of one skill, of families apart.
func skillQuestions(t testing.TB) (a, b, c, elsewhere *question.Question) {
	t.Helper()
	var list []*question.Question
	for _, q := range bankOnce().Questions {
		if q.Use == question.Practice && q.Skill == "percentages" {
			list = append(list, q)
		}
	}
	if len(list) < 3 {
		t.Fatal("too few questions of one skill")
	}
	return list[0], list[1], list[2], practice(t, "transitions", 0)
}

func TestWhatBecameOfATurn(t *testing.T) {
	t.Parallel()
	a, b, c, elsewhere := skillQuestions(t)
	closed := pick(t, 0, func(q *question.Question) bool { return q.Use == question.Forms && q.Skill == "percentages" })
	help := func(s *story) { s.turn(a, "hint", "Look.", nil) }
	day := 24 * time.Hour
	for _, k := range []struct {
		name   string
		tell   func(s *story)
		states []string
		credit float64
	}{
		{"right", func(s *story) { help(s); s.wait(time.Hour); s.answer(b, true, nil) }, []string{better}, 1},
		{"wrong", func(s *story) { help(s); s.wait(time.Hour); s.answer(b, false, nil) }, []string{notBetter}, 1},
		{"nothing", help, []string{censored}, 0},
		{"ten minutes to the second", func(s *story) { help(s); s.wait(9 * time.Minute); s.answer(b, true, nil) }, []string{better}, 1},
		{"a second sooner", func(s *story) { help(s); s.wait(9*time.Minute - time.Second); s.answer(b, true, nil) }, []string{censored}, 0},
		{"fourteen days to the second", func(s *story) { help(s); s.wait(14*day - time.Minute); s.answer(b, true, nil) }, []string{better}, 1},
		{"a second later", func(s *story) { help(s); s.wait(14*day - time.Minute + time.Second); s.answer(b, true, nil) }, []string{censored}, 0},
		{"the same family, then another", func(s *story) { help(s); s.wait(time.Hour); s.answer(a, true, nil); s.answer(c, false, nil) }, []string{notBetter}, 1},
		{"another skill", func(s *story) { help(s); s.wait(time.Hour); s.answer(elsewhere, true, nil) }, []string{censored}, 0},
		{"aided, then alone", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, true, func(e *Event) { e.Aided = some(true); e.Answering.Counts = false })
			s.answer(c, false, nil)
		}, []string{notBetter}, 1},
		{"rapid", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, false, func(e *Event) { e.Answering.Rapid = true })
		}, []string{censored}, 0},
		{"left open", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, false, func(e *Event) { e.State, e.Answer = interaction.Omitted, "" })
		}, []string{censored}, 0},
		{"not known, and said so", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, false, func(e *Event) { e.State, e.Answer, e.Answering.IDK = interaction.Omitted, "", true })
		}, []string{notBetter}, 1},
		{"not reached", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, false, func(e *Event) { e.State, e.Correct.Valid = interaction.NotReached, false })
		}, []string{censored}, 0},
		{"a pretest", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(closed, true, func(e *Event) { e.Kind, e.Answering.Pretest = interaction.TestAnswered, true })
		}, []string{censored}, 0},
		{"in a test", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(closed, true, func(e *Event) { e.Kind = interaction.TestAnswered })
		}, []string{better}, 1},
		{"a retry is no attempt", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, true, func(e *Event) { e.Kind = interaction.PracticeRetried })
		}, []string{censored}, 0},
		{"without parameters", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, true, func(e *Event) { e.Answering.Item = nil })
		}, []string{noParameters}, 0},
		{"the window is open, though there is an attempt", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, true, nil)
			s.l.Censored = s.l.Events[0].At.Add(14*day - time.Microsecond)
		}, []string{windowOpen}, 0},
		{"the window closed this moment", func(s *story) {
			help(s)
			s.l.Censored = s.l.Events[0].At.Add(14 * day)
		}, []string{censored}, 0},
		{"two turns share an attempt", func(s *story) { help(s); help(s); s.wait(time.Hour); s.answer(b, true, nil) }, []string{better, better}, .5},
		{"a turn after the attempt has its own", func(s *story) {
			help(s)
			s.wait(time.Hour)
			s.answer(b, true, nil)
			help(s)
			s.wait(time.Hour)
			s.answer(c, false, nil)
		}, []string{better, notBetter}, 1},
		{"a turn on the family of the attempt shares nothing", func(s *story) {
			help(s)
			s.turn(b, "hint", "Look.", nil)
			s.wait(time.Hour)
			s.answer(b, true, nil)
			s.answer(c, false, nil)
		}, []string{better, notBetter}, 1},
		{"refused and safety are no help", func(s *story) {
			s.turn(a, "hint", "No.", func(_ *Event, t *Turn) { t.Refused = "test_open" })
			s.turn(a, "hint", "", func(_ *Event, t *Turn) { t.Safety = true })
			help(s)
			s.wait(time.Hour)
			s.answer(b, true, nil)
		}, []string{better}, 1},
		{"talk without a question is none", func(s *story) { s.turn(nil, "hello", "Hello!", nil) }, nil, 0},
		{"which of two shown it was cannot be known", func(s *story) { s.twins(a, "hint", "One.", "Two.", 1) }, nil, 0},
	} {
		s := tell(t, 1)
		k.tell(s)
		r := read(s.l, bankOnce())
		got := newFollowUp(rule(), bankOnce()).effects(s.l, r.moments())
		if len(got) != len(k.states) {
			t.Errorf("%s: %d moments, want %d", k.name, len(got), len(k.states))
			continue
		}
		for i, e := range got {
			if e.state != k.states[i] || e.credit != k.credit {
				t.Errorf("%s, turn %d: %s with credit %v, want %s with %v", k.name, i, e.state, e.credit, k.states[i], k.credit)
			}
		}
	}
}

// p̂ comes from the answers that counted before the turn and the parameters
// logged with the attempt; nothing after the turn moves it.
func TestExpectationLooksBackOnly(t *testing.T) {
	t.Parallel()
	a, b, c, elsewhere := skillQuestions(t)
	scope, _ := question.Place("percentages")
	rng := rand.New(rand.NewPCG(5, 6))
	for range 30 {
		s := tell(t, 1)
		want := irt.NewAbility()
		for _, q := range []*question.Question{b, c, elsewhere, b} {
			right, counts := rng.IntN(2) == 0, rng.IntN(3) > 0
			s.answer(q, right, func(e *Event) { e.Answering.Counts = counts })
			if counts {
				want.Answer(q.Scope(), irt.NewTable(q.Params.Params), right)
			}
		}
		s.turn(a, "hint", "Look.", nil)
		before := len(s.l.Events)
		s.answer(elsewhere, rng.IntN(2) == 0, nil)
		s.answer(c, rng.IntN(2) == 0, nil) // too soon to be the outcome, but it counts
		s.wait(time.Hour)
		p := irt.Params{A: 1.3, B: .4, C: .1}
		right := rng.IntN(2) == 0
		s.answer(b, right, func(e *Event) { e.Answering.Item = &interaction.Params{A: p.A, B: p.B, C: p.C} })
		theta, se, n := want.Theta(scope)
		chance := p.P(theta)
		value := -chance
		if right {
			value = 1 - chance
		}
		f := newFollowUp(rule(), bankOnce())
		e := f.effects(s.l, read(s.l, bankOnce()).moments())[0]
		if e.theta != theta || e.se != se || e.n != n || math.Abs(e.chance-chance) > 1e-12 || math.Abs(e.value-value) > 1e-12 {
			t.Fatalf("%+v, want θ %v, SE %v, n %d, p̂ %v, value %v", e, theta, se, n, chance, value)
		}
		if e.gain <= 0 || e.gain >= se*se {
			t.Errorf("the attempt lowered a variance of %v by %v", se*se, e.gain)
		}
		s.l.Events[before].Correct.V = !s.l.Events[before].Correct.V
		s.l.Events[before+1].Correct.V = !s.l.Events[before+1].Correct.V
		if again := f.effects(s.l, read(s.l, bankOnce()).moments())[0]; again.chance != e.chance || again.value != e.value || again.theta != e.theta {
			t.Errorf("later answers changed the expectation: %+v, %+v", e, again)
		}
	}
}

func TestUnpairedSources(t *testing.T) {
	t.Parallel()
	var list []*question.Question
	for _, q := range bankOnce().Questions {
		if q.Use == question.Practice && q.Skill == "percentages" && keptFamily(q) {
			list = append(list, q)
		}
	}
	a, b := list[0], list[1]
	s := tell(t, 1)
	ratedUp := s.turn(a, "one", "A reply that was rated up.", nil)
	s.rate(ratedUp, 1)
	down := s.turn(a, "two", "A reply that was rated down.", nil)
	s.rate(down, -1, "confusing", "wrong")
	s.turn(a, "three", "A reply that was not rated.", nil)
	s.turn(a, "four", "A reply that was the only one there was.", func(_ *Event, t *Turn) { t.Propensity, t.Arms = 1, t.Arms[:1] })
	s.edit(s.turn(a, "five", "A reply that a person edited.", nil), "x", "Better.")
	s.wait(time.Hour)
	attempt := s.answer(b, true, nil)
	got := cookShape(t, "unpaired", nil, s.l)
	if got.dropped() != "edited by a person 1, outcome observational, which the recipe does not ask for 1" {
		t.Errorf("left out: %s", got.dropped())
	}
	rows := got.rows[Train]
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, want := range []struct {
		source string
		label  bool
	}{{rated, true}, {rated, false}, {outcomeDrawn, true}} {
		if rows[i]["source"] != want.source || rows[i]["label"] != want.label {
			t.Errorf("row %d: %v %v", i, rows[i]["source"], rows[i]["label"])
		}
	}
	if rows[0]["weight"] != 1.0 || rows[0]["outcome"] != nil || len(rows[1]["reasons"].([]any)) != 2 {
		t.Errorf("ratings: %v, %v", rows[0], rows[1])
	}
	out := rows[2]["outcome"].(float64)
	if expected := rows[2]["expected"].(float64); math.Abs(out-(1-expected)) > 1e-12 || math.Abs(rows[2]["weight"].(float64)-out/5) > 1e-12 || rows[2]["credit"] != .2 || rows[2]["attempt"] != attempt.String() {
		t.Errorf("outcome: %v", rows[2])
	}
	all := cookShape(t, "unpaired", func(r *Recipe) { r.Outcome.Observational = true }, s.l)
	if all.stats.Sources[outcomeBySelf] != 1 || all.stats.Sources[outcomeDrawn] != 1 {
		t.Errorf("asked for: %v", all.stats.Sources)
	}
	if len(got.stats.Notes["balance"].([]BalanceRow)) != 1 || got.stats.Notes["outcome"].(windows).States[better] != 5 {
		t.Errorf("notes: %v", got.stats.Notes)
	}
}

// The table finds arms that were drawn for unlike learners, and censoring that
// differs by arm.
func TestBalance(t *testing.T) {
	t.Parallel()
	b := newBalance()
	rng := rand.New(rand.NewPCG(9, 9))
	for i := range 4000 {
		arm := []string{"x", "y"}[i%2]
		e := &effect{state: []string{better, notBetter, censored}[rng.IntN(3)], theta: rng.NormFloat64()}
		if arm == "y" {
			e.theta++
			if rng.IntN(2) == 0 {
				e.state = censored
			}
		}
		b.add("nudge", arm, e, rng.NormFloat64(), true, rng.IntN(2) == 0)
	}
	rows := b.rows()
	if len(rows) != 2 || rows[0].Arm != "x" {
		t.Fatalf("%+v", rows)
	}
	x, y := rows[0], rows[1]
	if math.Abs(x.ThetaSMD+1) > .1 || math.Abs(y.ThetaSMD-1) > .1 || math.Abs(x.DifficultySMD) > .1 || math.Abs(x.AnsweredSMD) > .1 {
		t.Errorf("differences: %+v", rows)
	}
	if math.Abs(x.CensoredShare-1./3) > .05 || math.Abs(y.CensoredShare-2./3) > .05 {
		t.Errorf("censoring: %+v", rows)
	}
}

// What is known only afterwards stands in no context column: with everything
// after a moment told otherwise, context and action stay as they are.
func TestContextKnowsNoFuture(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bandit_tutor", "bandit_practice", "unpaired"} {
		shape, _ := shapeNamed(name)
		moments := 0
		for seed := range uint64(6) {
			rng := rand.New(rand.NewPCG(seed, 3))
			s := tell(t, 1)
			s.sayRandom(rng, true)
			for i := range s.l.Events {
				if e := &s.l.Events[i]; e.Kind == interaction.PracticeAnswered {
					drawQuestion(rng, e)
				}
			}
			cut := len(s.l.Events) / 2
			other := *s.l
			other.Events = nil
			for i, e := range s.l.Events {
				if i > cut && e.Answers() {
					e.Correct.V = !e.Correct.V
				}
				if i > cut && e.Kind == interaction.TutorRated {
					e.Value = -e.Value
				}
				other.Events = append(other.Events, e)
			}
			known := map[uid.ID]bool{}
			for i := range s.l.Events[:cut+1] {
				known[s.l.Events[i].ID] = true
			}
			key := "id"
			if name == "unpaired" {
				key = "turn"
			}
			first, second := rowsByID(t, name, key, s.l), rowsByID(t, name, key, &other)
			for id, row := range first {
				parsed, err := uid.Parse(id)
				if err != nil || !known[parsed] {
					continue
				}
				moments++
				for _, c := range shape.Schema.Columns() {
					if c.Role == "context" && second[id] != nil && jsonText(row[c.Name]) != jsonText(second[id][c.Name]) {
						t.Errorf("%s: column %s knows the future: %v, %v", name, c.Name, row[c.Name], second[id][c.Name])
					}
				}
			}
		}
		if moments < 15 {
			t.Errorf("%s: only %d moments were looked at", name, moments)
		}
	}
}

func rowsByID(t *testing.T, name, key string, l *Learner) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, row := range cookShape(t, name, nil, l).all() {
		out[row[key].(string)] = row
	}
	return out
}
