package dataset

import (
	"context"
	"fmt"

	"satprep/internal/fault"
	"satprep/internal/pseudonym"
)

// splitKeyName is where the split key is kept. It is never released and never
// changed: whoever was in the test split once stays there in every release.
const splitKeyName = "dataset split"

// releaseKeyName is where the release key of a line is kept.
func releaseKeyName(name string, major int) string {
	return fmt.Sprintf("dataset release %s %d", name, major)
}

// findKey returns a key of the instance; ok is false where there is none.
func (s *Service) findKey(ctx context.Context, name string) (pseudonym.Key, bool, error) {
	key, ok, err := s.Log.Keys().FindKey(ctx, name)
	return pseudonym.Key(key), ok, err
}

// makeKey returns a key of the instance and makes it if there is none yet.
func (s *Service) makeKey(ctx context.Context, name string) (pseudonym.Key, error) {
	key, err := s.Log.Keys().MakeKey(ctx, name)
	return pseudonym.Key(key), err
}

// lostSplit is what is said where a line cannot be split as before: another key would
// draw another test split.
func lostSplit(name string) error {
	return fault.New(fault.Missing, "The split key is not in this instance's keys (it may have been restored without them): what was in the test split of %s would come into train. Restore the keys, or build under another name, and never test a model on that one which was trained on %s.", name, name)
}

// splitsAsThen reports whether the split key is the one that a release was made
// with: where it was lost a line of another name gets another.
func (s *Service) splitsAsThen(ctx context.Context, before Release) (bool, error) {
	made, ok, err := s.Log.Keys().KeyMade(ctx, splitKeyName)
	return ok && (before.EndedAt.IsZero() || !made.After(before.EndedAt)), err
}

// lostKey is what is said where a release cannot be named again.
func lostKey(name string, major int) error {
	return fault.New(fault.Missing, "The release key of %s %d is not in this instance's keys (it may have been restored without them): its records cannot be named again. Build under another name, or restore the keys.", name, major)
}
