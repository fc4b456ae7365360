package census

import (
	"context"
	"sync"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
)

// MaxDays is how far back a reading by days goes.
const MaxDays = 366

// Deps is what a Service is made of.
type Deps struct {
	DB       *db.DB
	Log      *interaction.Log
	Accounts *account.Service
	Consent  *consent.Ledger
	Bank     func() *question.Bank
	Now      func() time.Time
}

// Service reads counts.
type Service struct {
	Deps
	db  *db.DB
	log *interaction.Log

	mu       sync.Mutex // holds up who asks while somebody walks through all accounts
	coverage Coverage
}

// New returns the room.
func New(d Deps) *Service { return &Service{Deps: d, db: d.DB, log: d.Log} }

// days lists the last n days, oldest first; today is the last.
func (s *Service) days(n int) ([]string, error) {
	if n == 0 {
		n = 30
	}
	if n < 1 || n > MaxDays {
		return nil, fault.At("days", "The number of days is between 1 and %d.", MaxDays)
	}
	now := s.Now().UTC()
	list := make([]string, n)
	for i := range list {
		list[i] = dayOf(now.AddDate(0, 0, i+1-n))
	}
	return list, nil
}

// A Series is how many records of one kind came in on each day.
type Series struct {
	Kind  string  `json:"kind"`
	Total int64   `json:"total" doc:"in these days"`
	N     []int64 `json:"n" doc:"one for each day"`
}

// An Arrival is a record that came in just now, without who.
type Arrival struct {
	Seq    int64     `json:"seq"`
	Kind   string    `json:"kind"`
	Origin string    `json:"origin"`
	At     time.Time `json:"at"`
}

// Volume is what arrives.
type Volume struct {
	Records  int64     `json:"records" doc:"in the whole log"`
	Counted  int64     `json:"counted" doc:"of these, counted so far: the rest follows within seconds"`
	Days     []string  `json:"days" doc:"UTC, oldest first"`
	Kinds    []Series  `json:"kinds" doc:"most records first"`
	Origins  []Origin  `json:"origins" doc:"in these days"`
	Newest   []Arrival `json:"newest" doc:"the last records, newest first"`
	Minute   int       `json:"minute" doc:"records of the last minute, as far as they are among the last 1,000"`
	Capped   bool      `json:"capped" doc:"there were more in the last minute than were looked through"`
	Received time.Time `json:"received,omitzero" doc:"when the last record came in"`
}

// An Origin says how many records came from where.
type Origin struct {
	Origin string `json:"origin"`
	N      int64  `json:"n"`
}

// newest is how many records are listed, and looked how many through for the
// last minute.
const (
	newest     = 12
	lookedOver = 1000
)

// Volume counts records by day and kind. It reads at most days × kinds ×
// origins × consents rows of the view, and the last records of the log.
func (s *Service) Volume(ctx context.Context, days int, origin string) (v Volume, err error) {
	defer fault.In(&err, "census.Volume(%d)", days)
	if v.Days, err = s.days(days); err != nil {
		return v, err
	}
	if v.Records, err = s.log.Tail(ctx); err != nil {
		return v, err
	}
	if v.Counted, _, err = s.log.Cursor(ctx, name); err != nil {
		return v, err
	}
	if v.Kinds, v.Origins, err = s.volume(ctx, v.Days, origin); err != nil {
		return v, err
	}
	since := s.Now().Add(-time.Minute)
	err = s.log.ScanHeads(ctx, max(v.Records-lookedOver, 0), v.Records, func(h *interaction.Head) error {
		if h.ReceivedAt.After(since) {
			v.Minute++
		}
		v.Newest = append(v.Newest, Arrival{h.Seq, string(h.Kind), string(h.Origin), h.ReceivedAt})
		if len(v.Newest) > newest {
			v.Newest = v.Newest[1:]
		}
		return nil
	})
	for i, j := 0, len(v.Newest)-1; i < j; i, j = i+1, j-1 {
		v.Newest[i], v.Newest[j] = v.Newest[j], v.Newest[i]
	}
	v.Capped = v.Minute == lookedOver
	if len(v.Newest) > 0 {
		v.Received = v.Newest[0].At
	}
	return v, err
}

// A Gap is a field that some records of a kind lack.
type Gap struct {
	Kind    string `json:"kind"`
	Field   string `json:"field"`
	Records int64  `json:"records" doc:"of the kind, in these days"`
	Missing int64  `json:"missing" doc:"of these, without the field"`
}

// Missing says which fields the records of the last days lack, for every field
// that their kinds should carry; those without a gap are listed too.
func (s *Service) Missing(ctx context.Context, days int) (_ []Gap, err error) {
	defer fault.In(&err, "census.Missing(%d)", days)
	list, err := s.days(days)
	if err != nil {
		return nil, err
	}
	kinds, _, err := s.volume(ctx, list, "")
	if err != nil {
		return nil, err
	}
	missing, err := s.missing(ctx, list[0])
	if err != nil {
		return nil, err
	}
	gaps := []Gap{}
	for _, k := range kinds {
		for _, f := range fieldsOf(interaction.Kind(k.Kind)) {
			gaps = append(gaps, Gap{k.Kind, f.name, k.Total, missing[[2]string{k.Kind, f.name}]})
		}
	}
	return gaps, nil
}

// A Tutoring is how the tutor fared, by what answered and which model was
// asked.
type Tutoring struct {
	Source    string  `json:"source" doc:"builtin, model, cache or human"`
	Model     string  `json:"model" doc:"that was asked; none is the built-in tutor alone"`
	Turns     int64   `json:"turns"`
	FellBack  int64   `json:"fell_back" doc:"the model did not answer, and the built-in tutor did"`
	Replaced  int64   `json:"replaced" doc:"by the guard"`
	Leaks     int64   `json:"leaks" doc:"of these, because they gave the answer away"`
	Stopped   int64   `json:"stopped" doc:"by the learner"`
	Refused   int64   `json:"refused" doc:"nothing was taught: a test was open, say"`
	Timed     int64   `json:"timed"`
	Seconds   float64 `json:"seconds" doc:"mean until the whole reply was there"`
	Up        int64   `json:"up" doc:"thumbs as given; one that was changed counts twice"`
	Down      int64   `json:"down"`
	Wrong     int64   `json:"wrong" doc:"reasons of thumbs"`
	GivesAway int64   `json:"gives_away"`
	Confusing int64   `json:"confusing"`
	Unsafe    int64   `json:"unsafe"`
	Edited    int64   `json:"edited" doc:"by human tutors"`
}

// Tutoring sums the tutor's turns of the last days, most turns first.
func (s *Service) Tutoring(ctx context.Context, days int, origin string) (_ []Tutoring, err error) {
	defer fault.In(&err, "census.Tutoring(%d)", days)
	list, err := s.days(days)
	if err != nil {
		return nil, err
	}
	return s.tutoring(ctx, list[0], origin)
}

// A Cell is how many learners of an age band agreed to a purpose.
type Cell struct {
	Purpose string `json:"purpose"`
	AgeBand string `json:"age_band"`
	Agreed  int64  `json:"agreed"`
	Of      int64  `json:"of"`
}

// Coverage is who agreed to what: learners as they stand now, and records as
// they were made.
type Coverage struct {
	At       time.Time `json:"at" doc:"when the learners were counted, at most a minute ago"`
	Learners []Cell    `json:"learners" doc:"students whose accounts are open, by what stands now"`
	Records  []Cell    `json:"records" doc:"of the last days, by what stood when they were made"`
	School   bool      `json:"school" doc:"under a school's contract nothing leaves, whoever agreed"`
}

// fresh is how long a count of all learners is good for.
const fresh = time.Minute

// coveragePage is how many accounts are read at once.
const coveragePage = 2000

// Coverage counts consents. It walks through all accounts, at most once a
// minute.
func (s *Service) Coverage(ctx context.Context, days int) (_ Coverage, err error) {
	defer fault.In(&err, "census.Coverage(%d)", days)
	list, err := s.days(days)
	if err != nil {
		return Coverage{}, err
	}
	records, err := s.recordCells(ctx, list[0])
	if err != nil {
		return Coverage{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.Now(); s.coverage.At.IsZero() || now.Sub(s.coverage.At) > fresh || now.Before(s.coverage.At) {
		learners, err := s.learnerCells(ctx)
		if err != nil {
			return Coverage{}, err
		}
		s.coverage = Coverage{At: now, Learners: learners, School: s.Consent.School}
	}
	c := s.coverage
	c.Records = records
	return c, nil
}

func (s *Service) learnerCells(ctx context.Context) ([]Cell, error) {
	var t table
	var after account.Person
	for {
		people, err := s.Accounts.Students(ctx, after.Subject, coveragePage)
		if err != nil {
			return nil, err
		}
		if len(people) == 0 {
			return t.cells(), nil
		}
		last := people[len(people)-1].Person
		stamps, err := s.Consent.Standing(ctx, after.Subject, last.Subject)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			t.add(string(p.AgeBand), stamps[p.Subject].Purposes, 1)
		}
		after = last
	}
}

// table gathers cells; every age band and purpose has one.
type table struct{ agreed, of [3][8]int64 }

var ageBands = []account.AgeBand{account.Under13, account.Teen, account.Adult}

func (t *table) add(age string, p interaction.Purposes, n int64) {
	for a, band := range ageBands {
		if string(band) != age {
			continue
		}
		for i := range interaction.PurposeNames {
			t.of[a][i] += n
			if p.Has(1 << i) {
				t.agreed[a][i] += n
			}
		}
	}
}

func (t *table) cells() []Cell {
	list := []Cell{}
	for i, name := range interaction.PurposeNames {
		for a, band := range ageBands {
			list = append(list, Cell{name, string(band), t.agreed[a][i], t.of[a][i]})
		}
	}
	return list
}
