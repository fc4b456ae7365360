package pseudonym

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func key(t testing.TB, fill string) Key {
	t.Helper()
	k, err := ParseKey(strings.Repeat(fill, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestNamesStay holds the names of a release for ever: a change here makes every
// published pseudonym another one.
func TestNamesStay(t *testing.T) {
	t.Parallel()
	a, b := key(t, "a1"), key(t, "b2")
	for _, c := range []struct {
		got, want string
	}{
		{a.Name(Learner, []byte("s-1")), "ldpzgmjhay66kwx281pp9206kkc"},
		{a.Name(Record, []byte("s-1")), "rag8wh9092d63gh4hw722cf9vpc"},
		{b.Name(Learner, []byte("s-1")), "lhjqhq945bz7396bm7fe9qgvz7w"},
		{a.Shift([]byte("s-1")).String(), "168h0m0s"},
		{fmt.Sprintf("%.6f", a.Lot([]byte("s-1"))), "0.868061"},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

func TestNamesDiffer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var k, l Key
		copy(k[:], rapid.SliceOfN(rapid.Byte(), KeySize, KeySize).Draw(t, "key"))
		copy(l[:], rapid.SliceOfN(rapid.Byte(), KeySize, KeySize).Draw(t, "other key"))
		x, y := rapid.SliceOf(rapid.Byte()).Draw(t, "id"), rapid.SliceOf(rapid.Byte()).Draw(t, "other id")
		n := k.Name(Learner, x)
		if n != k.Name(Learner, x) || len(n) != 27 || strings.Trim(n, "0123456789abcdefghjkmnpqrstvwxyz"+"l") != "" {
			t.Fatalf("%q is no name", n)
		}
		if string(x) != string(y) && n == k.Name(Learner, y) {
			t.Fatal("two ids, one name")
		}
		if k != l && n == l.Name(Learner, x) {
			t.Fatal("two keys, one name")
		}
		if n[1:] == k.Name(Session, x)[1:] {
			t.Fatal("a name tells what it has in common with one of another kind")
		}
	})
}

func TestShiftKeepsWeekdays(t *testing.T) {
	t.Parallel()
	k := key(t, "07")
	at := time.Date(2026, 3, 3, 15, 4, 5, 0, time.UTC)
	seen := map[time.Duration]int{}
	var id [8]byte
	const n = 53 * 200
	for i := range n {
		binary.BigEndian.PutUint64(id[:], uint64(i))
		d := k.Shift(id[:])
		if d%week != 0 || d < -26*week || d > 26*week || at.Add(d).Weekday() != at.Weekday() {
			t.Fatalf("moved by %v", d)
		}
		seen[d]++
	}
	chi := 0.0
	for _, c := range seen {
		chi += math.Pow(float64(c)-200, 2) / 200
	}
	if len(seen) != 53 || chi > 93 { // 99.95 % of 52 degrees of freedom
		t.Errorf("%d shifts, chi-square %.1f", len(seen), chi)
	}
}

func TestSplitByShares(t *testing.T) {
	t.Parallel()
	k := key(t, "c3")
	count := map[Split]int{}
	const n = 20000
	for i := range n {
		count[k.Split(fmt.Append(nil, i), Shares{Validation: 0.1, Test: 0.2})]++
	}
	for split, want := range map[Split]float64{Train: 0.7, Validation: 0.1, Test: 0.2} {
		if got := float64(count[split]) / n; math.Abs(got-want) > 0.012 {
			t.Errorf("%s: %.3f, want %.3f", split, got, want)
		}
	}
}

// TestTestStaysFrozen: who is in the test stays there when its share grows, and
// no change of shares moves anybody from training's side of the test into it.
func TestTestStaysFrozen(t *testing.T) {
	t.Parallel()
	k := key(t, "d4")
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SliceOf(rapid.Byte()).Draw(t, "id")
		small := rapid.Float64Range(0, 0.4).Draw(t, "test")
		more := small + rapid.Float64Range(0, 0.1).Draw(t, "more")
		v, w := rapid.Float64Range(0, 0.4).Draw(t, "validation"), rapid.Float64Range(0, 0.4).Draw(t, "other validation")
		if k.Split(id, Shares{v, small}) == Test && k.Split(id, Shares{w, more}) != Test {
			t.Fatal("out of the test")
		}
		if k.Split(id, Shares{v, small}) != Test && k.Split(id, Shares{w, small}) == Test {
			t.Fatal("into the test, though its share is the same")
		}
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "00", strings.Repeat("0", 64), strings.Repeat("g", 64), strings.Repeat("a", 65)} {
		if _, err := ParseKey(text); err == nil {
			t.Errorf("%q is taken for a key", text)
		} else if strings.Contains(err.Error(), "ggg") {
			t.Errorf("the error tells the key: %v", err)
		}
	}
	for _, s := range []Shares{{-0.1, 0}, {0.5, 0.5}, {0, 1}, {math.NaN(), 0}} {
		if s.Check() == nil {
			t.Errorf("%v are taken for shares", s)
		}
	}
	if err := (Shares{0.1, 0.1}).Check(); err != nil {
		t.Error(err)
	}
	if k := key(t, "e5"); strings.Contains(fmt.Sprintf("%v %+v %#v %s", k, k, k, k), "e5") || strings.Contains(fmt.Sprint(k), "229") {
		t.Error("a key is printed")
	}
}

func TestOrdinals(t *testing.T) {
	t.Parallel()
	var o Ordinals
	for i, c := range []struct {
		who  string
		want int64
	}{{"a", 0}, {"b", 0}, {"a", 1}, {"a", 2}, {"b", 1}} {
		if got := o.Next([]byte(c.who)); got != c.want {
			t.Errorf("%d: %d, want %d", i, got, c.want)
		}
	}
}
