package question

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// checkEvery is how old a snapshot may be before the database is asked whether
// another process changed the bank.
const checkEvery = time.Second

// byProgram is the origin of what came with the program.
const byProgram = "program"

// By says who or what changes the bank: an Origin ("import", "admin"), and who
// did it, in which role, where somebody did.
type By struct {
	Origin string
	Actor  uid.ID
	Role   string
}

// Service keeps the bank in the database and a snapshot of it in memory. It is
// safe for concurrent use.
type Service struct {
	db      *db.DB
	now     func() time.Time
	current atomic.Pointer[snapshot]
	checked atomic.Int64 // microseconds: when the database was last asked
	loading sync.Mutex

	underMu sync.Mutex
	under   map[string]*Bank // the snapshot under earlier parameter sets
}

type snapshot struct {
	bank   *Bank
	number int64 // of the bank's history
}

// New returns a service on d; Open it before anything else.
func New(d *db.DB, now func() time.Time) *Service {
	s := &Service{db: d, now: now}
	s.current.Store(&snapshot{bank: NewBank(nil, nil)})
	return s
}

// Open puts the bank that comes with the program in force, if this database has
// not had it yet, and reads what is in force. A question that an operator
// changed stays as the operator left it; one that the program no longer has is
// retired.
func (s *Service) Open(ctx context.Context) (err error) {
	defer fault.In(&err, "question.Open")
	text, err := embedded()
	if err != nil {
		return err
	}
	if err := s.load(ctx); err != nil {
		return err
	}
	digest := digestOf(text)
	if known, err := loaded(ctx, s.db, digest); err != nil || known {
		return err
	}
	f, err := ReadAll(bytes.NewReader(text))
	if err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	_, err = s.change(ctx, func(b *Bank) (*plan, error) {
		p := newPlan(b, By{Origin: byProgram})
		if known, err := loaded(ctx, s.db, digest); err != nil || known {
			return p, err
		}
		p.digest = digest
		p.take(f)
		p.retireOthers(f)
		return p, nil
	})
	return err
}

// Bank returns the bank in force. At most every second one caller asks the
// database whether another process changed it; where the database does not
// answer, the snapshot stands (Check says so).
func (s *Service) Bank(ctx context.Context) *Bank {
	at, last := s.now().UnixMicro(), s.checked.Load()
	if at-last >= checkEvery.Microseconds() && s.checked.CompareAndSwap(last, at) {
		_ = s.Check(ctx) // the caller's own use of the database will tell
	}
	return s.current.Load().bank
}

// maxUnder is how many earlier parameter sets are held at once: those of open
// sessions, of which few are older than the last promotion.
const maxUnder = 8

// At returns the questions in force with the parameters of an earlier set: what
// a session that began under it goes on with. A question that the set does not
// have comes with the parameters in force; so does every one under a set that
// never was here.
func (s *Service) At(ctx context.Context, set string) (_ *Bank, err error) {
	defer fault.In(&err, "question.At(%.16s)", set)
	now := s.Bank(ctx)
	if set == "" || set == now.ParamsVersion {
		return now, nil
	}
	s.underMu.Lock()
	defer s.underMu.Unlock()
	if b, ok := s.under[set]; ok && b.Number == now.Number {
		return b, nil
	}
	params, _, err := readParams(ctx, s.db, set)
	if err != nil || params == nil {
		return now, err
	}
	if len(s.under) >= maxUnder {
		clear(s.under)
	}
	if s.under == nil {
		s.under = map[string]*Bank{}
	}
	scale, err := readScale(ctx, s.db, set)
	if err != nil {
		return now, err
	}
	b := now.under(set, params, scale)
	s.under[set] = b
	return b, nil
}

// Check reads the bank anew if it is no longer the one in force.
func (s *Service) Check(ctx context.Context) (err error) {
	defer fault.In(&err, "question.Check")
	number, _, _, err := inForce(ctx, s.db)
	if err != nil || number == s.current.Load().number {
		return err
	}
	return s.load(ctx)
}

func (s *Service) load(ctx context.Context) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	b, number, err := readBank(ctx, s.db)
	if err != nil {
		return err
	}
	if number >= s.current.Load().number {
		s.current.Store(&snapshot{b, number})
	}
	return nil
}

// A Report says what a change did.
type Report struct {
	Added     int       `json:"added"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Kept      int       `json:"kept"` // the operator's, not replaced by the program's
	Retired   int       `json:"retired"`
	Skills    int       `json:"skills"`
	Corrected []string  `json:"corrected,omitempty"`  // changed ones whose key, and nothing else of what is asked, is another
	FormsLost []string  `json:"forms_lost,omitempty"` // that were whole before, so that no test begins with them any more
	FormsOpen []string  `json:"forms_open,omitempty"` // that questions were added to and that never were whole, with what each lacks
	Bad       []BadLine `json:"bad,omitempty"`
	Findings  []Finding `json:"findings,omitempty"` // about questions added and changed, and forms that are not whole
	Bank      string    `json:"bank"`               // version in force afterwards
	Params    string    `json:"params"`
}

// Import takes a question file into the bank in one transaction. Bad lines are
// reported and the rest is taken. A question of a known id becomes a new version
// where its content differs, and starts from authored parameters then, or from
// what was estimated of that very content before. One that corrects a key and
// explains the wrong one as before is explained anew, which a finding says.
func (s *Service) Import(ctx context.Context, by By, r io.Reader) (_ Report, err error) {
	defer fault.In(&err, "question.Import")
	f, err := ReadAll(r)
	if err != nil {
		return Report{}, err
	}
	return s.Take(ctx, by, f)
}

// Take is Import of a file that was read, whatever its form was.
func (s *Service) Take(ctx context.Context, by By, f *File) (_ Report, err error) {
	defer fault.In(&err, "question.Take")
	report, err := s.change(ctx, func(b *Bank) (*plan, error) {
		p := newPlan(b, by)
		p.take(f)
		return p, nil
	})
	report.Bad = f.Bad
	return report, err
}

// Retire takes a question out of force, or back in. Nothing is deleted. An id
// that was never in the bank is Missing.
func (s *Service) Retire(ctx context.Context, by By, id string, retired bool) (err error) {
	defer fault.In(&err, "question.Retire(%.40s)", id)
	_, err = s.change(ctx, func(b *Bank) (*plan, error) {
		q, err := b.Find(id, "")
		if err != nil {
			return nil, err
		}
		p := newPlan(b, by)
		if q.Retired != retired {
			clone := *q
			clone.Retired = retired
			p.put(&clone)
		}
		return p, nil
	})
	return err
}

// ParamSet returns the parameters of a set, by question, as they were; one that
// never was is Missing.
func (s *Service) ParamSet(ctx context.Context, id string) (_ map[string]Params, err error) {
	defer fault.In(&err, "question.ParamSet(%.16s)", id)
	sets, _, err := readParams(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	if sets == nil {
		return nil, fault.New(fault.Missing, "There is no parameter set %.20q.", id)
	}
	params := make(map[string]Params, len(sets))
	for k, p := range sets {
		params[k.id] = p
	}
	return params, nil
}

// change plans upon the snapshot and writes; where another change came between,
// it plans again.
func (s *Service) change(ctx context.Context, prepare func(*Bank) (*plan, error)) (Report, error) {
	const tries = 4
	for range tries {
		now := s.current.Load()
		p, err := prepare(now.bank)
		if err != nil {
			return Report{}, err
		}
		c := p.finish(now.number)
		if c == nil {
			return p.report, nil
		}
		err = s.db.Write(ctx, func(tx *db.Tx) error { return c.write(tx, s.now()) })
		var no *refusal
		switch {
		case err == nil:
			return p.report, s.load(ctx)
		case errors.As(err, &no):
			return Report{}, no.why
		}
		if !errors.Is(err, errStale) && !fault.Is(err, fault.Conflict) { // Conflict: another process took the number
			return Report{}, err
		}
		if err := s.load(ctx); err != nil {
			return Report{}, err
		}
	}
	return Report{}, fault.Later(checkEvery, "The question bank is being changed by others. Please try again.")
}

// A plan is a change in the making: every question as it will be, and which of
// them must be written.
type plan struct {
	by        By
	digest    string
	base      *Bank
	all       map[string]*Question
	questions map[string]*Question // to be written
	params    map[string]*Question // whose parameters are to be written
	skills    []*Skill
	scale     Scale // of the base, or another
	report    Report
	rekeys    bool                              // it corrects a key, which has an entry of its own in the audit
	note      string                            // why
	also      func(tx *db.Tx, set string) error // in the same transaction; its error is the last word
}

func newPlan(b *Bank, by By) *plan {
	if by.Origin == "" {
		by.Origin = "admin"
	}
	return &plan{by: by, base: b, scale: b.Scale, all: maps.Clone(b.byID), questions: map[string]*Question{}, params: map[string]*Question{},
		report: Report{Bank: b.Version, Params: b.ParamsVersion}}
}

// put writes q as it is, and its parameters where they are new.
func (p *plan) put(q *Question) {
	p.all[q.ID], p.questions[q.ID] = q, q
	if old, ok := p.base.byID[q.ID]; !ok || old.Version != q.Version || old.Params != q.Params {
		p.params[q.ID] = q
	}
}

// take plans the import of a file.
func (p *plan) take(f *File) {
	for _, q := range f.Questions {
		old, known := p.base.byID[q.ID]
		if known && p.by.Origin == byProgram && p.base.operators[q.ID] {
			p.report.Kept++
			continue
		}
		if known {
			if right := p.base.unproven(old, q); right != q {
				q = right
				p.report.Findings = append(p.report.Findings, Finding{q.ID, ExplainedAnew, "rationales or steps were those of the version with the wrong key, so they are replaced by words that say no more than that the key was corrected; write them anew"})
			}
		}
		switch {
		case known && same(old, q) && (old.Retired == p.stays(old)):
			p.report.Unchanged++
			continue
		case known:
			p.report.Changed++
		default:
			p.report.Added++
		}
		clone := *q
		if clone.Retired = known && p.stays(old); clone.Retired {
			p.report.Findings = append(p.report.Findings, Finding{q.ID, "retired", "was taken out of use by an admin and stays so; it is put back where it is retired"})
		}
		if known && old.Version == q.Version && old.Params.Source == Calibrated {
			clone.Params = old.Params // what was learned of this very content stands
		} else if was, ok := p.base.learned[key{q.ID, q.Version}]; ok && known && old.Version != q.Version {
			clone.Params = was // and stands again where an edit is taken back
		}
		p.put(&clone)
	}
	for _, s := range f.Skills {
		old, known := p.base.Skill(s.Slug)
		switch {
		case known && reflect.DeepEqual(old, s):
		case known && p.by.Origin == byProgram && p.base.operators[skillKey(s.Slug)]:
			p.report.Kept++
		default:
			p.skills = append(p.skills, s)
		}
	}
	p.report.Skills = len(p.skills)
}

// skillKey is a skill's place among the ids of Bank.operators, where no
// question's id can be.
func skillKey(slug string) string { return "skill " + slug }

// same reports whether an imported question is the one there already.
func same(old, q *Question) bool {
	return old.Version == q.Version && old.Family == q.Family && old.Difficulty == q.Difficulty && old.Use == q.Use && old.Form == q.Form &&
		old.Slot == q.Slot && old.Adjust == q.Adjust && slices.Equal(old.Tags, q.Tags)
}

// stays reports whether a question stays out of use: what an admin retired a file
// does not put back, what the program no longer brought the program may bring again.
func (p *plan) stays(old *Question) bool {
	return old.Retired && (p.by.Origin != byProgram || p.base.operators[old.ID])
}

// retireOthers retires what the program brought once and f no longer has.
func (p *plan) retireOthers(f *File) {
	stays := map[string]bool{}
	for _, q := range f.Questions {
		stays[q.ID] = true
	}
	for _, q := range p.base.Questions {
		if !stays[q.ID] && !p.base.operators[q.ID] {
			clone := *q
			clone.Retired = true
			p.put(&clone)
			p.report.Retired++
		}
	}
}

// said is what the change does, in a few words for the audit.
func (p *plan) said() string {
	r, words := p.report, []string{}
	if p.rekeys {
		return ""
	}
	for _, part := range []struct {
		n    int
		what string
	}{{r.Added, "added"}, {r.Changed, "changed"}, {r.Retired, "retired"}, {r.Skills, "skills"}} {
		if part.n > 0 {
			words = append(words, fmt.Sprint(part.n, " ", part.what))
		}
	}
	if len(words) > 0 {
		text := strings.Join(words, ", ")
		if len(r.Corrected) > 0 {
			text += "; keys corrected: " + strings.Join(r.Corrected, ", ")
		}
		return text
	}
	for id, q := range p.questions { // the only one
		if q.Retired {
			return "retired " + id
		}
		return "put back " + id
	}
	return ""
}

// finish makes the change, upon the bank of that number; nil is that there is
// nothing to do.
func (p *plan) finish(number int64) *change {
	if len(p.questions)+len(p.params)+len(p.skills) == 0 && p.digest == "" && p.scale == p.base.Scale {
		return nil
	}
	next := NewBank(slices.Collect(maps.Values(p.all)), nil)
	next.on(p.scale)
	p.report.Bank, p.report.Params = next.Version, next.ParamsVersion
	c := &change{by: p.by, digest: p.digest, from: number, next: next, skills: p.skills, also: p.also,
		questions: slices.SortedFunc(maps.Values(p.questions), byID), params: slices.SortedFunc(maps.Values(p.params), byID)}
	if number > 0 {
		c.parent = p.base.ParamsVersion
	}
	for _, q := range c.questions {
		if old := p.base.byID[q.ID]; old != nil && corrects(&old.Content, &q.Content) {
			c.rekeyed = append(c.rekeyed, Correction{Question: q.ID, From: old.Version, To: q.Version, Was: old.Keys, Is: q.Keys, Note: p.note})
			p.report.Corrected = append(p.report.Corrected, q.ID)
		}
	}
	c.said = p.said()
	for _, f := range p.base.forms {
		if _, whole := next.Form(f.ID); !whole {
			p.report.FormsLost = append(p.report.FormsLost, f.ID)
		}
	}
	if p.digest != "" {
		return c // the built-in bank was looked through before it was built in
	}
	p.report.Findings = append(p.report.Findings, Lint(c.questions)...)
	forms := map[string]bool{}
	for _, q := range c.questions {
		forms[q.FormID()] = forms[q.FormID()] || q.Use == Forms
	}
	for _, f := range gather(next.Questions) {
		if _, whole := next.Form(f.ID); forms[f.ID] && !whole && !slices.Contains(p.report.FormsLost, f.ID) {
			p.report.FormsOpen = append(p.report.FormsOpen, fmt.Sprintf("form %s: %s", f.ID, f.lacks()))
		}
		p.report.Findings = append(p.report.Findings, f.Check()...)
	}
	return c
}
