package dataset

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"satprep/internal/account"
	"satprep/internal/audit"
	"satprep/internal/bus"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// A queue is what a server builds, one release at a time, and who watches.
type queue struct {
	mu      sync.Mutex
	bell    bus.Bell // a build was asked for, went on or ended
	running uid.ID
	at      Step
	cancel  context.CancelFunc
	said    map[uid.ID]bool // asked to stop by a person
}

// stopped reports whether a person asked for that build to stop.
func (q *queue) stopped(id uid.ID) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.said[id]
}

// A Step is where a build stands.
type Step struct {
	Step string `json:"step"`
	Done int64  `json:"done"`
	Of   int64  `json:"of"`
}

// lookAgain is how often the queue is read without being woken: another
// process may have put something in.
const lookAgain = 5 * time.Second

// Enqueue checks a recipe and puts its building in the queue of the server.
func (s *Service) Enqueue(ctx context.Context, by account.Actor, recipe []byte, asOf time.Time) (_ Release, err error) {
	defer fault.In(&err, "dataset.Enqueue")
	r, err := ParseRecipe(recipe)
	if err != nil {
		return Release{}, err
	}
	if s.Consent.School {
		return Release{}, schoolMode()
	}
	if asOf.After(s.Now()) {
		return Release{}, fault.At("as_of", "The as-of time lies in the future.")
	}
	if !asOf.IsZero() && asOf.UnixMicro() <= 0 { // it is kept as a number, and 0 stands for now
		return Release{}, fault.At("as_of", "The as-of time lies before 1970; nothing was recorded then.")
	}
	if err := s.idle(ctx, r.Name); err != nil {
		return Release{}, err
	}
	digest, err := r.Digest()
	if err != nil {
		return Release{}, err
	}
	out := Release{Name: r.Name, Title: r.Title, Purpose: r.Purpose, Status: Queued, Digest: digest, AsOf: asOf, Seed: r.Seed, Code: s.Code, MadeAt: s.Now()}
	if err := s.insert(ctx, &by, &out, string(recipe)); err != nil {
		return Release{}, err
	}
	s.queue.bell.Ring()
	return out, nil
}

// idle is a Conflict where a release of a name waits or is built. One that a program
// beside the server left behind when it ended is in nobody's way.
func (s *Service) idle(ctx context.Context, name string) error {
	waiting, err := releases(ctx, s.DB, `status IN ('queued', 'building') AND name = ?`, name)
	if err != nil {
		return err
	}
	for i := range waiting {
		if err := s.interrupted(ctx, &waiting[i]); err != nil {
			return err
		}
		if r := &waiting[i]; r.Status == Queued || r.Status == Building || r.Status == Interrupted && r.Folder == "" {
			return fault.New(fault.Conflict, "A release of %s is being built already; wait for it, or cancel it.", name)
		}
	}
	return nil
}

func schoolMode() error {
	return fault.New(fault.Forbidden, "This instance works under a school's contract: no data leaves it, whoever consents.")
}

// Run builds what is in the queue until ctx ends; what was being built when a
// server ended is taken up where it stood.
func (s *Service) Run(ctx context.Context, logger *slog.Logger) {
	for {
		rung := s.queue.bell.Wait()
		next, err := s.next(ctx)
		if err != nil && ctx.Err() == nil {
			logger.Error("the queue of datasets could not be read and will be read again", "err", err)
		}
		if next != nil {
			s.buildNext(ctx, next, logger)
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-rung:
		case <-time.After(lookAgain):
		}
	}
}

// next is the oldest release that a server has to build; nil is none. One that
// a program beside the server builds has its name locked.
func (s *Service) next(ctx context.Context) (*Release, error) {
	list, err := releases(ctx, s.DB, `status IN ('queued', 'building') AND folder = '' ORDER BY made_at, id`)
	if err != nil {
		return nil, err
	}
	for i := range list {
		lock, err := s.lock(list[i].Name)
		if err != nil {
			continue
		}
		return &list[i], lock.Close()
	}
	return nil, nil
}

func (s *Service) buildNext(ctx context.Context, r *Release, logger *slog.Logger) {
	text, err := s.recipeOf(ctx, r.ID)
	if err != nil {
		logger.Error("a queued dataset has no recipe", "err", err)
		return
	}
	build, cancel := context.WithCancel(ctx)
	defer cancel()
	q := &s.queue
	q.mu.Lock()
	q.running, q.cancel, q.at = r.ID, cancel, Step{}
	stopped := q.said[r.ID]
	q.mu.Unlock()
	if stopped {
		cancel()
	}
	asOf := r.AsOf
	if asOf.UnixMicro() <= 0 {
		asOf = time.Time{}
	}
	_, err = s.Build(build, Job{Recipe: text, AsOf: asOf, queued: r, Progress: func(step string, done, of int64) {
		q.mu.Lock()
		q.at = Step{step, done, of}
		q.mu.Unlock()
		q.bell.Ring()
	}})
	q.mu.Lock()
	q.running, q.cancel = uid.ID{}, nil
	q.mu.Unlock()
	if err != nil && ctx.Err() == nil {
		logger.Warn("a dataset was not built", "release", r.ID, "err", err)
		if now, findErr := s.Find(context.WithoutCancel(ctx), r.ID); findErr == nil && (now.Status == Queued || now.Status == Building) {
			now.Status, now.Problem = Failed, fault.Sentence(err)
			if err := s.update(ctx, &now); err != nil {
				logger.Error("a dataset that failed could not be marked so", "err", err)
			}
		}
	}
	q.bell.Ring()
}

// Cancel stops a build of this server, or takes it out of the queue.
func (s *Service) Cancel(ctx context.Context, by account.Actor, id uid.ID) (_ Release, err error) {
	defer fault.In(&err, "dataset.Cancel(%s)", id)
	r, err := s.Find(ctx, id)
	if err != nil {
		return r, err
	}
	if r.Status != Queued && r.Status != Building && r.Status != Interrupted {
		return r, fault.New(fault.Conflict, "This release is %s; there is nothing to cancel.", r.Status)
	}
	q := &s.queue
	q.mu.Lock()
	running, cancel := q.running == id, q.cancel
	if q.said == nil {
		q.said = map[uid.ID]bool{}
	}
	q.said[id] = true
	q.mu.Unlock()
	if running {
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			return by.Audit(tx, s.Now(), audit.DatasetCancelled, uid.ID{}, r.ID.String(), r.Name)
		})
		if err == nil {
			cancel()
		}
		return r, err
	}
	if r.Status == Building {
		lock, err := s.lock(r.Name)
		if err != nil {
			return r, fault.Wrap(fault.Conflict, err, "A program beside the server builds this release; stop it there.")
		}
		defer lock.Close()
	}
	r.Status, r.Problem = Cancelled, "Cancelled before it was built."
	r.EndedAt = s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := by.Audit(tx, r.EndedAt, audit.DatasetCancelled, uid.ID{}, r.ID.String(), r.Name); err != nil {
			return err
		}
		return updateRelease(tx, &r, db.Micros(r.EndedAt))
	})
	q.bell.Ring()
	return r, err
}

// Watch calls fn with a release and where its build stands, now and whenever
// that changes, until it has ended, ctx ends or fn fails.
func (s *Service) Watch(ctx context.Context, id uid.ID, fn func(Release, Step) error) (err error) {
	defer fault.In(&err, "dataset.Watch(%s)", id)
	for last := (Step{Done: -1}); ; {
		rung := s.queue.bell.Wait()
		r, err := s.Find(ctx, id)
		if err != nil {
			return err
		}
		s.queue.mu.Lock()
		at := Step{}
		if s.queue.running == id {
			at = s.queue.at
		}
		s.queue.mu.Unlock()
		over := r.Ended()
		if at != last || over {
			last = at
			if err := fn(r, at); err != nil || over {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-rung:
		case <-time.After(lookAgain):
		}
	}
}
