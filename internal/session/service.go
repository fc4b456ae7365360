package session

import (
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"satprep/internal/account"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/irt"
	"satprep/internal/proficiency"
	"satprep/internal/question"
	"satprep/internal/redo"
	"satprep/internal/uid"
)

// Deps is what the room stands on.
type Deps struct {
	DB   *db.DB
	Log  *interaction.Log
	Bank func() *question.Bank // the one in force
	// BankAt is the one in force under an earlier parameter set; nil where none is ever promoted.
	BankAt func(ctx context.Context, set string) (*question.Bank, error)
	// Check reads the bank anew where another process changed it; nil where none can.
	Check   func(ctx context.Context) error
	Beliefs *proficiency.Service
	Redo    *redo.Service
	Consent account.Consent
	Now     func() time.Time
	Draw    func() float64 // uniform in [0, 1); nil is the process's generator
	Build   string
}

// Service runs sessions. It is safe for concurrent use.
type Service struct {
	db      *db.DB
	log     *interaction.Log
	bank    func() *question.Bank
	bankAt  func(ctx context.Context, set string) (*question.Bank, error)
	check   func(ctx context.Context) error
	beliefs *proficiency.Service
	redo    *redo.Service
	consent account.Consent
	now     func() time.Time
	draw    func() float64
	build   string

	pooling sync.Mutex
	pooled  atomic.Pointer[pools]
	earlier *otter.Cache[*question.Bank, *pools] // under earlier parameter sets
	lives   *otter.Cache[uid.ID, *live]
	carried *otter.Cache[uid.ID, carried]
	helping helping

	rescoredAll sync.Map // corrections for which everything was gone through
}

// carried is what a learner's last session ended with, for the next one to
// begin with: what the view and the table would say a moment later. Any other
// change to the learner's sessions drops it.
type carried struct {
	seq     int64 // the log's number of the session's end
	ability *irt.Ability
	met     map[string]int
}

// maxEarlier is how many earlier parameter sets have their pools in memory.
const maxEarlier = 4

// maxLives is how many open sessions are held in memory; others are read back
// when they go on.
const maxLives = 5_000

// New returns the room.
func New(d Deps) *Service {
	if d.Draw == nil {
		d.Draw = rand.Float64
	}
	return &Service{db: d.DB, log: d.Log, bank: d.Bank, bankAt: d.BankAt, check: d.Check, beliefs: d.Beliefs, redo: d.Redo, consent: d.Consent, now: d.Now, draw: d.Draw, build: d.Build,
		earlier: otter.Must(&otter.Options[*question.Bank, *pools]{MaximumSize: maxEarlier}),
		lives:   otter.Must(&otter.Options[uid.ID, *live]{MaximumSize: maxLives, ExpiryCalculator: otter.ExpiryAccessing[uid.ID, *live](2 * time.Hour)}),
		carried: otter.Must(&otter.Options[uid.ID, carried]{MaximumSize: maxLives, ExpiryCalculator: otter.ExpiryWriting[uid.ID, carried](time.Hour)})}
}

// Salt is that of a session: it spreads questions of equal value over sessions; it is derived, so it
// can be derived again.
func Salt(id uid.ID) int64 { return int64(binary.BigEndian.Uint64(id[8:])) }

// learner checks that who may do a learner's work and returns the consent in
// force.
func (s *Service) learner(ctx context.Context, who account.Actor) (interaction.Stamp, error) {
	if who.Status == account.Pending {
		return interaction.Stamp{}, fault.New(fault.Forbidden, "This account waits for a parent's confirmation; until then nothing can be practised or recorded.")
	}
	if who.Subject.IsZero() || who.Role != account.Student {
		return interaction.Stamp{}, fault.New(fault.Forbidden, "Only a student practises; sign in with a student's account.")
	}
	return s.consent.Stamp(ctx, who.Subject)
}

// Forget drops what is remembered of a subject who was erased.
func (s *Service) Forget(subject uid.ID) {
	for id, l := range s.lives.All() {
		if l.of == subject {
			s.lives.Invalidate(id)
		}
	}
	s.carried.Invalidate(subject)
}

// again runs do once more, a few times, when it lost a race for the session's
// revision.
func again(do func() error) error {
	err := do()
	for range 3 {
		if !errors.Is(err, errStale) {
			break
		}
		err = do() // what is in memory is dirty now and will be read again
	}
	if errors.Is(err, errStale) {
		return fault.Wrap(fault.Conflict, err, "This session was changed from somewhere else at the same moment. Load it again and go on from there.")
	}
	return err
}
