package dataset

import (
	"strings"
	"testing"
)

func TestNothingSaysWhatHeldItBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		counts Counts
		want   string
	}{
		{Counts{}, "nothing has been recorded yet."},
		{Counts{Log: 1, Kinds: 1}, "Of all 1 records these stay out: 1 of kinds that do not leave or were not asked for."},
		{Counts{Log: 9, NoConsent: 7, SmallCell: 2}, "Of all 9 records these stay out: 7 without consent for the purpose, 2 of groups too small."},
		{Counts{Log: 5, Origin: 5, simulated: true}, "5 of another origin. The log is of simulated learners, and the recipe does not name them: build with --origins simulated"},
		{Counts{Log: 4, Later: 4}, "4 received later than the recipe reads."},
	} {
		if got := errNothing(c.counts).Error(); !strings.Contains(got, c.want) || strings.Contains(got, " 0 ") {
			t.Errorf("%+v: %s", c.counts, got)
		}
	}
}
