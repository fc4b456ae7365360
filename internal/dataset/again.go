package dataset

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"satprep/internal/fault"
)

// A rebuilding is a release that is made a second time, to compare.
type rebuilding struct {
	release *Release
	was     []Finding // of the package that is verified
	unseen  bool      // what a gate found in the release before was taken from there
}

// findingsOf reads what the gates of a package found; none where it cannot be read,
// which its manifest tells.
func findingsOf(dir string) []Finding { return readQuality(dir).Gates }

// readQuality reads a package's report, an empty one where it cannot be read.
func readQuality(dir string) (q QualityReport) {
	text, err := os.ReadFile(filepath.Join(dir, "quality.json"))
	if err != nil || json.Unmarshal(text, &q) != nil {
		return QualityReport{}
	}
	return q
}

// carry takes over what a gate found in the release before, where its package
// lies here only one of the two times: a release is the same wherever others lie.
// What the gate finds in this release itself must not be more.
func (a *rebuilding) carry(in *inspection, f *Finding) {
	for _, was := range a.was {
		if was.Gate == f.Gate && (was.Detail != f.Detail || was.Value != f.Value) && f.Value <= was.Value && (in.earlier.missing != "" || in.earlier.tables != nil && was.Missing) {
			f.Value, f.Detail, f.Missing = was.Value, was.Detail, was.Missing
			a.unseen = true
		}
	}
}

// Rebuild makes the release of a verdict a second time into the folder out and
// adds to the verdict where its files differ: none does, as long as nobody in it
// was erased and the program is the same build. What no longer can be looked at
// is a warning.
func (s *Service) Rebuild(ctx context.Context, v *Verdict, out string, say Progress) (err error) {
	r := v.Release
	defer fault.In(&err, "dataset.Rebuild(%s)", r.ID)
	if r.Code != s.Code {
		return fault.New(fault.Conflict, "This release was made by build %s of the program; this is %s, and may write other bytes.", r.Code, s.Code)
	}
	recipe, err := s.recipeOf(ctx, r.ID)
	if err != nil {
		return err
	}
	again := &rebuilding{release: r, was: findingsOf(v.Folder)}
	if _, err := s.Build(ctx, Job{Recipe: recipe, Out: out, Progress: say, again: again}); err != nil {
		return err
	}
	if again.unseen {
		v.Warnings = append(v.Warnings, "The package of the release before was here only one of the two times, so what the gates contamination and schema_drift found in it was taken from quality.json and not looked at again. All else was made again.")
	}
	was, _, err := readManifest(v.Folder)
	if err != nil {
		return err
	}
	is, _, err := readManifest(out)
	if err != nil {
		return err
	}
	sums := map[string]string{}
	for _, f := range was {
		sums[f.Path] = f.SHA256
	}
	for _, f := range is {
		if sums[f.Path] != f.SHA256 {
			v.problem("%s comes out otherwise when it is made again.", f.Path)
		}
		delete(sums, f.Path)
	}
	for _, path := range sorted(sums) {
		v.problem("%s is not made when the release is made again.", path)
	}
	return nil
}
