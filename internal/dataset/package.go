package dataset

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"satprep/internal/disk"
	"satprep/internal/fault"
)

// A Sheet is all that describes a release: the card, the datasheet, Croissant
// and the consent summary are written from it, and from nothing else, so that
// they agree and come out the same on any day.
type Sheet struct {
	Release  Release
	Recipe   *Recipe
	Previous string // version of the release before
	Counts   Counts
	K        Anonymity
	Tally    tally
	Configs  []Described
	Consent  ConsentSummary
	Gates    []Finding
	Canary   string // of the test split
}

// A Described is a config with what its shape counted.
type Described struct {
	Shape Shape
	*Stats
}

// rows counts all rows of a config.
func (d Described) rows() (n int) {
	for _, k := range d.Rows {
		n += k
	}
	return n
}

// sheet gathers what is known of a build.
func (b *Build) sheet(ctx context.Context) (*Sheet, error) {
	s := &Sheet{Release: b.release, Recipe: b.recipe, Previous: b.state.Previous, Counts: b.state.Counts, K: b.state.K, Tally: b.state.Tally, Canary: b.names.canary(b.recipe.Name)}
	for _, name := range b.recipe.Configs {
		shape, _ := shapeNamed(name) // the recipe was checked
		s.Configs = append(s.Configs, Described{Shape: shape, Stats: b.state.Done[name]})
	}
	var err error
	s.Consent, err = b.consents(ctx)
	return s, err
}

// finish describes the package, lets the gates look at it and gives it its
// name.
func (b *Build) finish(ctx context.Context, out string) error {
	b.step("package", 0, 1)
	dir := filepath.Join(b.work, "package")
	s, err := b.sheet(ctx)
	if err != nil {
		return err
	}
	if s.Gates, err = b.inspect(ctx, dir, s); err != nil {
		return err
	}
	if err := b.describe(dir, s); err != nil {
		return err
	}
	if b.release.Manifest, err = writeManifest(dir); err != nil {
		return err
	}
	if err := b.service.writeSignature(dir); err != nil {
		return err
	}
	if err := syncTree(dir); err != nil {
		return err
	}
	if out, err = b.final(out); err != nil {
		return err
	}
	if err := b.unchanged(ctx); err != nil {
		return err
	}
	if err := b.save(); err != nil { // whoever comes after a crash knows the package by its manifest
		return err
	}
	if err := os.Rename(dir, out); err != nil {
		return fault.Wrap(fault.Conflict, err, "The package cannot be named %s.", filepath.Base(out))
	}
	if err := disk.SyncFolder(filepath.Dir(out)); err != nil {
		return full(err)
	}
	b.release.Folder = out
	if b.again != nil {
		return os.RemoveAll(b.work)
	}
	if err := b.service.publish(ctx, &b.release, b.plan.people(), b.plan.records); err != nil {
		return errors.Join(err, os.RemoveAll(out))
	}
	if err := b.unchanged(ctx); err != nil { // an erasure before the last line did not find this release
		return errors.Join(err, os.RemoveAll(out))
	}
	b.step("package", 1, 1)
	return os.RemoveAll(b.work)
}

// final is the folder that the package gets.
func (b *Build) final(out string) (string, error) {
	if out == "" {
		out = b.service.folderOf(&b.release)
		if err := os.MkdirAll(filepath.Dir(out), 0o700); err != nil {
			return "", full(err)
		}
	}
	out, err := filepath.Abs(out)
	if err != nil {
		return "", err
	}
	if _, err := os.Lstat(out); err == nil {
		return "", fault.New(fault.Conflict, "The folder %s is there already; a release never takes another's place.", out)
	}
	return out, nil
}

// unchanged refuses to publish what somebody was erased from while it was
// built.
func (b *Build) unchanged(ctx context.Context) error {
	for people := b.plan.people(); len(people) > 0; {
		batch := people[:min(idBatch, len(people))]
		people = people[len(batch):]
		ids := subjects(batch)
		there, err := b.service.Accounts.UserIDs(ctx, ids)
		if err != nil {
			return err
		}
		if len(there) < len(ids) {
			return fault.New(fault.Conflict, "Somebody in this dataset was erased while it was built. Build again.")
		}
	}
	return nil
}

// describe writes what explains the package.
func (b *Build) describe(dir string, s *Sheet) error {
	recipe, err := b.recipe.text()
	if err != nil {
		return err
	}
	files := map[string][]byte{"recipe.yaml": recipe}
	if files["README.md"], err = card(s, dir); err != nil {
		return err
	}
	if files["croissant.json"], err = croissant(s, dir); err != nil {
		return err
	}
	if files["CONSENT.json"], err = indented(s.Consent); err != nil {
		return err
	}
	if files["quality.json"], err = indented(quality(s)); err != nil {
		return err
	}
	for name, text := range datasheet(s) {
		files[name] = text
	}
	for _, c := range s.Configs {
		if c.Shape.Schema == nil {
			continue
		}
		if files["schema/"+c.Shape.Name+".json"], err = c.Shape.Schema.JSONSchema(); err != nil {
			return err
		}
	}
	for _, name := range sorted(files) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return full(err)
		}
		if err := writeFile(path, files[name]); err != nil {
			return err
		}
	}
	return nil
}

func indented(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	return append(b, '\n'), err
}

// syncTree makes the names of a folder durable, and of all below it.
func syncTree(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return full(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := syncTree(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return full(disk.SyncFolder(dir))
}
