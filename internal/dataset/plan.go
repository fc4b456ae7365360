package dataset

import (
	"bytes"
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"satprep/internal/consent"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/uid"
)

// A Plan says which records enter a release.
type Plan struct {
	records bitset // by seq
	Members []member
	Authors []author // who wrote records about others, in order
	Counts  Counts
	K       Anonymity
}

// Counts say what became of the log's records.
type Counts struct {
	Log        int `json:"log"`         // up to the ceiling
	Later      int `json:"later"`       // received after the as-of time
	Kinds      int `json:"kinds"`       // of kinds that never leave, or were not asked for
	Origin     int `json:"origin"`      // of another origin
	Filtered   int `json:"filtered"`    // by the recipe's filter
	NoConsent  int `json:"no_consent"`  // subject or author had not agreed, or does no longer
	OpenTest   int `json:"open_test"`   // of a test or diagnostic that is not over
	FewRecords int `json:"few_records"` // of learners below min_records or min_answers
	SmallCell  int `json:"small_cell"`  // of learners suppressed for k-anonymity
	Admitted   int `json:"admitted"`

	simulated bool // some of another origin are of simulated learners
}

// A member is a learner of a release.
type member struct {
	subject uid.ID
	records int32
	answers int32
	age     string         // at the newest record
	devices map[string]int // records by device class
	device  string         // the commonest of them
}

// An author wrote records of a release about somebody else, as a tutor who edits a
// reply. Their consent is needed like the learner's, so whatever asks later who may
// still be in a release asks about them too.
type author struct {
	subject uid.ID
	records int32
}

// people are all whose consent a release needs: its learners and the authors of
// what others wrote about them, each once, with the records they are in for.
func (p *Plan) people() []author {
	all := slices.Clone(p.Authors)
	for _, m := range p.Members {
		all = append(all, author{m.subject, m.records})
	}
	slices.SortFunc(all, func(a, b author) int { return bytes.Compare(a.subject[:], b.subject[:]) })
	out := all[:0]
	for _, a := range all {
		if n := len(out); n > 0 && out[n-1].subject == a.subject {
			out[n-1].records += a.records
			continue
		}
		out = append(out, a)
	}
	return out
}

// leaves reports whether records of a kind may leave at all. Facts about
// accounts, consent and safety never do, nor do the dates of real tests.
func leaves(k interaction.Kind) bool {
	switch k {
	case interaction.AccountRegistered, interaction.AccountChanged, interaction.ConsentChanged, interaction.HistoryRead, interaction.ExportMade,
		interaction.TutorSafety, interaction.GoalChanged, interaction.ScoreReported, interaction.ScoreWithdrawn,
		interaction.PracticePacked, interaction.QuestionReported, interaction.QuestionReportResolved:
		return false
	}
	return true
}

// plan reads the heads of the log once. What it holds grows with the number of
// learners, and by one bit a record.
func (s *Service) plan(ctx context.Context, r *Recipe, bank *question.Bank, asOf time.Time, ceiling int64, held *consent.AsOf, progress func(done, of int64)) (*Plan, error) {
	p := &planner{recipe: r, bank: bank, asOf: asOf, held: held, known: map[uid.ID]int{}, own: map[uid.ID]bool{}, wrote: map[uid.ID][]int64{}, open: interaction.Unended[openSession]{},
		screens: screenKinds(), plan: &Plan{records: newBitset(ceiling)}}
	err := s.Log.ScanHeads(ctx, 0, ceiling, func(h *interaction.Head) error {
		p.take(h)
		if progress != nil && h.Seq&(1<<14-1) == 0 {
			progress(h.Seq, ceiling)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	p.closeOpen()
	if err := s.dropFew(ctx, p, ceiling); err != nil {
		return nil, err
	}
	if err := s.anonymise(ctx, p, ceiling); err != nil {
		return nil, err
	}
	p.finish()
	return p.plan, nil
}

type planner struct {
	recipe  *Recipe
	bank    *question.Bank
	asOf    time.Time
	held    *consent.AsOf
	plan    *Plan
	known   map[uid.ID]int     // subject → place in plan.Members
	own     map[uid.ID]bool    // subjects who did something themselves of an origin that the recipe names
	wrote   map[uid.ID][]int64 // author → seqs of records about others: few, what tutors write
	open    interaction.Unended[openSession]
	screens map[interaction.Kind]bool
}

// An openSession is a test or diagnostic that was begun and not ended: what
// happened in it may not leave yet.
type openSession struct {
	subject uid.ID
	seqs    []int64
	answers int32
}

func screenKinds() map[interaction.Kind]bool {
	all := map[interaction.Kind]bool{}
	for _, d := range interaction.Definitions {
		if d.Screen {
			all[d.Kind] = true
		}
	}
	return all
}

func (p *planner) take(h *interaction.Head) {
	c := &p.plan.Counts
	c.Log++
	if h.ReceivedAt.After(p.asOf) {
		c.Later++
		return
	}
	p.open.Follow(h.Kind, h.Session)
	switch {
	case !leaves(h.Kind), p.screens[h.Kind] && !p.recipe.Filter.ScreenKinds:
		c.Kinds++
		return
	case !p.enters(h):
		c.Origin++
		c.simulated = c.simulated || h.Origin == interaction.Simulated
		return
	case !p.passes(h):
		c.Filtered++
		return
	}
	if !p.admits(h) {
		c.NoConsent++
		return
	}
	p.plan.records.set(h.Seq)
	c.Admitted++
	answer := interaction.IsAnswer(h.Kind)
	if o := p.open[h.Session]; o != nil {
		o.subject, o.seqs = h.Subject, append(o.seqs, h.Seq)
		if answer {
			o.answers++
		}
	}
	if !h.Actor.IsZero() && h.Actor != h.Subject {
		p.wrote[h.Actor] = append(p.wrote[h.Actor], h.Seq)
	}
	m := p.member(h.Subject)
	m.records++
	if answer {
		m.answers++
	}
	m.age = h.Consent.AgeBand
	if class := h.Provenance.DeviceClass; class != "" {
		if m.devices == nil {
			m.devices = map[string]int{}
		}
		m.devices[class]++
	}
}

// enters reports whether a record is of an origin that the recipe names. What
// staff did with somebody else's enters only where that person's own does: an edit
// of a reply to a simulated learner is no real data.
func (p *planner) enters(h *interaction.Head) bool {
	named := slices.Contains(p.recipe.Origins, string(h.Origin))
	if h.Actor.IsZero() || h.Actor == h.Subject {
		if named {
			p.own[h.Subject] = true
		}
		return named
	}
	return named && p.own[h.Subject]
}

// admits joins consent: its own stamp, and the purpose held by subject and
// author when it happened and as of the build.
func (p *planner) admits(h *interaction.Head) bool {
	return p.held.Admits(&interaction.Record{Subject: h.Subject, Actor: h.Actor, ReceivedAt: h.ReceivedAt, Consent: h.Consent}, p.recipe.purpose())
}

func (p *planner) member(subject uid.ID) *member {
	i, ok := p.known[subject]
	if !ok {
		i = len(p.plan.Members)
		p.known[subject] = i
		p.plan.Members = append(p.plan.Members, member{subject: subject})
	}
	return &p.plan.Members[i]
}

// passes reports whether the filter lets a record through. A filter on sections
// or skills also leaves out what belongs to none; what is said of a turn, as a
// rating or an edit is, belongs where its question does.
func (p *planner) passes(h *interaction.Head) bool {
	f, section, skill := &p.recipe.Filter, h.Section, h.Skill
	if h.Question != "" {
		if q, err := p.bank.Find(h.Question, ""); err == nil {
			section, skill = q.Section, q.Skill
		}
	}
	in := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	return (f.since.IsZero() || !h.ReceivedAt.Before(f.since)) && (f.until.IsZero() || h.ReceivedAt.Before(f.until)) &&
		in(f.Sections, section) && in(f.Skills, skill) && in(f.Modes, h.Mode) && in(f.AgeBands, h.Consent.AgeBand)
}

// closeOpen takes out what belongs to sessions that are not over.
func (p *planner) closeOpen() {
	for _, o := range p.open {
		for _, seq := range o.seqs {
			p.plan.records.clear(seq)
		}
		n := len(o.seqs)
		p.plan.Counts.Admitted -= n
		p.plan.Counts.OpenTest += n
		if n > 0 {
			m := p.member(o.subject)
			m.records -= int32(n)
			m.answers -= o.answers
		}
	}
}

// dropFew takes out learners of whom there is too little.
func (s *Service) dropFew(ctx context.Context, p *planner, ceiling int64) error {
	f := p.recipe.Filter
	return s.drop(ctx, p, ceiling, &p.plan.Counts.FewRecords, func(m *member) bool {
		return int(m.records) < f.MinRecords || int(m.answers) < f.MinAnswers
	})
}

// drop takes out the learners that unwanted says, with all their records.
func (s *Service) drop(ctx context.Context, p *planner, ceiling int64, count *int, unwanted func(*member) bool) error {
	for i := range p.plan.Members {
		m := &p.plan.Members[i]
		if m.records == 0 || !unwanted(m) {
			continue
		}
		seqs, err := s.Log.SubjectSeqs(ctx, m.subject, 0, ceiling)
		if err != nil {
			return err
		}
		n := 0
		for _, seq := range seqs {
			if p.plan.records.has(seq) {
				p.plan.records.clear(seq)
				n++
			}
		}
		*count += n
		p.plan.Counts.Admitted -= n
		m.records, m.answers = 0, 0
	}
	return nil
}

// finish forgets learners of whom nothing enters, and puts the others in an
// order that does not depend on the log's.
func (p *planner) finish() {
	all := slices.DeleteFunc(p.plan.Members, func(m member) bool { return m.records == 0 })
	slices.SortFunc(all, func(a, b member) int { return bytes.Compare(a.subject[:], b.subject[:]) })
	p.plan.Members = all
	for who, seqs := range p.wrote {
		a := author{subject: who}
		for _, seq := range seqs {
			if p.plan.records.has(seq) {
				a.records++
			}
		}
		if a.records > 0 {
			p.plan.Authors = append(p.plan.Authors, a)
		}
	}
	slices.SortFunc(p.plan.Authors, func(a, b author) int { return bytes.Compare(a.subject[:], b.subject[:]) })
}

// A bitset holds numbers from 1 to a ceiling, a bit each.
type bitset []uint64

func newBitset(ceiling int64) bitset { return make(bitset, ceiling/64+1) }

func (b bitset) set(n int64)      { b[n>>6] |= 1 << (n & 63) }
func (b bitset) clear(n int64)    { b[n>>6] &^= 1 << (n & 63) }
func (b bitset) has(n int64) bool { return n>>6 < int64(len(b)) && b[n>>6]&(1<<(n&63)) != 0 }

// without lists the numbers in b that are not in c, in order.
func (b bitset) without(c bitset) (list []int64) {
	for i, w := range b {
		if i < len(c) {
			w &^= c[i]
		}
		for ; w != 0; w &= w - 1 {
			list = append(list, int64(i)<<6+int64(bits.TrailingZeros64(w)))
		}
	}
	return list
}

// errNothing says that a recipe lets nothing through, and what held it back.
func errNothing(c Counts) error {
	if c.Log == 0 {
		return fault.New(fault.Conflict, "Nothing of the log enters this dataset: nothing has been recorded yet.")
	}
	var why []string
	for _, x := range []struct {
		n   int
		why string
	}{
		{c.Kinds, "of kinds that do not leave or were not asked for"}, {c.Origin, "of another origin"}, {c.Filtered, "filtered out"},
		{c.NoConsent, "without consent for the purpose"}, {c.OpenTest, "of open tests"}, {c.FewRecords, "of learners with too few records"},
		{c.SmallCell, "of groups too small"}, {c.Later, "received later than the recipe reads"},
	} {
		if x.n > 0 {
			why = append(why, fmt.Sprintf("%d %s", x.n, x.why))
		}
	}
	hint := ""
	if c.simulated {
		hint = " The log is of simulated learners, and the recipe does not name them: build with --origins simulated, or write simulated into its origins."
	}
	return fault.New(fault.Conflict, "Nothing of the log enters this dataset. Of all %d records these stay out: %s.%s", c.Log, strings.Join(why, ", "), hint)
}
