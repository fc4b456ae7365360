package selection

import (
	"errors"
	"fmt"
	"math"
)

// Weights are sums over choices that one rule made, each with the weight that
// another rule gives it: its probability over the logged one.
type Weights struct {
	N, Sum, Squares float64 // choices, their weights, those squared
	Largest         float64 // weight
	Weighted        float64 // Σ weight × reward
	Rewards         float64
}

// Add takes a choice with its probabilities under the rule to be valued and under
// the one that chose, and what came of it.
func (w *Weights) Add(target, logged, reward float64) {
	x := target / logged
	w.N++
	w.Sum += x
	w.Squares += x * x
	w.Largest = max(w.Largest, x)
	w.Weighted += x * reward
	w.Rewards += reward
}

// IPS is the mean of weight × reward (Horvitz & Thompson 1952); 0 of none.
func (w *Weights) IPS() float64 { return ratio(w.Weighted, w.N) }

// SNIPS is the mean reward by weight, self-normalised (Hájek 1971; Swaminathan &
// Joachims 2015); 0 where nothing has weight.
func (w *Weights) SNIPS() float64 { return ratio(w.Weighted, w.Sum) }

// Effective is (Σw)²/Σw²: how many choices of the rule's own the weights are
// worth (Kish 1965).
func (w *Weights) Effective() float64 { return ratio(w.Sum*w.Sum, w.Squares) }

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// A Valuation estimates what one step of a rule is worth from choices that
// another rule made, each with its probability. What came before a choice is as
// the other rule left it, so it tells nothing of whole sessions. The zero value
// is ready.
type Valuation struct {
	all      Weights
	place    map[string]int
	learners []Weights // in the order of their first choice, so that sums do not depend on the map
}

// Add takes a choice of a learner: its probabilities under the rule to be valued
// and under the one that chose, and what came of it. Choices of one learner may
// depend on each other. A logged probability outside (0, 1], a target outside
// [0, 1] and a reward that is not finite are errors.
func (v *Valuation) Add(learner string, target, logged, reward float64) error {
	switch {
	case !(logged > 0 && logged <= 1+1e-9):
		return fmt.Errorf("logged probability %v is not in (0, 1]", logged)
	case !(target >= 0 && target <= 1+1e-9):
		return fmt.Errorf("target probability %v is not in [0, 1]", target)
	case math.IsNaN(reward) || math.IsInf(reward, 0):
		return fmt.Errorf("reward %v", reward)
	}
	if v.place == nil {
		v.place = map[string]int{}
	}
	i, ok := v.place[learner]
	if !ok {
		i = len(v.learners)
		v.place[learner] = i
		v.learners = append(v.learners, Weights{})
	}
	v.learners[i].Add(target, logged, reward)
	v.all.Add(target, logged, reward)
	return nil
}

// An Estimate is a number with its standard error and 95 % interval.
type Estimate struct {
	Value float64 `json:"value"`
	SE    float64 `json:"se"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Holds reports whether x lies in the interval.
func (e Estimate) Holds(x float64) bool { return e.Low <= x && x <= e.High }

// Value is what came of a Valuation.
type Value struct {
	Choices    int      `json:"choices"`
	Learners   int      `json:"learners"`
	Logged     Estimate `json:"logged"` // mean reward under the rule that chose
	IPS        Estimate `json:"ips"`
	SNIPS      Estimate `json:"snips"`
	Effective  float64  `json:"effective"`
	MeanWeight float64  `json:"mean_weight"` // 1 but for chance; else the probabilities are wrong
	MaxWeight  float64  `json:"max_weight"`
}

// Errors of Result.
var (
	ErrFewLearners = errors.New("an interval needs two learners")
	ErrNoWeight    = errors.New("no choice made is one that the rule would make")
)

const normal95 = 1.959964

// Result estimates. Standard errors are of independent learners, whatever the
// dependence within each: the root of Σ(S - nV)² over learners, times G/(G-1)
// for G of them, over the number of choices (Liang & Zeger 1986), with S the
// learner's sum; for SNIPS the sum of w(r-V) over that of weights.
func (v *Valuation) Result() (Value, error) {
	g, all := float64(len(v.learners)), &v.all
	switch {
	case g < 2:
		return Value{}, ErrFewLearners
	case all.Sum == 0:
		return Value{}, ErrNoWeight
	}
	out := Value{Choices: int(all.N), Learners: int(g), Effective: all.Effective(), MeanWeight: all.Sum / all.N, MaxWeight: all.Largest}
	out.Logged.Value, out.IPS.Value, out.SNIPS.Value = all.Rewards/all.N, all.IPS(), all.SNIPS()
	for _, s := range v.learners {
		logged, ips, snips := s.Rewards-s.N*out.Logged.Value, s.Weighted-s.N*out.IPS.Value, s.Weighted-s.Sum*out.SNIPS.Value
		out.Logged.SE += logged * logged
		out.IPS.SE += ips * ips
		out.SNIPS.SE += snips * snips
	}
	for e, over := range map[*Estimate]float64{&out.Logged: all.N, &out.IPS: all.N, &out.SNIPS: all.Sum} {
		e.SE = math.Sqrt(e.SE*g/(g-1)) / over
		e.Low, e.High = e.Value-normal95*e.SE, e.Value+normal95*e.SE
	}
	return out, nil
}

// Unsupported is the probability that the target chooses, of the same eligible,
// what the logged rule could not have chosen, and one such question.
// id is "" where it is one of those outside both supports.
func Unsupported(target, logged *Choice) (mass float64, id string) {
	if logged.Epsilon > 0 {
		return 0, ""
	}
	able := make(map[string]bool, len(logged.Support))
	for _, c := range logged.Support {
		able[c.ID] = true
	}
	for _, c := range target.Support {
		if p := (1 - target.Epsilon) * c.Prob; !able[c.ID] && p > 0 {
			mass += p
			id = c.ID
		}
	}
	return mass + target.Epsilon*float64(target.Eligible-len(able))/float64(target.Eligible), id
}

// Recorded is the rule of today that a record of that name and version was made
// by: version 1 called randomesque max_information.
func Recorded(name, version string) (Policy, bool) {
	p := Policy(name)
	if version == "1" {
		switch p {
		case MaxInformation:
			return Randomesque, true
		case Learn:
			return Learn, true
		}
		return "", false
	}
	return p, version == PolicyVersion && p.Known()
}
