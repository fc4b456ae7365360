package dataset_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	. "satprep/internal/dataset"
	"satprep/internal/fault"
)

// What a release is does not depend on where the one before lies: not when that was
// moved, deleted, or another package stands in its place.
func TestRebuiltWhereverTheReleaseBeforeLies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		verifiable := []byte(strings.Replace(string(recipe(allTrain)), "[interactions]", "[interactions, verifiable]", 1))
		first := s.build(Job{Recipe: verifiable})
		r := s.build(Job{Recipe: verifiable})
		third := s.build(Job{Recipe: verifiable})
		move := func(from, to string) {
			t.Helper()
			if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(from, to); err != nil {
				t.Fatal(err)
			}
		}
		again := func(what string, warnings int) {
			t.Helper()
			out := filepath.Join(folder, strings.ReplaceAll(what, " ", "-"))
			v := s.rebuild(&r, out)
			if !v.OK() || len(v.Warnings) != warnings {
				t.Errorf("%s: %v, warnings %v", what, v.Problems, v.Warnings)
			}
		}
		again("as it was", 0)
		move(first.Folder, filepath.Join(folder, "datasets", "first-of-all"))
		again("moved within the folder", 0)
		if got, err := s.Find(t.Context(), first.ID); err != nil || got.Status != Done || filepath.Base(got.Folder) != "first-of-all" {
			t.Errorf("the one that was moved: %s in %s, %v", got.Status, got.Folder, err)
		}
		move(filepath.Join(folder, "datasets", "first-of-all"), filepath.Join(folder, "elsewhere", "first"))
		again("taken away", 1)
		move(third.Folder, first.Folder)
		again("another in its place", 1)
		got, err := s.Find(t.Context(), first.ID)
		if err != nil || got.Status != Deleted {
			t.Errorf("the one with another in its place is %s: %v", got.Status, err)
		}
		if _, err := s.OpenFile(t.Context(), first.ID, "README.md"); !fault.Is(err, fault.Missing) {
			t.Errorf("another's file is handed out: %v", err)
		}
		if got, err := s.Find(t.Context(), third.ID); err != nil || got.Status != Done || got.Folder != first.Folder {
			t.Errorf("the one in another's place: %s in %s, %v", got.Status, got.Folder, err)
		}
		// One that was made while the package before was away is the same once it is back.
		away := filepath.Join(folder, "elsewhere", "third")
		move(first.Folder, away)
		r = s.build(Job{Recipe: verifiable})
		move(away, third.Folder)
		if text := contents(t, r.Folder)["quality.json"]; strings.Count(text, "is not here") != 2 {
			t.Errorf("the report does not say of two gates that the package before is not here: %s", text)
		}
		again("back again", 1)
	})
}

func TestDeletedReleasesAreListedAsDeleted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *school, folder string) {
		s.term()
		r := s.build(Job{Recipe: recipe("")})
		away := filepath.Join(folder, "away")
		status := func() Status {
			t.Helper()
			list, err := s.List(t.Context())
			if err != nil || len(list) != 1 {
				t.Fatalf("%d releases, %v", len(list), err)
			}
			return list[0].Status
		}
		if err := os.Rename(r.Folder, away); err != nil {
			t.Fatal(err)
		}
		if got := status(); got != Deleted {
			t.Errorf("listed as %s", got)
		}
		if _, err := s.Files(t.Context(), r.ID); !fault.Is(err, fault.Missing) {
			t.Errorf("its files: %v", err)
		}
		if _, err := s.Card(t.Context(), r.Name, ""); !fault.Is(err, fault.Missing) {
			t.Errorf("its card: %v", err)
		}
		if err := os.Rename(away, r.Folder); err != nil {
			t.Fatal(err)
		}
		if got := status(); got != Done {
			t.Errorf("brought back it is %s", got)
		}
		if err := os.WriteFile(filepath.Join(r.Folder, "MANIFEST.sha256"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Files(t.Context(), r.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("with a manifest that is not its own: %v", err)
		}
		if v, err := s.VerifyRelease(t.Context(), r.ID); err != nil || v.OK() {
			t.Errorf("verified: %+v, %v", v, err)
		}
	})
}
