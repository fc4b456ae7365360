package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/question"
	"satprep/internal/redo"
	"satprep/internal/selection"
	"satprep/internal/uid"
)

// live is an open practice session or diagnostic in memory. Everything in it
// can be read back from the database; whoever fails halfway leaves it dirty, and
// the next one reads it back. There is one of a session, so that nobody goes on
// with a copy that another has left behind.
type live struct {
	of uid.ID // whose; never changes
	mu sync.Mutex
	state
}

type state struct {
	row      row
	set      *pools
	scopes   []irt.Scope
	history  *selection.History
	met      map[string]int  // answers to a question, in any session
	families map[string]bool // of the questions met
	ability  *irt.Ability
	stands   *estimate // theta's, nil when ability has moved since
	served   served
	done     []response
	missed   map[irt.Scope][]redo.Miss // by skill, the newest first; of a session of redo
	seen     int64                     // up to this record ability and met hold what the learner answered elsewhere
	help     help                      // before answering, as it stood when helping was at helpAt
	helpAt   int64
	dirty    bool // changed in memory and not stored, or not read yet
}

// with runs do on the live session, which is locked meanwhile, and once more
// from the start where somebody else changed it first.
func (s *Service) with(ctx context.Context, subject, id uid.ID, kind Kind, do func(l *live) error) error {
	return again(func() error {
		l, err := s.open(ctx, subject, id, kind)
		if err != nil {
			return err
		}
		defer l.mu.Unlock()
		return do(l)
	})
}

// open returns the live session, locked; the caller unlocks it.
func (s *Service) open(ctx context.Context, subject, id uid.ID, kind Kind) (*live, error) {
	l, ok := s.lives.GetIfPresent(id)
	if !ok {
		r, err := findSession(ctx, s.db, subject, id)
		if err != nil {
			return nil, err
		}
		l = &live{of: r.subject, state: state{row: *r, dirty: true}}
		if r.status == Open {
			l, _ = s.lives.SetIfAbsent(id, l)
		}
	}
	l.mu.Lock()
	if l.row.subject != subject || l.row.kind != kind {
		l.mu.Unlock()
		return nil, fault.New(fault.Missing, "There is no such session of yours.")
	}
	if l.dirty {
		if err := s.reload(ctx, l); err != nil {
			l.mu.Unlock()
			return nil, err
		}
	}
	return l, nil
}

// reload reads l, which is locked, back from the database.
func (s *Service) reload(ctx context.Context, l *live) error {
	r, err := findSession(ctx, s.db, l.row.subject, l.row.id)
	if err != nil {
		return err
	}
	fresh, err := s.load(ctx, r)
	if err == nil {
		l.state = fresh.state
	}
	return err
}

// behind reports whether the session was changed elsewhere since l was read.
func (s *Service) behind(ctx context.Context, l *live) (bool, error) {
	var revision int64
	err := s.db.QueryRow(ctx, `SELECT revision FROM session WHERE id = ?`, l.row.id).Scan(&revision)
	return err == nil && revision != l.row.revision, err
}

// patience is how long a session that goes on waits for the ability view to
// reach its last answer; settle is how long one that begins does.
const (
	patience = 5 * time.Second
	settle   = 250 * time.Millisecond
)

func (s *Service) load(ctx context.Context, r *row) (*live, error) {
	set, err := s.pools(ctx, r.params)
	if err != nil {
		return nil, err
	}
	l := &live{of: r.subject, state: state{row: *r, set: set}}
	if l.scopes, err = question.Scope(r.scope); err != nil {
		return nil, err
	}
	if r.served != "" {
		if err := json.Unmarshal([]byte(r.served), &l.served); err != nil {
			return nil, fmt.Errorf("served question of session %s: %w", r.id, err)
		}
	}
	if l.seen, err = othersSeq(ctx, s.db, r.subject, r.id); err != nil {
		return nil, err
	}
	var fresh bool
	if l.ability, fresh, err = s.beliefs.LoadAt(ctx, r.subject, max(r.lastSeq, l.seen), patience); err != nil {
		return nil, err
	}
	if !fresh && (r.status == Open || r.source == FromPack) {
		return nil, fault.Later(time.Second, "The server is catching up with earlier answers. Please try again in a moment.")
	}
	if l.done, err = s.responses(ctx, s.db, set.bank, r.subject, r.id); err != nil {
		return nil, err
	}
	if l.met, err = met(ctx, s.db, r.subject); err != nil {
		return nil, err
	}
	s.remember(l)
	return l, s.recall(ctx, l)
}

// remember derives from l.met, l.done and l.served what may be chosen.
func (s *Service) remember(l *live) {
	l.families = map[string]bool{}
	l.history = l.pool().NewHistory()
	for id := range l.met {
		l.history.SeeID(id)
		if q, err := l.set.bank.Find(id, ""); err == nil {
			l.families[q.Family] = true
		}
	}
	serve := func(id string) {
		if i, ok := l.pool().Index(id); ok {
			l.history.Serve(i)
		}
	}
	for _, d := range l.done {
		serve(d.question.ID)
	}
	serve(l.served.Question)
}

func (l *live) pool() *selection.Pool {
	if l.row.kind == Diagnostic {
		return l.set.diagnostic
	}
	return l.set.practice
}

// section is the part of the scope that the next question comes from: a
// diagnostic asks one section after the other.
func (l *live) asking() []irt.Scope {
	if l.row.kind == Diagnostic {
		return l.scopes[min(l.row.asked/selection.DiagnosticPerSection, len(l.scopes)-1):][:1]
	}
	return l.scopes
}

// theta is ability at the scope asked for; over both sections it is the mean.
func (l *live) theta() (theta, se float64) {
	if l.stands != nil { // an answer asks three times
		return l.stands.theta, l.stands.se
	}
	for _, sc := range l.scopes {
		t, e, _ := l.ability.Theta(sc)
		theta += t / float64(len(l.scopes))
		se += e * e / float64(len(l.scopes)*len(l.scopes))
	}
	l.stands = &estimate{theta, math.Sqrt(se)}
	return l.stands.theta, l.stands.se
}

type estimate struct{ theta, se float64 }

// serve chooses the next question. more is false when the ceiling is reached
// or the scope is exhausted.
func (s *Service) serve(ctx context.Context, l *live, now time.Time) (more bool, reason string, err error) {
	l.served = served{}
	if set, err := s.pools(ctx, l.row.params); err != nil {
		return false, "", err
	} else if set != l.set { // the bank changed: what was retired is asked no more
		l.set = set
		s.remember(l)
	}
	if l.row.asked >= l.row.ceiling {
		return false, "ceiling", nil
	}
	mix, err := l.set.mix(l.pool(), l.asking()...)
	if err != nil {
		return false, "", err
	}
	epsilon := selection.PracticeEpsilon
	if l.row.kind == Diagnostic {
		epsilon = 0
	}
	request := selection.Request{
		History: l.history, Policy: rules[l.row.rule], Epsilon: epsilon, Salt: uint64(l.row.salt),
		Progress: selection.Progress(l.row.asked, l.row.ceiling),
		Theta:    func(sc irt.Scope) float64 { t, _, _ := l.ability.Theta(sc); return t },
	}
	if l.row.rule == ModeRedo { // among siblings those that the learner will probably get right
		request.Policy, request.Excluded = selection.Learn, redo.Excluded(l.pool(), l.history, l.missed)
	}
	c, err := mix.Choose(request, s.draw())
	if errors.Is(err, selection.ErrExhausted) {
		return false, "exhausted", nil
	} else if err != nil {
		return false, "", err
	}
	q, ok := l.set.bank.ByID(c.ID)
	if !ok {
		return false, "", fmt.Errorf("question %s was chosen and is not in the bank", c.ID)
	}
	v := served{Question: q.ID, Version: q.Version, Position: l.row.asked + 1, At: db.Micros(now),
		Propensity: c.Propensity, Eligible: c.Eligible, Digest: c.EligibleDigest, Draw: c.Draw, Epsilon: c.Epsilon,
		Policy: string(c.Policy), PolicyVersion: c.PolicyVersion, First: !c.Seen && l.met[q.ID] == 0 && !l.families[q.Family]}
	if l.row.rule == ModeRedo { // learn, among siblings only
		v.Policy = ModeRedo
	}
	for _, p := range c.Support {
		v.Support = append(v.Support, interaction.Chance{ID: p.ID, P: p.Prob})
	}
	v.Theta, v.SE = l.theta()
	l.history.Serve(c.Index)
	l.served = v
	return true, "", nil
}

// base is what all records of a session share.
func (s *Service) base(l *live, who subjectOf, stamp interaction.Stamp, c Client, kind interaction.Kind, now time.Time) *interaction.Record {
	r := &interaction.Record{Subject: l.row.subject, Session: l.row.id, Kind: kind, Origin: who.origin, Consent: stamp, ReceivedAt: now,
		Provenance: c.provenance(s.build, l.set.bank),
		Asked:      interaction.Asked{Mode: string(l.row.kind), Source: l.row.source, TimeFactor: interaction.Some(who.factor)}}
	c.fill(r, nil)
	return r
}

// subjectOf is what records need of the actor.
type subjectOf struct {
	origin interaction.Origin
	factor float64
}
