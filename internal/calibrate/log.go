package calibrate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"satprep/internal/consent"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// abilityWindow is for how long an ability is taken as one: who answers for
// longer stands in the table as several persons.
const abilityWindow = 30 * 24 * time.Hour

// How many answers a question needs until more of it is estimated: psychometrics.md §2.
const (
	enoughForSlope = 200
	enoughForGuess = 1000
)

// Authored says of an item that it had too few answers, and that its parameters are those in force.
const Authored = "left_as_it_was"

// A Source is where answers are read when there is no file.
type Source struct {
	Log     *interaction.Log
	Consent *consent.Ledger
	Bank    *question.Bank
	Now     func() time.Time
}

// Logged says what was read of the log, and what became of its answers.
type Logged struct {
	AsOf      time.Time `json:"as_of"`
	Seq       int64     `json:"seq"` // last record read
	Simulated bool      `json:"simulated"`
	Answers   int       `json:"answers"`       // of the origin asked for, with a correctness
	NoConsent int       `json:"no_consent"`    // subject or author had not agreed to analytics, or does no longer
	NotFirst  int       `json:"not_first"`     // the learner had met the question
	Uncounted int       `json:"not_counted"`   // aided, rapid, synced late, or otherwise not counted
	Changed   int       `json:"other_version"` // of a question, or a version of it, that the bank no longer has
	Used      int       `json:"used"`
	Learners  int       `json:"learners"`
}

type loggedLearner struct {
	first  time.Time
	window int
	met    map[string]bool
	person int // in persons, of the window; -1 before there is one
}

type loggedAnswer struct {
	item   int
	answer irt.Response
}

type logReader struct {
	src      Source
	held     *consent.AsOf
	out      Logged
	learners map[uid.ID]*loggedLearner
	places   map[string]int
	items    []string
	persons  [][]loggedAnswer
}

// FromLog reads answers as docs/measurement.md says: the first counted answer
// of each learner to each question, real or simulated, where analytics was
// agreed to when it was given and still is. It changes no record; a server may
// run meanwhile. Persons are numbered: no id leaves the log.
func (src Source) FromLog(ctx context.Context, simulated bool) (_ *Responses, _ *Logged, err error) {
	defer fault.In(&err, "calibrate.FromLog")
	r := &logReader{src: src, learners: map[uid.ID]*loggedLearner{}, places: map[string]int{}}
	r.out.Simulated = simulated
	if r.held, err = src.Consent.AsOf(ctx, src.Now()); err != nil {
		return nil, nil, err
	}
	r.out.AsOf = r.held.At()
	if r.out.Seq, err = src.Log.Tail(ctx); err != nil {
		return nil, nil, err
	}
	if r.out.Seq > 0 { // a ceiling of 0 would be none
		if err := src.Log.Scan(ctx, 0, r.out.Seq, r.take); err != nil {
			return nil, nil, err
		}
	}
	if r.out.Used == 0 {
		return nil, nil, fault.New(fault.Missing, "The log has no answer to calibrate with: of %d answers, %d are without consent to analytics, %d not the first to their question, %d not counted, %d of a question that has changed since. --simulated reads simulated ones; --in reads a file.",
			r.out.Answers, r.out.NoConsent, r.out.NotFirst, r.out.Uncounted, r.out.Changed)
	}
	list, err := r.table()
	return list, &r.out, err
}

func (r *logReader) take(rec *interaction.Record) error {
	switch rec.Kind {
	case interaction.PracticeAnswered, interaction.DiagnosticAnswered, interaction.TestAnswered:
	default:
		return nil
	}
	origin := interaction.Real
	if r.out.Simulated {
		origin = interaction.Simulated
	}
	name := rec.Asked.Question
	if rec.Origin != origin || rec.ReceivedAt.After(r.out.AsOf) || name == "" || !rec.Done.Correct.Valid || rec.Done.State == interaction.NotReached {
		return nil
	}
	body, err := interaction.BodyAs[interaction.Answering](rec)
	if err != nil {
		return err
	}
	r.out.Answers++
	if !r.held.Admits(rec, interaction.Analytics) {
		r.out.NoConsent++
		return nil
	}
	l := r.learners[rec.Subject]
	if l == nil {
		l = &loggedLearner{met: map[string]bool{}, person: -1}
		r.learners[rec.Subject] = l
	}
	if l.met[name] {
		r.out.NotFirst++
		return nil
	}
	l.met[name] = true
	if rec.Done.Aided.V || body.Rapid || body.SyncedLate || !body.Eligible && !body.Pretest {
		r.out.Uncounted++
		return nil
	}
	if q, ok := r.src.Bank.ByID(name); !ok || q.Version != rec.Asked.Version {
		r.out.Changed++
		return nil
	}
	r.use(l, rec)
	return nil
}

func (r *logReader) use(l *loggedLearner, rec *interaction.Record) {
	if l.person < 0 {
		l.first = rec.ReceivedAt
		r.out.Learners++
	}
	// A clock that steps back opens no window again.
	if w := max(int(rec.ReceivedAt.Sub(l.first)/abilityWindow), l.window); l.person < 0 || w != l.window {
		l.window, l.person = w, len(r.persons)
		r.persons = append(r.persons, nil)
	}
	i, ok := r.places[rec.Asked.Question]
	if !ok {
		i = len(r.items)
		r.places[rec.Asked.Question] = i
		r.items = append(r.items, rec.Asked.Question)
	}
	a := loggedAnswer{i, irt.Wrong}
	if rec.Done.Correct.V {
		a.answer = irt.Right
	}
	r.persons[l.person] = append(r.persons[l.person], a)
	r.out.Used++
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
func RunLogged(ctx context.Context, r *Responses, bank *question.Bank, o Options) (_ *Estimate, err error) {
	defer fault.In(&err, "calibrate.RunLogged")
	model := o.Model
	if model != OnePL && model != TwoPL && model != ThreePL {
		return nil, fault.At("model", "A model is 1pl, 2pl or 3pl.")
	}
	if len(o.Held) > 0 || o.NoPriors {
		return nil, fault.New(fault.Invalid, "From the log questions are estimated with the priors of their authors and none is held; write a table and use --in for --hold and --no-priors.")
	}
	var kept []int
	o.Specs = map[string]irt.ItemSpec{}
	for j, name := range r.Items {
		q, ok := bank.ByID(name)
		if !ok {
			return nil, fault.New(fault.Missing, "The bank has no question %.60q.", name)
		}
		wrong, right := r.Answers.Count(j)
		if n := wrong + right; n >= fewAnswers {
			kept = append(kept, j)
			o.Specs[name] = specOf(q, model, n)
		}
	}
	if len(kept) == 0 {
		return nil, fault.New(fault.Missing, "None of the %d questions that were answered has the %d answers that an estimate needs: all stay as they are.", len(r.Items), fewAnswers)
	}
	enough := &Responses{Empty: r.Empty, Repeated: r.Repeated}
	if enough.Answers, err = columns(r.Answers, kept); err != nil {
		return nil, err
	}
	for _, j := range kept {
		enough.Items = append(enough.Items, r.Items[j])
	}
	enough.Persons = make([]string, enough.Answers.Rows()) // who answered nothing else is left out
	if o.Model = ThreePL; model != ThreePL {
		o.Model = TwoPL // with a slope of its own where there are enough answers; the specs say what is free
	}
	e, err := Run(ctx, enough, o)
	if err != nil {
		return nil, err
	}
	e.Model = model
	for j, name := range r.Items {
		if !slices.Contains(kept, j) {
			q, _ := bank.ByID(name)
			e.Items = append(e.Items, leftAlone(q, r, j))
		}
	}
	return e, nil
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

func leftAlone(q *question.Question, r *Responses, j int) Item {
	wrong, right := r.Answers.Count(j)
	unknown, p := Number(math.NaN()), q.Params
	return Item{Name: q.ID, A: Number(p.A), B: Number(p.B), C: Number(p.C), D: Number(-p.A * p.B), N: wrong + right, Right: Number(right / (wrong + right)),
		SEA: unknown, SEB: unknown, SEC: unknown, SED: unknown, Infit: unknown, Outfit: unknown, SX2: unknown, P: unknown, Flags: []string{Few, Authored}}
}
