package dataset

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"satprep/internal/account"
	"satprep/internal/consent"
	"satprep/internal/db"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/question"
	"satprep/internal/signing"
	"satprep/internal/uid"
)

// Deps is what a Service is made of.
type Deps struct {
	DB       *db.DB
	Log      *interaction.Log
	Accounts *account.Service
	Consent  *consent.Ledger
	Bank     func(ctx context.Context, at time.Time) (*question.Bank, error) // as it stood at a time
	Signer   *signing.Key                                                    // of manifests
	ParamSet func(ctx context.Context, id string) (map[string]question.Params, error)
	Now      func() time.Time
	Code     string // build of the program
	Folder   string // where packages go unless said otherwise
}

// Service builds datasets and knows those that were built.
type Service struct {
	Deps
	queue queue
}

// New returns the room. Its folder is made absolute here: where packages lie is
// written down, and must be found from any working folder.
func New(d Deps) *Service {
	if dir, err := filepath.Abs(d.Folder); err == nil { // else the working folder is gone, and every build says so
		d.Folder = dir
	}
	return &Service{Deps: d}
}

// List returns the releases, newest first.
func (s *Service) List(ctx context.Context) (_ []Release, err error) {
	defer fault.In(&err, "dataset.List")
	list, err := releases(ctx, s.DB, `1 = 1 ORDER BY made_at DESC, id`)
	for i := range list {
		if err := errors.Join(s.interrupted(ctx, &list[i]), s.found(ctx, &list[i])); err != nil {
			return nil, err
		}
	}
	return list, err
}

// interrupted tells a release that nobody builds any more. One that ended after it
// was read is read again: its end is written down before it is let go.
func (s *Service) interrupted(ctx context.Context, r *Release) error {
	if r.Status != Building || s.built(ctx, r.Name) {
		return nil
	}
	list, err := releases(ctx, s.DB, `id = ?`, r.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	if *r = list[0]; r.Status == Building {
		r.Status = Interrupted
	}
	return nil
}

// Find returns a release by its id.
func (s *Service) Find(ctx context.Context, id uid.ID) (_ Release, err error) {
	defer fault.In(&err, "dataset.Find(%s)", id)
	r, err := s.stored(ctx, id)
	if err == nil {
		err = s.found(ctx, &r)
	}
	return r, err
}

// stored is Find with the folder that was written down.
func (s *Service) stored(ctx context.Context, id uid.ID) (Release, error) {
	list, err := releases(ctx, s.DB, `id = ?`, id)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.Missing, "There is no such release.")
	}
	if err != nil {
		return Release{}, err
	}
	err = s.interrupted(ctx, &list[0])
	return list[0], err
}

// FindVersion returns a finished release by its name and version; version "" is
// the newest.
func (s *Service) FindVersion(ctx context.Context, name, version string) (_ Release, err error) {
	defer fault.In(&err, "dataset.FindVersion(%.60s, %.20s)", name, version)
	if version == "" {
		r, ok, err := s.latest(ctx, name)
		if err == nil && !ok {
			err = fault.New(fault.Missing, "There is no finished release of %.60q.", name)
		}
		return r, err
	}
	var v Version
	if err := v.UnmarshalText([]byte(version)); err != nil {
		return Release{}, err
	}
	list, err := releases(ctx, s.DB, `name = ? AND major = ? AND minor = ? AND patch = ? AND status = ? ORDER BY made_at DESC`, name, v.Major, v.Minor, v.Patch, string(Done))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.Missing, "There is no release %s of %.60q.", v, name)
	}
	if err != nil {
		return Release{}, err
	}
	return list[0], s.found(ctx, &list[0])
}

// A Held says that a release holds records about or by somebody.
type Held struct {
	Release uid.ID    `json:"release"`
	Name    string    `json:"name"`
	Version Version   `json:"version"`
	Records int       `json:"records"`
	MadeAt  time.Time `json:"made_at"`
}

// Held lists the finished releases that hold records about a subject, or that they
// wrote about others, newest first.
func (s *Service) Held(ctx context.Context, subject uid.ID) (list []Held, err error) {
	defer fault.In(&err, "dataset.Held")
	rows, err := s.DB.Query(ctx, `SELECT r.id, r.name, r.major, r.minor, r.patch, m.records, r.made_at FROM dataset_member m JOIN dataset_release r ON r.id = m.release
		WHERE m.subject = ? AND r.status = ? ORDER BY r.made_at DESC, r.id`, subject, string(Done))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h Held
		var made int64
		if err := rows.Scan(&h.Release, &h.Name, &h.Version.Major, &h.Version.Minor, &h.Version.Patch, &h.Records, &made); err != nil {
			return nil, err
		}
		h.MadeAt = db.Time(made)
		list = append(list, h)
	}
	return list, db.Fault(rows.Err())
}

// purposeOf is what the people in a release agreed to.
func (s *Service) purposeOf(r *Release) (interaction.Purposes, error) {
	p, ok := interaction.Purpose(r.Purpose)
	if !ok {
		return 0, fmt.Errorf("release %s has the purpose %q", r.ID, r.Purpose)
	}
	return p, nil
}
