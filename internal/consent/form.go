package consent

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
)

const (
	formBatch    = 256 // lines that are looked at together
	formsAtOnce  = 32  // people whose lines are written at the same time
	keptRefusals = 1000
)

var (
	formColumns = []string{"user_id", "purpose", "granted", "text_version", "given_by", "given_at"}
	formMay     = []string{"until"}
)

// An Imported says what became of a file of signed forms.
type Imported struct {
	Taken     int               `json:"taken"`
	Unchanged int               `json:"unchanged"` // were there already, or withdrew what did not stand
	Refused   int               `json:"refused"`
	Refusals  []account.Refusal `json:"refusals"` // the first 1000
}

// A form is a line: one choice that somebody signed on paper.
type form struct {
	line    int
	userID  string
	purpose interaction.Purposes
	granted bool
	text    Text
	by      string
	at      moment
	until   moment
}

// A moment is a time, or a day of the calendar where the person lives.
type moment struct {
	time.Time
	day bool
}

// Import takes the choices that learners and guardians signed on paper from a
// CSV file: user_id, purpose, granted, text_version, given_by (learner or
// guardian), given_at and until, the latter two as days or as RFC 3339 times;
// until may be missing or empty. The same people may choose on paper as
// anywhere else.
//
// A choice stands from when it is imported, not from when it was signed: what
// was recorded in between was recorded without it. One that is older than
// another choice for the same purpose is refused. A bad line is refused and the
// rest taken; a line that was taken before changes nothing.
//
// Only the operator calls this. Memory does not grow with the file.
func (s *Service) Import(ctx context.Context, forms io.Reader) (done Imported, err error) {
	defer fault.In(&err, "consent.Import")
	done.Refusals = []account.Refusal{}
	sheet, err := account.OpenSheet(bufio.NewReaderSize(forms, 1<<16), formColumns, formMay)
	if err != nil {
		return done, err
	}
	var batch []*form
	for {
		bad, err := sheet.Next()
		if errors.Is(err, io.EOF) {
			return done, s.importForms(ctx, batch, &done)
		} else if err != nil {
			return done, errors.Join(err, s.importForms(ctx, batch, &done))
		}
		if bad == nil {
			f, err := readForm(sheet)
			if err == nil {
				if batch = append(batch, f); len(batch) < formBatch {
					continue
				}
			} else {
				bad = account.Refuse(sheet.Line(), err)
			}
		}
		if err := s.importForms(ctx, batch, &done); err != nil { // refusals stay in the order of the lines
			return done, err
		}
		batch = batch[:0]
		if bad != nil {
			done.refuse(*bad)
		}
	}
}

func (i *Imported) refuse(r account.Refusal) {
	i.Refused++
	if len(i.Refusals) < keptRefusals {
		i.Refusals = append(i.Refusals, r)
	}
}

func readForm(s *account.Sheet) (f *form, err error) {
	f = &form{line: s.Line(), userID: s.Field("user_id")}
	if err := account.CheckUserID(f.userID); err != nil {
		return nil, err
	}
	name := strings.ToLower(s.Field("purpose"))
	var ok bool
	if f.purpose, ok = interaction.Purpose(name); !ok {
		return nil, fault.At("purpose", "The purpose must be one of %s.", strings.Join(interaction.PurposeNames, ", "))
	}
	if s.Field("granted") == "" {
		return nil, fault.At("granted", "The column granted holds true or false.")
	}
	if f.granted, err = s.Yes("granted"); err != nil {
		return nil, err
	}
	if f.text, ok = versions[s.Field("text_version")]; !ok || f.text.Purpose != name {
		return nil, fault.At("text_version", "The text version must be that of the form that was signed, for example %s.", textOf[name].Version)
	}
	switch strings.ToLower(s.Field("given_by")) {
	case account.ByLearner, "student":
		f.by = account.ByLearner
	case account.ByGuardian, "parent":
		f.by = account.ByGuardian
	default:
		return nil, fault.At("given_by", "The form is signed by learner or guardian.")
	}
	if f.at, err = readMoment(s, "given_at"); err != nil {
		return nil, err
	}
	if s.Field("until") == "" {
		return f, nil
	}
	if !f.granted || f.purpose == interaction.Service {
		return nil, fault.At("until", "Only what is granted, and is not service, ends by itself.")
	}
	f.until, err = readMoment(s, "until")
	return f, err
}

func readMoment(s *account.Sheet, column string) (moment, error) {
	text := s.Field(column)
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return moment{t, true}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.UnixMicro() == 0 || t.Year() < 1 || t.Year() > 9999 {
		return moment{}, fault.At(column, "The column %s holds a day such as 2026-09-01, or a time such as 2026-09-01T08:30:00Z.", column)
	}
	return moment{t, false}, nil
}

// in is the time of a moment for somebody in a zone: the beginning of a day, or
// its end.
func (m moment) in(zone *time.Location, end bool) time.Time {
	if !m.day {
		return m.UTC()
	}
	y, month, d := m.Date()
	if end {
		d++
	}
	return time.Date(y, month, d, 0, 0, 0, 0, zone).UTC()
}

// importForms writes a batch: each person's forms in their order, people at the
// same time, so that their commits are shared.
func (s *Service) importForms(ctx context.Context, batch []*form, done *Imported) error {
	type result struct {
		taken bool
		bad   *account.Refusal
	}
	results := make([]result, len(batch))
	people := map[string][]int{}
	for i, f := range batch {
		people[f.userID] = append(people[f.userID], i)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(formsAtOnce)
	for _, lines := range people {
		group.Go(func() error {
			for _, i := range lines {
				taken, err := s.importForm(ctx, batch[i])
				switch {
				case err == nil:
				case fault.Is(err, fault.Internal), fault.Is(err, fault.Busy):
					return err
				default:
					results[i].bad = account.Refuse(batch[i].line, err)
				}
				results[i].taken = taken
			}
			return nil
		})
	}
	err := group.Wait()
	for _, r := range results {
		switch {
		case r.bad != nil:
			done.refuse(*r.bad)
		case r.taken:
			done.Taken++
		case err == nil:
			done.Unchanged++
		}
	}
	return err
}

// importForm reports whether the form changed anything.
func (s *Service) importForm(ctx context.Context, f *form) (bool, error) {
	owner, err := s.accounts.Find(ctx, f.userID)
	if fault.Is(err, fault.Missing) {
		err = fault.At("user_id", "There is no such user.")
	}
	if err != nil {
		return false, err
	}
	switch owner.Status {
	case account.Closed:
		return false, fault.At("user_id", "This account is closed.")
	case account.Pending:
		return false, fault.At("user_id", "This account waits for confirmation; confirm it first, for example with satprep user import.")
	}
	zone, err := time.LoadLocation(owner.TimeZone)
	if err != nil {
		return false, err
	}
	c := change{purpose: f.text.Purpose, granted: f.granted, text: f.text, at: f.at.in(zone, false), by: account.Giver{Who: f.by}, paper: true}
	if !f.until.IsZero() {
		c.until = f.until.in(zone, true)
	}
	state, err := s.commit(ctx, func() (plan, error) { return s.planForm(ctx, owner.Actor, f.purpose, c) })
	return state != 0, err
}

func (s *Service) planForm(ctx context.Context, owner account.Actor, p interaction.Purposes, c change) (plan, error) {
	last, err := s.ledger.last(ctx, owner.Subject, c.by)
	if err != nil || slices.ContainsFunc(last.read, c.is) {
		return plan{}, err
	}
	now := s.ledger.Now()
	switch {
	case c.at.After(now):
		return plan{}, fault.At("given_at", "The form was signed in the future.")
	case !c.until.IsZero() && !c.until.After(now):
		return plan{}, fault.At("until", "This has ended already.")
	case !last.stamp.Valid():
		return plan{}, fault.At("user_id", "Nothing stands for this account.")
	case !c.granted && !last.stamp.Purposes.Has(p):
		return plan{}, nil
	}
	if err := may(c.by.Who, owner.AgeBand, p, c.granted, s.ledger.School); err != nil {
		return plan{}, fault.At("purpose", "%s", fault.Sentence(err))
	}
	for _, e := range last.read {
		other := e.Granted != c.granted || db.Micros(e.Until) != db.Micros(c.until)
		if other && e.Purpose == c.purpose && e.By != account.ByExpiry && e.At.After(c.at) {
			return plan{}, fault.At("given_at", "There is a later choice for %s, of %s; the form is older.", c.purpose, e.At.Format(time.DateOnly))
		}
	}
	return s.ledger.apply(ctx, last, owner.Origin, c.by, []change{c})
}

// is reports whether e is this change, taken before.
func (c change) is(e Entry) bool {
	return e.OnPaper && e.Purpose == c.purpose && e.Granted == c.granted && e.TextVersion == c.text.Version && e.By == c.by.Who &&
		db.Micros(e.At) == db.Micros(c.at) && db.Micros(e.Until) == db.Micros(c.until)
}
