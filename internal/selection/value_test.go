package selection

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

// Two learners, three choices, by hand.
func TestValuationByHand(t *testing.T) {
	t.Parallel()
	var v Valuation
	for _, c := range []struct {
		who                    string
		target, logged, reward float64
	}{{"a", .5, .25, 1}, {"a", .1, .2, 0}, {"b", 0, .5, 1}} {
		if err := v.Add(c.who, c.target, c.logged, c.reward); err != nil {
			t.Fatal(err)
		}
	}
	got, err := v.Result()
	if err != nil {
		t.Fatal(err)
	}
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s %v, want %v", what, got, want)
		}
	}
	near("IPS", got.IPS.Value, 2./3)
	near("SNIPS", got.SNIPS.Value, .8)
	near("logged", got.Logged.Value, 2./3)
	near("effective", got.Effective, 2.5*2.5/4.25)
	near("mean weight", got.MeanWeight, 2.5/3)
	near("max weight", got.MaxWeight, 2)
	// a: 2 - 2·2/3 = 2/3, b: 0 - 2/3; twice the sum of squares, over 3.
	near("SE of IPS", got.IPS.SE, math.Sqrt(2*2*4./9)/3)
	// a: 2 - 2.5·.8 = 0; b has no weight.
	near("SE of SNIPS", got.SNIPS.SE, 0)
	near("low", got.IPS.Low, 2./3-1.959964*got.IPS.SE)
	if got.Choices != 3 || got.Learners != 2 || !got.IPS.Holds(.7) || got.IPS.Holds(3) {
		t.Errorf("%+v", got)
	}
}

func TestValuationRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][3]float64{
		"logged 0": {.5, 0, 1}, "logged NaN": {.5, math.NaN(), 1}, "logged 2": {.5, 2, 1}, "target -1": {-1, .5, 1},
		"target NaN": {math.NaN(), .5, 1}, "reward NaN": {.5, .5, math.NaN()}, "reward Inf": {.5, .5, math.Inf(1)},
	} {
		if err := new(Valuation).Add("a", c[0], c[1], c[2]); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	var one, none Valuation
	_ = one.Add("a", 1, 1, 1)
	if _, err := one.Result(); !errors.Is(err, ErrFewLearners) {
		t.Error(err)
	}
	_ = none.Add("a", 0, 1, 1)
	_ = none.Add("b", 0, 1, 1)
	if _, err := none.Result(); !errors.Is(err, ErrNoWeight) {
		t.Error(err)
	}
}

// What a target would choose that the logged rule could not, against the sum
// over all eligible.
func TestUnsupported(t *testing.T) {
	t.Parallel()
	p := pool(t, Practice, authored(200, Practice))
	m := mix(t, p, blueprint("math"))
	any := 0
	for _, logged := range Policies {
		for _, target := range Policies {
			for _, epsilon := range [][2]float64{{0, 0}, {0, .1}, {.05, 0}} {
				r := Request{Theta: at(.4), Policy: logged, Epsilon: epsilon[0], Salt: 3, Progress: .5}
				a, err := m.Choose(r, 0)
				if err != nil {
					t.Fatal(err)
				}
				r.Policy, r.Epsilon = target, epsilon[1]
				b, err := m.Choose(r, 0)
				if err != nil {
					t.Fatal(err)
				}
				want := 0.0
				for _, l := range m.leaves {
					for i := l.lo; i < l.hi; i++ {
						if id := p.items[i].ID; a.Prob(id) == 0 {
							want += b.Prob(id)
						}
					}
				}
				got, id := Unsupported(&b, &a)
				if math.Abs(got-want) > 1e-9 || id != "" && (a.Prob(id) > 0 || b.Prob(id) == 0) {
					t.Errorf("%s from %s, ε %v: %v (%s), want %v", target, logged, epsilon, got, id, want)
				}
				if want > 0 {
					any++
				}
			}
		}
	}
	if any < 20 {
		t.Errorf("only %d of the pairs lack support", any)
	}
}

func TestRecorded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, version, want string }{
		{"max_information", "1", "randomesque true"}, {"learn", "1", "learn true"}, {"random", "1", " false"},
		{"max_information", "2", "max_information true"}, {"progressive", "2", "progressive true"},
		{"pretest", "2", "pretest false"}, {"learn", "", "learn false"}, {"learn", "3", "learn false"},
	} {
		p, ok := Recorded(c.name, c.version)
		if got := fmt.Sprint(p, " ", ok); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.name, c.version, got, c.want)
		}
	}
}
