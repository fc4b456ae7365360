package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"satprep/internal/interaction"
)

// drawQuestion gives an answer the distribution that it was drawn from: ε
// uniform over the eligible, the rest over a support of three.
func drawQuestion(rng *rand.Rand, e *Event) int {
	const eligible, epsilon = 20, .2
	e.Epsilon, e.Eligible, e.Policy = epsilon, eligible, "max_information"
	e.Support = []interaction.Chance{{ID: "q0", P: .5}, {ID: "q1", P: .3}, {ID: "q2", P: .2}}
	n := rng.IntN(eligible)
	if u := rng.Float64(); u >= epsilon {
		n = 0
		if v := rng.Float64(); v >= .8 {
			n = 2
		} else if v >= .5 {
			n = 1
		}
	}
	p := epsilon / eligible
	if n < len(e.Support) {
		p += (1 - epsilon) * e.Support[n].P
	}
	e.Propensity = some(p)
	if n < len(e.Support) {
		e.Support[n].ID = e.Question // the one that was asked
	}
	return n
}

func TestSupportsSumToOne(t *testing.T) {
	t.Parallel()
	arms := func(models, authored int) (list []interaction.Arm) {
		for i := range models {
			list = append(list, interaction.Arm{Move: "nudge", Template: fmt.Sprint("s", i), Model: "m"})
		}
		for i := range authored {
			list = append(list, interaction.Arm{Move: "nudge", Template: fmt.Sprint("w", i)})
		}
		return list
	}
	for _, c := range []struct {
		name  string
		arms  []interaction.Arm
		drawn int
		p     float64
		want  []float64 // nil: it does not add up
	}{
		{"two wordings", arms(0, 2), 1, .5, []float64{.5, .5}},
		{"one", arms(0, 1), 0, 1, []float64{1}},
		{"models only", arms(2, 0), 0, .5, []float64{.5, .5}},
		{"a model, authored ones beside", arms(2, 4), 1, .4, []float64{.4, .4, .05, .05, .05, .05}},
		{"an authored one, models beside", arms(2, 4), 3, .05, []float64{.4, .4, .05, .05, .05, .05}},
		{"too much", arms(0, 2), 0, .7, nil},
		{"too little", arms(0, 2), 0, .3, nil},
		{"none was drawn", arms(0, 2), 0, 0, nil},
		{"over 1", arms(1, 1), 0, 1.2, nil},
	} {
		turn := &Turn{Arms: c.arms, Arm: c.arms[c.drawn], Propensity: c.p}
		p, drawn, ok := armChances(turn)
		if ok != (c.want != nil) || ok && (drawn != c.drawn || len(p) != len(c.want)) {
			t.Errorf("%s: %v, %d, %v", c.name, p, drawn, ok)
			continue
		}
		sum := 0.0
		for i := range p {
			sum += p[i]
			if math.Abs(p[i]-c.want[i]) > 1e-9 {
				t.Errorf("%s: %v, want %v", c.name, p, c.want)
			}
		}
		if ok && math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s sums to %v", c.name, sum)
		}
	}
	if _, _, ok := armChances(&Turn{Arms: arms(0, 2), Arm: interaction.Arm{Move: "other"}, Propensity: .5}); ok {
		t.Error("an arm that is not in its support")
	}
	rng := rand.New(rand.NewPCG(1, 1))
	q := plainQuestion(t, 0)
	for range 200 {
		e := Event{Question: q.ID}
		drawQuestion(rng, &e)
		c, ok := choosingOf(&e)
		sum := float64(c.others) * c.rest
		for _, s := range c.support {
			sum += s.P
		}
		if !ok || math.Abs(sum-1) > 1e-9 {
			t.Fatalf("%+v sums to %v, %v", c, sum, ok)
		}
		e.Propensity.V *= .9
		if _, ok := choosingOf(&e); ok {
			t.Fatal("a probability that is not the logged policy's is taken")
		}
	}
}

// On data drawn from a policy that is known, with rewards that are known, the
// estimate of the logging policy from what the config holds is its mean reward,
// and that of the uniform one the mean over the arms.
func TestOffPolicyEstimatesFindTheTruth(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(11, 12))
	var logging, uniform weighing
	truth := 0.0
	for arm := range 20 {
		truth += rewardOf(arm) / 20
	}
	byArm := map[string]float64{}
	const n = 40_000
	for range n {
		e := Event{Question: "asked"}
		arm := drawQuestion(rng, &e)
		c, ok := choosingOf(&e)
		if !ok {
			t.Fatal("the distribution does not add up")
		}
		p := c.rest // what the config says of the question that was asked
		for _, s := range c.support {
			if s.ID == e.Question {
				p = s.P
			}
		}
		reward := rewardOf(arm) + .5*rng.NormFloat64()
		byArm[fmt.Sprint(arm)]++
		logging.add(reward, p, e.Propensity.V)
		uniform.add(reward, 1./20, e.Propensity.V)
	}
	se := math.Sqrt(logging.rewards.variance() / n)
	for _, estimate := range []float64{logging.IPS(), logging.SNIPS()} {
		if math.Abs(estimate-logging.rewards.mean()) > 1.96*se {
			t.Errorf("the logging policy is worth %v ± %v, estimated %v", logging.rewards.mean(), 1.96*se, estimate)
		}
	}
	// The mean reward of what was drawn agrees with the truth under the policy.
	want := 0.0
	for arm := range 20 {
		p := .2 / 20
		if arm < 3 {
			p += .8 * []float64{.5, .3, .2}[arm]
		}
		want += p * rewardOf(arm)
		if got := byArm[fmt.Sprint(arm)] / n; math.Abs(got-p) > 5*math.Sqrt(p/n) {
			t.Errorf("arm %d was drawn with %v, logged %v", arm, got, p)
		}
	}
	if math.Abs(logging.rewards.mean()-want) > 4*se {
		t.Errorf("mean reward %v, under the policy %v", logging.rewards.mean(), want)
	}
	spread := 4 * math.Sqrt((uniform.rewards.variance()+1)/uniform.Effective())
	if math.Abs(uniform.SNIPS()-truth) > spread || math.Abs(uniform.IPS()-truth) > spread {
		t.Errorf("the uniform policy is worth %v, estimated %v (SNIPS) and %v (IPS), ± %v", truth, uniform.SNIPS(), uniform.IPS(), spread)
	}
	if math.Abs(truth-want) < 3*se {
		t.Error("the two policies are worth the same; the test tells nothing")
	}
}

func rewardOf(arm int) float64 { return []float64{1, -.5, .3}[arm%3] + float64(arm)/40 }

func TestBanditRows(t *testing.T) {
	t.Parallel()
	a, b, _, _ := skillQuestions(t)
	s := tell(t, 1)
	s.turn(a, "hint", "Look.", nil)
	s.turn(a, "hint", "No.", func(_ *Event, t *Turn) { t.Refused = "test_open" })
	s.turn(a, "hint", "", func(_ *Event, t *Turn) { t.Safety = true })
	s.turn(a, "hint", "Odd.", func(_ *Event, t *Turn) { t.Propensity = .9 })
	s.turn(nil, "hello", "Hello!", nil)
	s.twins(a, "hint", "One.", "Two.", 1)
	s.wait(3600e9)
	s.answer(b, false, func(e *Event) {
		drawQuestion(rand.New(rand.NewPCG(1, 1)), e)
		e.SEBefore, e.SEAfter = some(.6), some(.5)
	})
	got := cookShape(t, "bandit_tutor", nil, s.l)
	if got.dropped() != "nothing was drawn 1, safety 1, the support does not sum to 1 1" {
		t.Errorf("left out: %s", got.dropped())
	}
	var outcomes []string
	for _, row := range got.rows[Train] {
		outcomes = append(outcomes, row["outcome"].(string))
		if (row["reward_learn"] != nil) != (row["outcome"] == notBetter) {
			t.Errorf("reward of %v", row)
		}
	}
	if want := "[not no_skill shown_in_pairs shown_in_pairs]"; fmt.Sprint(outcomes) != want {
		t.Errorf("%v, want %s", outcomes, want)
	}
	row := got.rows[Train][0]
	// The odd turn, which has no row, gave help too.
	if row["credit"] != .5 || row["action"] != 0.0 || len(row["support"].([]any)) != 2 {
		t.Errorf("%v", row)
	}
	chosen := cookShape(t, "bandit_practice", nil, s.l)
	if len(chosen.rows[Train]) != 1 || math.Abs(chosen.rows[Train][0]["reward_info"].(float64)-.11) > 1e-9 || chosen.rows[Train][0]["outcome"] != censored {
		t.Errorf("%v, left out %s", chosen.rows[Train], chosen.dropped())
	}
}
