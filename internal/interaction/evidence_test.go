package interaction

import (
	"testing"
	"time"

	"satprep/internal/uid"
)

func TestMeasures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e    Exposure
		want bool
	}{
		{Exposure{Counts: true}, true},
		{Exposure{Pretest: true}, true},
		{Exposure{}, false}, // not the first, or of a form had before
		{Exposure{Counts: true, Aided: true}, false},
		{Exposure{Counts: true, Rapid: true}, false},
		{Exposure{Pretest: true, Late: true}, false},
	} {
		if got := c.e.Measures(); got != c.want {
			t.Errorf("%+v: %v", c.e, got)
		}
	}
}

func TestUnended(t *testing.T) {
	t.Parallel()
	u := Unended[int]{}
	one, two, three := uid.ID{1}, uid.ID{2}, uid.ID{3}
	for _, r := range []struct {
		kind    Kind
		session uid.ID
	}{{TestStarted, one}, {DiagnosticStarted, two}, {PracticeStarted, three}, {TestEnded, one}, {PracticeEnded, two}} {
		u.Follow(r.kind, r.session)
	}
	if len(u) != 1 || u[two] == nil {
		t.Errorf("%v", u)
	}
}

func TestWindowOf(t *testing.T) {
	t.Parallel()
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ days, before, want int }{{0, 0, 0}, {29, 0, 0}, {30, 0, 1}, {65, 1, 2}, {-1, 0, 0}, {5, 2, 2}} {
		if got := WindowOf(first.Add(time.Duration(c.days)*24*time.Hour), first, c.before); got != c.want {
			t.Errorf("day %d after window %d: %d", c.days, c.before, got)
		}
	}
}
