package simulate

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"satprep/internal/irt"
	"satprep/internal/question"
)

// Behaviour of learners, as probabilities unless said otherwise.
const (
	rapidGuess   = 0.03
	leaveOut     = 0.02
	misjudgedB   = 0.5   // SD of a question's true b around the author's
	misjudgedLnA = 0.3   // SD of ln a
	learning     = 0.006 // θ gained from one explained question at the start
	ceiling      = 3.0   // θ towards which learning slows
)

// Shares of learners who agree, beyond the service, to what they may agree to
// themselves.
const (
	agreeAnalytics = .9
	agreeResearch  = .8
	agreeTraining  = .8 // from 18 on
)

// consents are what a learner of that age agrees to. They have a generator of
// their own, so that who agrees does not change how anybody answers.
func (l *Learner) consents(band string, i int) (choices []map[string]any) {
	rng := rand.New(rand.NewPCG(l.seed^0x636f6e73656e74, uint64(i)+1))
	for _, p := range []struct {
		purpose string
		share   float64
		may     bool
	}{{"analytics", agreeAnalytics, true}, {"research_export", agreeResearch, true}, {"ai_training", agreeTraining, band == "18_plus"}} {
		if rng.Float64() < p.share && p.may {
			choices = append(choices, map[string]any{"purpose": p.purpose, "granted": true})
		}
	}
	return choices
}

// A Learner has a truth and a way of answering.
type Learner struct {
	Name  string
	theta map[string]float64 // by domain
	pace  float64            // ln of time against the budget
	rng   *rand.Rand
	talk  *rand.Rand // for what is said to the tutor
	seed  uint64     // of the world: question truths are shared by all learners
}

// NewLearner makes the i-th learner of a world: ability N(0, 1), sections
// ± .4 around it, domains ± .3 around those.
func NewLearner(seed uint64, i int) *Learner {
	l := &Learner{Name: fmt.Sprintf("Learner %d", i+1), theta: map[string]float64{}, rng: rand.New(rand.NewPCG(seed, uint64(i)+1)), seed: seed}
	l.talk = l.talker(i)
	g := l.rng.NormFloat64()
	for _, s := range question.Sections {
		section := g + .4*l.rng.NormFloat64()
		for _, d := range s.Domains {
			l.theta[d.Slug] = section + .3*l.rng.NormFloat64()
		}
	}
	l.pace = -.3 + .35*l.rng.NormFloat64()
	return l
}

// Theta is the learner's true ability in a section: the mean of its domains by
// their shares.
func (l *Learner) Theta(section string) float64 {
	s, ok := question.FindSection(section)
	if !ok {
		return math.NaN()
	}
	sum := 0.0
	for _, d := range s.Domains {
		sum += d.Share * l.theta[d.Slug]
	}
	return sum
}

// truth is what a question's parameters really are in this world.
func truth(seed uint64, q *question.Question) irt.Params {
	h := fnv.New64a()
	h.Write([]byte(q.ID))
	rng := rand.New(rand.NewPCG(seed, h.Sum64()))
	p := q.Params.Params
	p.B += misjudgedB * rng.NormFloat64()
	p.A *= math.Exp(misjudgedLnA * rng.NormFloat64())
	return p
}

// An Answer is what a learner does with a question. Text "" leaves it out.
type Answer struct {
	Text    string
	Seconds float64
}

// Respond answers q. When taught, the learner sees the explanation afterwards
// and learns from it.
func (l *Learner) Respond(q *question.Question, taught bool) Answer {
	budget := 75.0
	if q.Section == question.Math {
		budget = 95
	}
	p := truth(l.seed, q)
	theta := l.theta[q.Domain]
	seconds := budget * math.Exp(l.pace+.4*l.rng.NormFloat64()+.15*(p.B-theta))
	a := Answer{Seconds: math.Round(min(seconds, 6*budget)*100) / 100}
	switch {
	case l.rng.Float64() < rapidGuess:
		a.Seconds = math.Round((.8+1.5*l.rng.Float64())*100) / 100
		a.Text = l.guess(q)
	case l.rng.Float64() < leaveOut:
	case l.rng.Float64() < p.P(theta):
		a.Text = q.Keys[0]
	default:
		a.Text = l.wrong(q)
	}
	if taught {
		l.theta[q.Domain] += learning * max(0, 1-theta/ceiling)
	}
	return a
}

func (l *Learner) guess(q *question.Question) string {
	if q.Type == question.Typed {
		return "0"
	}
	return q.Choices[l.rng.IntN(len(q.Choices))].ID
}

func (l *Learner) wrong(q *question.Question) string {
	if q.Type == question.Typed {
		if len(q.EntryErrors) > 0 && l.rng.Float64() < .8 {
			if e := q.EntryErrors[l.rng.IntN(len(q.EntryErrors))].Entry; question.CheckEntry(e) == nil {
				return e
			}
		}
		return fmt.Sprint(-1 - l.rng.IntN(90))
	}
	for {
		if c := q.Choices[l.rng.IntN(len(q.Choices))].ID; c != q.Keys[0] {
			return c
		}
	}
}
