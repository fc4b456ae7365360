package calibrate

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"slices"
	"time"

	"satprep/internal/counted"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// How many answers a question needs until more of it is estimated: psychometrics.md §2.
const (
	enoughForSlope = 200
	enoughForGuess = 1000
)

// Authored says of an item that it had too few answers, and that its parameters are those in force.
const Authored = "left_as_it_was"

// Logged says what was read of the log, and what became of its answers.
type Logged = counted.Logged

type loggedLearner struct {
	first  time.Time
	window int
	person map[string]int // in persons, by section, of the window
}

type loggedAnswer struct {
	item   int
	answer irt.Response
}

type logReader struct {
	learners map[uid.ID]*loggedLearner
	digest   hash.Hash
	places   map[string]int
	items    []string
	persons  [][]loggedAnswer
}

// FromLog reads answers as docs/measurement.md says: those that count, of real
// or of simulated learners. Sections have abilities of their own, so a learner is
// a person in each. It changes no record; a server may run meanwhile. Persons are
// numbered: no id leaves the log. The digest is of person, item, right or wrong.
func FromLog(ctx context.Context, src counted.Source, simulated bool) (_ *Responses, _ *Logged, err error) {
	defer fault.In(&err, "calibrate.FromLog")
	r := &logReader{learners: map[uid.ID]*loggedLearner{}, digest: sha256.New(), places: map[string]int{}}
	out, err := src.Read(ctx, simulated, r.use)
	if err != nil {
		return nil, nil, err
	}
	out.Digest = hex.EncodeToString(r.digest.Sum(nil))
	list, err := r.table()
	return list, out, err
}

func (r *logReader) use(c counted.Answer) {
	l := r.learners[c.Subject]
	if l == nil {
		l = &loggedLearner{first: c.At, person: map[string]int{}}
		r.learners[c.Subject] = l
	}
	if w := interaction.WindowOf(c.At, l.first, l.window); w != l.window {
		l.window = w
		clear(l.person)
	}
	person, ok := l.person[c.Question.Section]
	if !ok {
		person = len(r.persons)
		l.person[c.Question.Section] = person
		r.persons = append(r.persons, nil)
	}
	i, ok := r.places[c.Item]
	if !ok {
		i = len(r.items)
		r.places[c.Item] = i
		r.items = append(r.items, c.Item)
	}
	a := loggedAnswer{i, irt.Wrong}
	if c.Right {
		a.answer = irt.Right
	}
	r.persons[person] = append(r.persons[person], a)
	fmt.Fprintln(r.digest, person, c.Item, c.Right)
}

func (r *logReader) table() (*Responses, error) {
	if len(r.items) > mostItems {
		return nil, fault.New(fault.Invalid, "The log has answers to more than %d questions.", mostItems)
	}
	out := &Responses{Items: r.items, Answers: irt.NewResponses(len(r.items))}
	row := make([]irt.Response, len(r.items))
	for i, list := range r.persons {
		clear(row)
		for _, a := range list {
			row[a.item] = a.answer
		}
		if err := out.Answers.Add(row, 1); err != nil {
			return nil, err
		}
		out.Persons = append(out.Persons, fmt.Sprint(i+1))
	}
	return out, nil
}

// RunLogged estimates from answers of the log. The model is the most that is
// estimated of a question; its number of answers may allow less. Everything
// that is estimated has the prior of what its author said. A question with too
// few answers keeps the parameters in force, is not estimated, and says so.
// What is estimated of a family is said of each of its variants.
func RunLogged(ctx context.Context, r *Responses, bank *question.Bank, o Options) (_ *Estimate, err error) {
	defer fault.In(&err, "calibrate.RunLogged")
	model := o.Model
	if err := o.checkLogged(); err != nil {
		return nil, err
	}
	var kept []int
	var answers float64
	o.Specs = map[string]irt.ItemSpec{}
	for j, name := range r.Items {
		q, ok := bank.ByID(name)
		if !ok {
			return nil, fault.New(fault.Missing, "The bank has no question %.60q.", name)
		}
		wrong, right := r.Answers.Count(j)
		if n := wrong + right; n >= fewAnswers {
			kept, answers = append(kept, j), answers+n
			o.Specs[name] = specOf(q, model, n)
		}
	}
	if len(kept) == 0 {
		return nil, fault.New(fault.Conflict, "None of the %d questions that were answered has the %d answers that an estimate needs: all stay as they are.", len(r.Items), fewAnswers)
	}
	if o.Model = ThreePL; model != ThreePL {
		o.Model = TwoPL // with a slope of its own where there are enough answers; the specs say what is free
	}
	var e *Estimate
	if o.HoldCalibrated {
		e, err = runHeld(ctx, r, kept, bank, o)
	} else {
		e, err = runSome(ctx, r, kept, o)
		if e != nil {
			e.Estimated = int(answers)
		}
	}
	if err != nil {
		return nil, err
	}
	e.Model = model
	for j, name := range r.Items {
		if !slices.Contains(kept, j) {
			q, _ := bank.ByID(name)
			e.Items = append(e.Items, leftAlone(q, r, j, Few, Authored))
		}
	}
	e.Items = spread(e.Items, bank)
	return e, nil
}

// runSome estimates some of the items; who answered nothing else is left out.
func runSome(ctx context.Context, r *Responses, kept []int, o Options) (_ *Estimate, err error) {
	some := &Responses{Empty: r.Empty, Repeated: r.Repeated}
	if some.Answers, err = columns(r.Answers, kept); err != nil {
		return nil, err
	}
	for _, j := range kept {
		some.Items = append(some.Items, r.Items[j])
	}
	some.Persons = make([]string, some.Answers.Rows())
	return Run(ctx, some, o)
}

// spread says of every variant what was estimated of the one that stands for them.
func spread(items []Item, bank *question.Bank) (all []Item) {
	variants := map[string][]*question.Question{}
	for id, of := range counted.Kin(bank) {
		q, _ := bank.ByID(id)
		variants[of] = append(variants[of], q)
	}
	for _, it := range items {
		kin := variants[it.Name]
		slices.SortFunc(kin, func(a, b *question.Question) int { return cmp.Compare(a.ID, b.ID) })
		for _, q := range kin {
			one := it
			one.Name, one.Flags = q.ID, slices.Clone(it.Flags)
			if len(kin) > 1 {
				one.Family = q.Family
			}
			if slices.Contains(it.Flags, Authored) { // each keeps its own
				one.A, one.B, one.C, one.D = Number(q.Params.A), Number(q.Params.B), Number(q.Params.C), Number(-q.Params.A*q.Params.B)
			}
			all = append(all, one)
		}
	}
	return all
}

func specOf(q *question.Question, model string, n float64) irt.ItemSpec {
	p := question.AuthoredParams(q.Type, q.Difficulty, q.Adjust)
	s := irt.ItemSpec{Start: p.Params, FreeB: true, B: irt.Normal{Mean: p.B, SD: p.BSD}}
	if n >= enoughForSlope && model != OnePL {
		s.FreeA, s.LnA = true, irt.Normal{Mean: math.Log(p.A), SD: p.ALnSD}
	}
	if n >= enoughForGuess && model == ThreePL && p.C > 0 { // nobody guesses a typed answer
		s.FreeC, s.LogitC = true, irt.DefaultLogitC
	}
	return s
}

func leftAlone(q *question.Question, r *Responses, j int, flags ...string) Item {
	wrong, right := r.Answers.Count(j)
	unknown, p := Number(math.NaN()), q.Params
	return Item{Name: q.ID, A: Number(p.A), B: Number(p.B), C: Number(p.C), D: Number(-p.A * p.B), N: wrong + right, Right: Number(right / (wrong + right)),
		SEA: unknown, SEB: unknown, SEC: unknown, SED: unknown, Infit: unknown, Outfit: unknown, SX2: unknown, P: unknown, Flags: flags}
}
