package dataset

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/disk"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/redact"
	"satprep/internal/uid"
)

// A Job is what is to be built.
type Job struct {
	Recipe   []byte    // text
	Out      string    // folder that must not be there yet; "" is below Deps.Folder, by name and version
	AsOf     time.Time // zero is now
	Progress Progress  // may be nil

	queued *Release    // that waited for this
	again  *rebuilding // that is built a second time, to compare
}

// Progress is told how far a build is: the step, and how much of it is done.
type Progress func(step string, done, of int64)

// A Build is a release while it is made.
type Build struct {
	service  *Service
	release  Release
	recipe   *Recipe
	plan     *Plan
	agreed   *consent.AsOf
	names    names
	bank     *question.Bank
	screens  map[interaction.Kind]bool
	asOf     time.Time
	ceiling  int64
	redactor *redact.Redactor
	closing  sync.Once
	shut     closedText // see closed
	holding  sync.Once
	held     closedText // see heldText
	exempts  exempts
	work     string // folder beside the final one
	state    state
	tally    tally
	say      Progress
	saying   sync.Mutex
	resumed  bool        // taken up after an interruption
	again    *rebuilding // a second time, to compare: nothing is written down

	shardRows int // rows of a Parquet file; 0 is the usual bound
}

// state is what a build writes down after each step, so that whoever comes
// after a crash goes on from there.
type state struct {
	Release  Release           `json:"release"`
	Ceiling  int64             `json:"ceiling"` // of the log
	Recipe   string            `json:"recipe"`
	Staged   bool              `json:"staged"`
	Counts   Counts            `json:"counts"`
	K        Anonymity         `json:"k"`
	Tally    tally             `json:"tally"`
	Done     map[string]*Stats `json:"done"` // by config
	Removed  int               `json:"removed"`
	Previous string            `json:"previous,omitempty"` // version
}

const stateFile = "build.json"

func (b *Build) step(name string, done, of int64) {
	if b.say == nil {
		return
	}
	b.saying.Lock()
	defer b.saying.Unlock()
	b.say(name, done, of)
}

// Build makes a release and returns it when its folder has its final name. A
// build of the same recipe into the same folder that was interrupted goes on
// where it stood. A gate that stops it leaves no folder.
func (s *Service) Build(ctx context.Context, job Job) (_ Release, err error) {
	defer fault.In(&err, "dataset.Build")
	r, err := ParseRecipe(job.Recipe)
	if err != nil {
		return Release{}, err
	}
	if s.Consent.School {
		return Release{}, schoolMode()
	}
	work, err := s.place(ctx, r, job.Out)
	if err != nil {
		return Release{}, err
	}
	if job.again == nil {
		release, err := s.alone(ctx, r.Name)
		if err != nil {
			return Release{}, err
		}
		defer release()
	}
	claimed, err := s.claim(work)
	if err != nil {
		return Release{}, err
	}
	defer claimed.Close()
	b := &Build{service: s, recipe: r, work: work, say: job.Progress, screens: screenKinds(), tally: newTally()}
	if err := b.begin(ctx, job); err != nil {
		_ = os.Remove(work) // where nothing is in it: what was interrupted stays
		return Release{}, err
	}
	if b.bank, err = s.Bank(ctx, b.asOf); err == nil { // what is edited, retired or promoted later changes no release
		err = b.run(ctx, job.Out)
	}
	if err != nil {
		b.end(context.WithoutCancel(ctx), err)
		return b.release, full(err)
	}
	return b.release, nil
}

// begin takes up an interrupted build of the same recipe, or begins a new one.
func (b *Build) begin(ctx context.Context, job Job) error {
	s := b.service
	digest, err := b.recipe.Digest()
	if err != nil {
		return err
	}
	if job.again != nil {
		if err := clearFolder(b.work); err != nil {
			return err
		}
		b.again, b.release = job.again, *job.again.release
		b.asOf, b.ceiling = b.release.AsOf, b.release.Ceiling
		b.state.Done = map[string]*Stats{}
		return nil
	}
	asOf := job.AsOf
	now := s.Now()
	if asOf.IsZero() {
		asOf = now
	} else if asOf.After(now) {
		return fault.At("as-of", "The as-of time lies in the future.")
	}
	asOf = asOf.UTC().Truncate(time.Microsecond)
	st, ok := readState(b.work)
	if ok {
		over, err := s.published(ctx, &st)
		if err != nil {
			return err
		}
		ok = !over
	}
	if ok && (job.queued == nil || st.Release.ID == job.queued.ID) && st.Release.Digest == digest && st.Release.Code == s.Code && (job.AsOf.IsZero() || st.Release.AsOf.Equal(asOf)) {
		b.state, b.release = st, st.Release
		b.release.Ceiling = st.Ceiling
		b.asOf, b.ceiling = st.Release.AsOf, st.Ceiling
		b.tally, b.resumed = st.Tally, true
		if err := s.takeBack(ctx, b.work, true); err != nil {
			return err
		}
		return s.reopen(ctx, &b.release)
	}
	if err := s.takeBack(ctx, b.work, false); err != nil {
		return err
	}
	if err := clearFolder(b.work); err != nil {
		return err
	}
	ceiling, err := s.Log.Tail(ctx)
	if err != nil {
		return err
	}
	b.asOf, b.ceiling = asOf, ceiling
	text, err := b.recipe.text()
	if err != nil {
		return err
	}
	id, made := uid.ID{}, now
	if job.queued != nil {
		id, made = job.queued.ID, job.queued.MadeAt
	}
	folder := ""
	if job.Out != "" {
		if folder, err = filepath.Abs(job.Out); err != nil {
			return err
		}
	}
	b.release = Release{ID: id, Folder: folder, Name: b.recipe.Name, Title: b.recipe.Title, Purpose: b.recipe.Purpose, Digest: digest, AsOf: asOf, Ceiling: ceiling, Seed: b.recipe.Seed, Code: s.Code,
		Status: Building, MadeAt: made}
	b.state = state{Recipe: string(text), Done: map[string]*Stats{}}
	if err := s.retire(ctx, &b.release); err != nil {
		return err
	}
	if !id.IsZero() {
		return s.update(ctx, &b.release)
	}
	operator := account.Operator() // a program beside the server builds
	return s.insert(ctx, &operator, &b.release, string(text))
}

// run is the whole of a build, from wherever it stands.
func (b *Build) run(ctx context.Context, out string) error {
	s := b.service
	var err error
	if b.agreed, err = s.Consent.AsOf(ctx, b.asOf); err != nil {
		return err
	}
	if b.ceiling == 0 {
		return errNothing(Counts{})
	}
	b.step("plan", 0, b.ceiling)
	if b.plan, err = s.plan(ctx, b.recipe, b.bank, b.asOf, b.ceiling, b.agreed, func(done, of int64) { b.step("plan", done, of) }); err != nil {
		return err
	}
	if b.plan.Counts.Admitted == 0 {
		return errNothing(b.plan.Counts)
	}
	if b.resumed {
		if err := b.stillAgreed(ctx); err != nil {
			return err
		}
	}
	if err := b.version(ctx); err != nil {
		return err
	}
	if !b.state.Staged {
		if err := b.makeStage(ctx); err != nil {
			return err
		}
	}
	for _, c := range courses {
		if err := b.cook(ctx, c); err != nil {
			return err
		}
	}
	return b.finish(ctx, out)
}

// roster is who is known by name as of the build, and the names of the erased,
// which are known by their sight only.
func (b *Build) roster(ctx context.Context) (r redact.Roster, err error) {
	known, err := b.service.Accounts.Roster(ctx, b.asOf)
	if err != nil {
		return r, err
	}
	r.Names, r.IDs = known.Names, known.IDs
	r.Hidden, err = b.service.Log.Keys().Hidden(ctx)
	return r, err
}

// makeStage writes the stage and remembers that it is whole.
func (b *Build) makeStage(ctx context.Context) error {
	f, err := os.OpenFile(b.stage(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return full(err)
	}
	defer f.Close()
	roster, err := b.roster(ctx)
	if err != nil {
		return err
	}
	b.tally, b.redactor = newTally(), redact.New(roster)
	if err := b.writeStage(ctx, f); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return full(err)
	}
	b.state.Staged, b.state.Counts, b.state.K, b.state.Tally = true, b.plan.Counts, b.plan.K, b.tally
	return b.save()
}

// closed are the words that must not leave, gathered when first asked for.
func (b *Build) closed() closedText {
	b.closing.Do(func() { b.shut = newClosedText(b.bank) })
	return b.shut
}

// heldText are the words of families held out for test, gathered when first
// asked for.
func (b *Build) heldText() closedText {
	b.holding.Do(func() {
		b.held = newHeldText(b.bank, func(family string) Split { return b.names.split("family", []byte(family), b.recipe.Split) })
	})
	return b.held
}

// save writes the state, whole or not at all.
func (b *Build) save() error {
	if b.again != nil {
		return nil
	}
	b.state.Release, b.state.Ceiling = b.release, b.ceiling
	text, err := json.MarshalIndent(b.state, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(b.work, stateFile), text)
}

// writeFile writes a file that is whole under its name.
func writeFile(path string, text []byte) error {
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return full(err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return full(err)
	}
	return full(os.Rename(tmp, path))
}

func readState(work string) (st state, ok bool) {
	text, err := os.ReadFile(filepath.Join(work, stateFile))
	if err != nil || json.Unmarshal(text, &st) != nil || st.Done == nil {
		return state{}, false
	}
	return st, true
}

// clearFolder empties a folder.
func clearFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return full(err)
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return full(err)
		}
	}
	return nil
}

// end writes down how a build failed and clears away what it made. One that was
// interrupted (its process ends) stays as it is, to be taken up again; one that
// a person cancelled does not.
func (b *Build) end(ctx context.Context, cause error) {
	if b.again != nil {
		_ = os.RemoveAll(b.work)
		return
	}
	b.release.Status, b.release.Problem = Failed, fault.Sentence(cause)
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		if !b.service.queue.stopped(b.release.ID) {
			return
		}
		b.release.Status, b.release.Problem = Cancelled, "Cancelled while it was built."
	}
	_ = b.service.update(ctx, &b.release) // the cause is what matters
	_ = os.RemoveAll(b.work)
}

// full makes of a disk's error a sentence for whoever waits.
func full(err error) error {
	var f *fault.Error
	switch {
	case err == nil, errors.As(err, &f):
		return err
	case disk.Full(err):
		return fault.Wrap(fault.Busy, err, "The disk is full. Make room and build again; nothing half-made was left under the dataset's name.")
	case errors.Is(err, syscall.EFBIG):
		return fault.Wrap(fault.Busy, err, "A file of the dataset grows beyond what this process or its disk allows. Raise the limit and build again; nothing half-made was left under the dataset's name.")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fault.Wrap(fault.Busy, err, "The folder for the dataset cannot be written; it may belong to another user or be read-only.")
	}
	return err
}

// place is the folder in which a build works: beside the one it makes, so that
// a rename gives the package its name.
func (s *Service) place(ctx context.Context, r *Recipe, out string) (work string, err error) {
	if out == "" {
		return filepath.Join(s.Folder, building(r.Name)), nil
	}
	if out, err = filepath.Abs(out); err != nil {
		return "", fault.Wrap(fault.Invalid, err, "The folder cannot be found.")
	}
	work = workBeside(out)
	if _, err := os.Lstat(out); err == nil {
		if dir, ours, err := s.unpublished(ctx, work); err != nil || ours && dir == out {
			return work, err
		}
		return "", fault.New(fault.Conflict, "The folder %s is there already; a release never takes another's place.", filepath.Base(out))
	}
	return work, outside(out)
}

func workBeside(out string) string {
	return filepath.Join(filepath.Dir(out), building(filepath.Base(out)))
}

func building(name string) string { return ".building-" + name }

// sorted lists the keys of a map in order.
func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
