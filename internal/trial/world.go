package trial

import (
	"fmt"
	"math"
	"math/rand/v2"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/selection"
)

// Bounds of what is simulated.
const (
	MostLearners  = 1_000_000
	MostLength    = 200
	MostQuestions = 100_000
)

// Options of a simulation.
type Options struct {
	Section  string // slug
	Learners int
	Length   int     // questions each
	Epsilon  float64 // share that is uniform, as in practice; 0 is the bare rule
	ErrorB   float64 // SD of the true b around what is believed
	Seed     uint64
}

// check says in a sentence what no simulation can be made of.
func (o *Options) check() error {
	switch {
	case o.Learners < 1 || o.Learners > MostLearners:
		return fault.At("students", "A simulation needs 1 to %d learners.", MostLearners)
	case o.Length < 1 || o.Length > MostLength:
		return fault.At("length", "A simulated test has 1 to %d questions.", MostLength)
	case !(o.Epsilon >= 0 && o.Epsilon <= 1):
		return fault.At("epsilon", "epsilon is a share, between 0 and 1.")
	case !(o.ErrorB >= 0 && o.ErrorB <= 3):
		return fault.At("error_b", "The error of b is a standard deviation between 0 and 3.")
	}
	if _, ok := question.FindSection(o.Section); !ok {
		return fault.At("section", "A section is rw or math.")
	}
	return nil
}

// A World is the questions of one section.
type World struct {
	Options
	mix       *selection.Mix
	pool      *selection.Pool
	truth     []irt.Params // by index in the pool
	tables    []*irt.Table // of what is believed
	domains   []question.Domain
	domain    []int // of a question, in domains; -1 beyond the section
	questions int   // of the section
}

// NewWorld makes the world of the practice questions among items.
func NewWorld(items []selection.Item, o Options) (*World, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	pool, err := selection.NewPool(selection.Practice, items)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The bank is none to choose from.")
	}
	mix, err := pool.Mix(question.Shares(irt.Scope{Section: o.Section}))
	if err != nil {
		return nil, err
	}
	if o.Length > mix.Len() {
		return nil, fault.At("length", "The bank has %d practice questions of %s, fewer than the %d that each learner is to answer.", mix.Len(), o.Section, o.Length)
	}
	w := &World{Options: o, mix: mix, pool: pool, questions: mix.Len()}
	section, _ := question.FindSection(o.Section)
	w.domains = section.Domains
	rng := rand.New(rand.NewPCG(o.Seed, worldStream))
	shared := map[irt.Params]*irt.Table{}
	for i := range pool.Len() {
		it := pool.Item(i)
		p := it.Params
		if shared[p] == nil {
			shared[p] = irt.NewTable(p)
		}
		w.tables = append(w.tables, shared[p])
		p.B += o.ErrorB * rng.NormFloat64()
		w.truth = append(w.truth, p)
		in := -1
		for d, dom := range w.domains {
			if it.Scope.Section == o.Section && it.Scope.Domain == dom.Slug {
				in = d
			}
		}
		w.domain = append(w.domain, in)
	}
	return w, nil
}

// Streams of random numbers beside those of learners, who have 1, 2, ….
const (
	worldStream = 0x776f726c64
	bankStream  = 0x62616e6b
)

// NewBank makes n practice questions of a section with parameters that are
// known: domains by the blueprint, skills in turn, ln a ~ N(ln slope - .3²/2, .3²)
// of mean a = slope, b ~ N(0, 1), c = .2, or 0 for the quarter of Math that is
// typed.
func NewBank(section string, n int, slope float64, seed uint64) ([]selection.Item, error) {
	s, ok := question.FindSection(section)
	switch {
	case !ok:
		return nil, fault.At("section", "A section is rw or math.")
	case n < 1 || n > MostQuestions:
		return nil, fault.At("questions", "A simulated bank has 1 to %d questions.", MostQuestions)
	case !(slope >= .1 && slope <= 5):
		return nil, fault.At("slope", "The mean discrimination of a simulated bank is between .1 and 5.")
	}
	const spread = .3
	rng := rand.New(rand.NewPCG(seed, bankStream))
	var items []selection.Item
	due, made := 0.0, 0
	for _, d := range s.Domains {
		due += d.Share * float64(n)
		for k := 0; made < int(math.Round(due)); k++ {
			p := irt.Params{A: slope * math.Exp(spread*rng.NormFloat64()-spread*spread/2), B: rng.NormFloat64(), C: .2}
			typed := rng.Float64() < .25 && section == question.Math
			if typed {
				p.C = 0
			}
			items = append(items, selection.Item{ID: fmt.Sprintf("s%06d", made+1), Params: p, Use: selection.Practice, Typed: typed,
				Scope: irt.Scope{Section: section, Domain: d.Slug, Skill: d.Skills[k%len(d.Skills)].Slug}})
			made++
		}
	}
	return items, nil
}

// A learner is in the middle of their test.
type learner struct {
	w        *World
	theta    float64 // true
	rng      *rand.Rand
	history  *selection.History
	evidence irt.Evidence
	mean, se float64 // as estimated
	salt     uint64
	served   int
}

// learner is the i-th of the world.
func (w *World) learner(i int) *learner {
	rng := rand.New(rand.NewPCG(w.Seed, uint64(i)+1))
	return &learner{w: w, theta: rng.NormFloat64(), salt: rng.Uint64(), rng: rng, history: w.pool.NewHistory(), se: 1}
}

// request is what a rule is asked now.
func (l *learner) request(p selection.Policy, epsilon float64) selection.Request {
	at := l.mean
	return selection.Request{History: l.history, Policy: p, Epsilon: epsilon, Salt: l.salt, Progress: selection.Progress(l.served, l.w.Length),
		Theta: func(irt.Scope) float64 { return at }}
}

// answer lets the learner answer what was chosen, with u in [0, 1).
func (l *learner) answer(index int, u float64) (right bool) {
	right = u < l.w.truth[index].P(l.theta)
	l.history.Serve(index)
	l.served++
	l.evidence.Add(l.w.tables[index], right)
	l.mean, l.se = l.evidence.Posterior(0, 1)
	return right
}
