package dataset

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"satprep/internal/fault"
	"satprep/internal/uid"
)

// version decides the release's version, and with it under which key records
// are named. Records that the release before held and this one does not, and
// other rules of privacy, make it MAJOR, and a MAJOR has a new release key; REMOVED.jsonl lists them under
// the old one, so that whoever has the release before can delete them.
func (b *Build) version(ctx context.Context) error {
	s := b.service
	before, ok, err := s.before(ctx, &b.release)
	if err != nil {
		return err
	}
	if ok && b.again == nil {
		if err := s.sameTest(ctx, before, b.recipe); err != nil {
			return err
		}
	}
	v := Version{1, 0, 0}
	var removed []int64
	if ok {
		held, err := s.recordsOf(ctx, before.ID)
		if err != nil {
			return err
		}
		removed = held.without(b.plan.records)
		v = before.Version
		switch {
		case len(removed) > 0 || s.otherPrivacy(ctx, before, b.recipe):
			v = Version{v.Major + 1, 0, 0}
		case len(b.plan.records.without(held)) > 0 || before.Digest != b.release.Digest:
			v = Version{v.Major, v.Minor + 1, 0}
		default:
			v.Patch++
		}
		b.state.Previous = before.Version.String()
	}
	if b.state.Staged && b.release.Version != v {
		return fault.New(fault.Conflict, "Another release of %s was made while this build was interrupted; build again.", b.recipe.Name)
	}
	if b.again != nil && b.release.Version != v {
		return fault.New(fault.Conflict, "This release cannot be rebuilt as it was: what it was made of has changed since. Somebody may have been erased, or a release before it is gone.")
	}
	b.release.Version, b.release.Removed, b.state.Removed = v, len(removed), len(removed)
	b.release.Records, b.release.Learners = b.plan.Counts.Admitted, len(b.plan.Members)
	if ok {
		if then, err := s.splitsAsThen(ctx, before); err != nil {
			return err
		} else if !then {
			return lostSplit(b.recipe.Name)
		}
	}
	first := !ok && b.again == nil // what is rebuilt had its keys
	if b.names, err = s.namesOf(ctx, b.recipe.Name, v.Major, b.again == nil && (!ok || v.Major != before.Version.Major), first); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(b.work, "package"), 0o700); err != nil {
		return full(err)
	}
	if err := b.writeRemoved(ctx, before, removed); err != nil {
		return err
	}
	return b.save()
}

// sameTest refuses another share of test than the release before had: it would move
// whom and what was tested into train, or the other way round, where the card says
// that they stay for ever.
func (s *Service) sameTest(ctx context.Context, before Release, r *Recipe) error {
	text, err := s.recipeOf(ctx, before.ID)
	if err != nil {
		return err
	}
	was, err := ParseRecipe(text)
	if err != nil || was.Split.Test == r.Split.Test {
		return nil //nolint:nilerr // of an older program: it split as this one does by default
	}
	return fault.At("split", "%s %s has %v in test, and this recipe %v: what was in the test split would come into train, or the other way round. Keep the share, or build under another name, and never test a model on one that was trained on the other.", before.Name, before.Version, was.Split.Test, r.Split.Test)
}

// otherPrivacy reports whether the release before was made under other rules of
// privacy. Two releases of one MAJOR can be joined by their ids, so that a column
// which one gives up and the other does not would tell what neither should, and so
// would a filter on age. Nor may whoever has the one for a purpose, or for the
// public, find its people in the other.
func (s *Service) otherPrivacy(ctx context.Context, before Release, r *Recipe) bool {
	text, err := s.recipeOf(ctx, before.ID)
	if err != nil {
		return true
	}
	was, err := ParseRecipe(text)
	return err != nil || was.Privacy != r.Privacy || was.Purpose != r.Purpose || was.Audience != r.Audience ||
		!slices.Equal(slices.Sorted(slices.Values(was.Filter.AgeBands)), slices.Sorted(slices.Values(r.Filter.AgeBands)))
}

// namesOf finds the keys of a line; fresh makes its release key where there is
// none yet, first the split key.
func (s *Service) namesOf(ctx context.Context, name string, major int, fresh, first bool) (n names, err error) {
	var there bool
	if first {
		n.splits, err = s.makeKey(ctx, splitKeyName)
	} else if n.splits, there, err = s.findKey(ctx, splitKeyName); err == nil && !there {
		err = lostSplit(name)
	}
	if err != nil {
		return n, err
	}
	if fresh {
		n.release, err = s.makeKey(ctx, releaseKeyName(name, major))
		return n, err
	}
	key, ok, err := s.findKey(ctx, releaseKeyName(name, major))
	if err == nil && !ok {
		err = lostKey(name, major)
	}
	n.release = key
	return n, err
}

// idBatch is how many ids are looked up at once.
const idBatch = 5000

// writeRemoved writes REMOVED.jsonl: the record ids of the release before,
// under its key, that are not in this one; with them the turns that those records
// said something about, by whose ids the rows go that were made of both, and the
// learners of answers, for tables that have no other id.
func (b *Build) writeRemoved(ctx context.Context, before Release, removed []int64) error {
	f, err := os.OpenFile(filepath.Join(b.work, "package", "REMOVED.jsonl"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return full(err)
	}
	out := newOutFile(f)
	err = func() error {
		if len(removed) == 0 {
			return nil
		}
		key, ok, err := b.service.findKey(ctx, releaseKeyName(before.Name, before.Version.Major))
		if err == nil && !ok {
			err = lostKey(before.Name, before.Version.Major)
		}
		if err != nil {
			return err
		}
		old := names{release: key}
		enc := json.NewEncoder(out)
		gone := map[string]map[uid.ID]bool{"id": {}, "learner": {}}
		for batch := range slices.Chunk(removed, idBatch) {
			traces, err := b.service.Log.Traces(ctx, batch)
			if err != nil {
				return err
			}
			for _, t := range traces {
				gone["id"][old.id(t.ID)] = true
				for _, turn := range t.About {
					if !turn.IsZero() {
						gone["id"][old.id(turn)] = true
					}
				}
				if !t.Learner.IsZero() {
					gone["learner"][old.learner(t.Learner)] = true
				}
			}
		}
		// In the order of the log they would tell who did what before whom, which the
		// shifts hide.
		for _, what := range []string{"id", "learner"} {
			list := slices.SortedFunc(maps.Keys(gone[what]), func(x, y uid.ID) int { return bytes.Compare(x[:], y[:]) })
			for _, id := range list {
				if err := enc.Encode(map[string]string{what: id.String(), "release": before.Version.String()}); err != nil {
					return err
				}
			}
		}
		return nil
	}()
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	return err
}
