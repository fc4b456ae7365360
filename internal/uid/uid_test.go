package uid

import (
	"strings"
	"testing"
	"time"
)

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 12, 0, 0, 123e6, time.UTC)
	id := New(at)
	if !id.Time().Equal(at) {
		t.Errorf("time %v, want %v", id.Time(), at)
	}
	s := id.String()
	if s[14] != '7' || !strings.ContainsRune("89ab", rune(s[19])) {
		t.Errorf("%s is not version 7 of the RFC variant", s)
	}
	back, err := Parse(strings.ToUpper(s))
	if err != nil || back != id {
		t.Errorf("Parse(%s) = %v, %v", s, back, err)
	}
	v, _ := id.Value()
	var scanned ID
	if err := scanned.Scan(v); err != nil || scanned != id {
		t.Errorf("Scan: %v, %v", scanned, err)
	}
	if v, _ := (ID{}).Value(); v != nil {
		t.Error("none is not NULL")
	}
}

func TestOrderWithinAMillisecond(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 12, 0, 0, 999e6, time.UTC)
	before := New(at.Add(-time.Microsecond)).String()
	for step := range 1000 {
		id := New(at.Add(time.Duration(step) * time.Microsecond))
		if s := id.String(); s <= before || s[14] != '7' || !id.Time().Equal(at) {
			t.Fatalf("%s, %d µs in, does not come after %s", s, step, before)
		} else {
			before = s
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("0190c1a0-1111-7222-8333-444455556666")
	f.Add("")
	f.Add("0190c1a0111172228333444455556666-----")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := Parse(s)
		if err == nil && !id.IsZero() && id.String() != strings.ToLower(s) {
			t.Errorf("%q reads as %s", s, id)
		}
	})
}
