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

	"satprep/internal/consent"
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
	OpenTest  int       `json:"open_test"`     // of a test or diagnostic that is not over
	Uncounted int       `json:"not_counted"`   // aided, rapid, synced late, or otherwise not counted
	Changed   int       `json:"other_version"` // of a question, or a version of it, that the bank no longer has
	Used      int       `json:"used"`
	Learners  int       `json:"learners"`
	Digest    string    `json:"answers_digest"` // SHA-256 of the answers used, in order: person, item, right or wrong
}

type loggedLearner struct {
	first  time.Time
	window int
	met    map[string]bool
	person map[string]int // in persons, by section, of the window
}

type loggedAnswer struct {
	item   int
	answer irt.Response
}

type logReader struct {
	src      Source
	held     *consent.AsOf
	out      Logged
	open     interaction.Unended[bool]
	learners map[uid.ID]*loggedLearner
	kin      map[string]string // question → the one that stands for its variants
	digest   hash.Hash
	places   map[string]int
	items    []string
	persons  [][]loggedAnswer
}

// FromLog reads answers as docs/measurement.md says: the first counted answer
// of each learner to each question, real or simulated, where analytics was
// agreed to when it was given and still is, and the test it was given in is
// over. Variants of a family that their author judged alike are one item, named
// after the first of them. Sections have abilities of their own, so a learner is
// a person in each. It changes no record; a server may run meanwhile. Persons
// are numbered: no id leaves the log.
func (src Source) FromLog(ctx context.Context, simulated bool) (_ *Responses, _ *Logged, err error) {
	defer fault.In(&err, "calibrate.FromLog")
	r := &logReader{src: src, open: interaction.Unended[bool]{}, learners: map[uid.ID]*loggedLearner{}, kin: kinOf(src.Bank), digest: sha256.New(), places: map[string]int{}}
	r.out.Simulated = simulated
	if r.held, err = src.Consent.AsOf(ctx, src.Now()); err != nil {
		return nil, nil, err
	}
	r.out.AsOf = r.held.At()
	if r.out.Seq, err = src.Log.Tail(ctx); err != nil {
		return nil, nil, err
	}
	if r.out.Seq > 0 { // a ceiling of 0 would be none
		err := src.Log.ScanHeads(ctx, 0, r.out.Seq, func(h *interaction.Head) error {
			if !h.ReceivedAt.After(r.out.AsOf) {
				r.open.Follow(h.Kind, h.Session)
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		if err := src.Log.Scan(ctx, 0, r.out.Seq, r.take); err != nil {
			return nil, nil, err
		}
	}
	r.out.Digest = hex.EncodeToString(r.digest.Sum(nil))
	if r.out.Used == 0 {
		return nil, nil, fault.New(fault.Conflict, "The log has no answer to calibrate with: of %d answers, %d are without consent to analytics, %d not the first to their question, %d of open tests, %d not counted, %d of a question that has changed since. --simulated reads simulated ones; --in reads a file.",
			r.out.Answers, r.out.NoConsent, r.out.NotFirst, r.out.OpenTest, r.out.Uncounted, r.out.Changed)
	}
	list, err := r.table()
	return list, &r.out, err
}

func (r *logReader) take(rec *interaction.Record) error {
	if !interaction.IsAnswer(rec.Kind) {
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
		l = &loggedLearner{met: map[string]bool{}}
		r.learners[rec.Subject] = l
	}
	item := name
	if of, ok := r.kin[name]; ok {
		item = of
	}
	if l.met[item] {
		r.out.NotFirst++
		return nil
	}
	l.met[item] = true
	q, ok := r.src.Bank.ByID(name)
	switch {
	case r.open[rec.Session] != nil:
		r.out.OpenTest++
	case !(interaction.Exposure{Aided: rec.Done.Aided.V, Rapid: body.Rapid, Late: body.SyncedLate, Counts: body.Eligible, Pretest: body.Pretest}).Measures():
		r.out.Uncounted++
	case !ok || q.Version != rec.Asked.Version:
		r.out.Changed++
	default:
		r.use(l, item, q.Section, rec)
	}
	return nil
}

func (r *logReader) use(l *loggedLearner, item, section string, rec *interaction.Record) {
	if l.person == nil {
		l.first, l.person = rec.ReceivedAt, map[string]int{}
		r.out.Learners++
	}
	if w := interaction.WindowOf(rec.ReceivedAt, l.first, l.window); w != l.window {
		l.window = w
		clear(l.person)
	}
	person, ok := l.person[section]
	if !ok {
		person = len(r.persons)
		l.person[section] = person
		r.persons = append(r.persons, nil)
	}
	i, ok := r.places[item]
	if !ok {
		i = len(r.items)
		r.places[item] = i
		r.items = append(r.items, item)
	}
	a := loggedAnswer{i, irt.Wrong}
	if rec.Done.Correct.V {
		a.answer = irt.Right
	}
	r.persons[person] = append(r.persons[person], a)
	r.out.Used++
	fmt.Fprintln(r.digest, person, item, rec.Done.Correct.V)
}

// kinOf names for every question in force the one that stands for it: the first
// of its family's variants that its author judged alike, which share parameters.
func kinOf(bank *question.Bank) map[string]string {
	type judged struct {
		family     string
		kind       question.Type
		difficulty question.Difficulty
		adjust     float64
	}
	first, kin := map[judged]string{}, make(map[string]string, len(bank.Questions))
	for _, q := range bank.Questions { // by id
		j := judged{q.Family, q.Type, q.Difficulty, q.Adjust}
		if _, ok := first[j]; !ok {
			first[j] = q.ID
		}
		kin[q.ID] = first[j]
	}
	return kin
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
		return nil, fault.New(fault.Conflict, "None of the %d questions that were answered has the %d answers that an estimate needs: all stay as they are.", len(r.Items), fewAnswers)
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
	e.Items = spread(e.Items, bank)
	return e, nil
}

// spread says of every variant what was estimated of the one that stands for them.
func spread(items []Item, bank *question.Bank) (all []Item) {
	variants := map[string][]*question.Question{}
	for id, of := range kinOf(bank) {
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

func leftAlone(q *question.Question, r *Responses, j int) Item {
	wrong, right := r.Answers.Count(j)
	unknown, p := Number(math.NaN()), q.Params
	return Item{Name: q.ID, A: Number(p.A), B: Number(p.B), C: Number(p.C), D: Number(-p.A * p.B), N: wrong + right, Right: Number(right / (wrong + right)),
		SEA: unknown, SEB: unknown, SEC: unknown, SED: unknown, Infit: unknown, Outfit: unknown, SX2: unknown, P: unknown, Flags: []string{Few, Authored}}
}
