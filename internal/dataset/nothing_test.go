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
		{Counts{Log: 3, Origin: 3}, "3 of another origin. To take what simulated learners did, as in a demo, write origins: [simulated] in the recipe."},
		{Counts{Log: 4, Later: 4}, "4 received later than the recipe reads."},
	} {
		if got := errNothing(c.counts).Error(); !strings.Contains(got, c.want) || strings.Contains(got, " 0 ") {
			t.Errorf("%+v: %s", c.counts, got)
		}
	}
}
