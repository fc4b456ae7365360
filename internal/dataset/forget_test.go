package dataset_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	. "satprep/internal/dataset"
	"satprep/internal/db/dbtest"
	"satprep/internal/fault"
	"satprep/internal/uid"
)

// gone fails the test unless nothing lies at dir.
func gone(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is there yet: %v", dir, err)
	}
}

func (s *school) subjectOf(userID string) uid.ID {
	s.t.Helper()
	a, err := s.Accounts.Find(s.t.Context(), userID)
	if err != nil {
		s.t.Fatal(err)
	}
	return a.Subject
}

// Whoever is erased takes no build with them that does not hold them, wherever it works.
func TestErasureSparesBuildsOfOthers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		stranger := s.enrol([]string{"analytics"}, "Peregrine Ashdown")[0]
		var forgot error
		r := s.build(Job{Recipe: recipe(""), Out: filepath.Join(folder, "datasets", "mine"), Progress: func(step string, _, _ int64) {
			if step == "gates" && forgot == nil {
				forgot = s.Forget(t.Context(), stranger.Subject)
			}
		}})
		if forgot != nil {
			t.Errorf("erasing beside a build: %v", forgot)
		}
		if v, err := s.Verify(t.Context(), r.Folder, true); err != nil || !v.OK() {
			t.Errorf("%v, %v", v.Problems, err)
		}
	})
}

// The default data folder is ./data.
func TestErasureReachesPackagesOfARelativeFolder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		here, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		folder, err := filepath.Rel(here, t.TempDir())
		if err != nil {
			t.Skip("the temporary folder lies on another drive")
		}
		s := open(t, dsn, folder)
		subject := s.subjectOf(s.term()[0])
		r := s.build(Job{Recipe: recipe("")})
		elsewhere := s.build(Job{Recipe: recipe("seed: 7\n"), Out: filepath.Join(folder, "handed-on")})
		if !filepath.IsAbs(r.Folder) || !filepath.IsAbs(s.Folder) {
			t.Errorf("the package lies in %q, in the folder %q", r.Folder, s.Folder)
		}
		if _, err := os.Stat(filepath.Join(folder, "datasets", r.Name, r.Version.String())); err != nil {
			t.Fatal(err)
		}
		if err := s.Forget(t.Context(), subject); err != nil {
			t.Fatal(err)
		}
		gone(t, r.Folder)
		if _, err := os.Stat(elsewhere.Folder); err != nil {
			t.Errorf("what was put elsewhere: %v", err)
		}
	})
}

func TestErasureReachesPackagesOfAMovedFolder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		subject := s.subjectOf(s.term()[0])
		r := s.build(Job{Recipe: recipe("")})
		other := s.build(Job{Recipe: recipe("seed: 7\n")})
		moved := filepath.Join(t.TempDir(), "datasets")
		if err := os.Rename(filepath.Join(folder, "datasets"), moved); err != nil {
			t.Fatal(err)
		}
		d := s.Deps
		d.Folder = moved
		there := New(d)
		dir := filepath.Join(moved, r.Name, r.Version.String())
		if got, err := there.Find(t.Context(), r.ID); err != nil || got.Folder != dir {
			t.Errorf("it is said to lie in %q: %v", got.Folder, err)
		}
		if v, err := there.VerifyRelease(t.Context(), r.ID); err != nil || !v.OK() {
			t.Errorf("verified where it lies now: %+v, %v", v, err)
		}
		// Another's folder under a release's name is neither served nor deleted, and not passed over in silence.
		second := filepath.Join(moved, other.Name, other.Version.String())
		if err := os.WriteFile(filepath.Join(second, "MANIFEST.sha256"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := there.Forget(t.Context(), subject); !fault.Is(err, fault.Conflict) {
			t.Errorf("with a folder that cannot be told: %v", err)
		}
		gone(t, dir)
		if _, err := os.Stat(second); err != nil {
			t.Error(err)
		}
		if err := os.RemoveAll(second); err != nil {
			t.Fatal(err)
		}
		if err := there.Forget(t.Context(), subject); err != nil {
			t.Errorf("once it is deleted by hand: %v", err)
		}
	})
}

// A package that somebody gave another name in the datasets folder is found by its
// manifest, and one that stands in its place is another's.
func TestErasureReachesPackagesOfAnotherName(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		people := s.term()
		subject := s.subjectOf(people[0])
		r := s.build(Job{Recipe: recipe("")})
		renamed := filepath.Join(folder, "datasets", "for-the-lab")
		if err := os.Rename(r.Folder, renamed); err != nil {
			t.Fatal(err)
		}
		who, err := s.Accounts.Find(t.Context(), people[0])
		if err != nil {
			t.Fatal(err)
		}
		s.agree(who.Actor, false, "ai_training")
		later := s.build(Job{Recipe: recipe("")})
		if err := os.Rename(later.Folder, r.Folder); err != nil {
			t.Fatal(err)
		}
		if err := s.Forget(t.Context(), subject); err != nil {
			t.Fatal(err)
		}
		gone(t, renamed)
		if _, err := os.Stat(r.Folder); err != nil {
			t.Errorf("the package of those who stay, which holds nobody who is erased: %v", err)
		}
	})
}
