package pseudonym

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestHideLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		counts []int
		want   string // x hidden, . shown, then t or -
	}{
		{[]int{50, 40, 30}, "...t"},
		{[]int{50, 3, 30}, ".xxt"},        // 3 alone would follow from the total
		{[]int{50, 3, 4, 30}, ".xxxt"},    // so would 3 + 4 of 7 people
		{[]int{50, 6, 7, 30}, ".xx.t"},    // 13 of two cells
		{[]int{50, 3, 0}, "xx.t"},         // zero is a poor companion
		{[]int{3, 0, 0}, "x..-"},          // the total is as small
		{[]int{5, 4, 4}, "xxxt"},          // all hidden, 13 in all
		{[]int{0, 0}, "..t"},              //
		{[]int{9}, "x-"},                  //
		{[]int{10}, ".t"},                 //
		{nil, "t"},                        //
		{[]int{12, 5, 12}, "xx.t"},        // the first of two as good
		{[]int{100, 9, 90, 80}, ".x.xt"},  //
		{[]int{100, 9, 1, 80}, ".xx.t"},   //
		{[]int{9, 0, 0, 0, 11}, "x...xt"}, //
	} {
		hidden, shown := HideLine(c.counts, MinCell)
		got := ""
		for _, h := range hidden {
			got += map[bool]string{true: "x", false: "."}[h]
		}
		if got += map[bool]string{true: "t", false: "-"}[shown]; got != c.want {
			t.Errorf("%v: %s, want %s", c.counts, got, c.want)
		}
	}
}

// determined reports which hidden cells follow from the shown ones, by solving
// the equations of rows and columns modulo a prime. It shares nothing with the
// graph that HideTable reasons with.
func determined(hidden [][]bool) (cells [][2]int) {
	const p = 1_000_003
	rows, columns := len(hidden), len(hidden[0])
	var unknown [][2]int
	for r := range rows {
		for c := range columns {
			if hidden[r][c] {
				unknown = append(unknown, [2]int{r, c})
			}
		}
	}
	sign := func(last bool) int {
		if last {
			return p - 1
		}
		return 1
	}
	var m [][]int
	for line := range rows + columns {
		eq := make([]int, len(unknown))
		for i, u := range unknown {
			if line < rows && u[0] == line {
				eq[i] = sign(u[1] == columns-1)
			} else if line >= rows && u[1] == line-rows {
				eq[i] = sign(u[0] == rows-1)
			}
		}
		m = append(m, eq)
	}
	inverse := func(a int) int {
		x, e := 1, p-2
		for ; e > 0; e >>= 1 {
			if e&1 == 1 {
				x = x * a % p
			}
			a = a * a % p
		}
		return x
	}
	rank := 0
	for col := range unknown {
		pivot := slices.IndexFunc(m[rank:], func(eq []int) bool { return eq[col] != 0 })
		if pivot < 0 {
			continue
		}
		m[rank], m[rank+pivot] = m[rank+pivot], m[rank]
		inv := inverse(m[rank][col])
		for j := range m[rank] {
			m[rank][j] = m[rank][j] * inv % p
		}
		for i := range m {
			if f := m[i][col]; i != rank && f != 0 {
				for j := range m[i] {
					m[i][j] = (m[i][j] + (p-f)*m[rank][j]) % p
				}
			}
		}
		if rank++; rank == len(m) {
			break
		}
	}
	for _, eq := range m[:rank] {
		only, n := 0, 0
		for j, v := range eq {
			if v != 0 {
				only, n = j, n+1
			}
		}
		if n == 1 {
			cells = append(cells, unknown[only])
		}
	}
	return cells
}

func TestHideTableGivesNothingAway(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 6).Draw(t, "columns")
		counts := rapid.SliceOfN(rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 12), rapid.IntRange(0, 80)), width, width), 2, 6).Draw(t, "counts")
		hidden := HideTable(counts, MinCell)
		full := withTotals(counts)
		for r := range full {
			for c, n := range full[r] {
				if n > 0 && n < MinCell && !hidden[r][c] {
					t.Fatalf("%d is shown at %d, %d", n, r, c)
				}
			}
		}
		for _, d := range determined(hidden) {
			t.Fatalf("cell %v follows from what is shown: %v of %v", d, hidden, full)
		}
	})
}

// TestHideTableLeavesWhatItMay: nothing is hidden where nothing is small, and
// one small cell costs three others, not the table.
func TestHideTableLeavesWhatItMay(t *testing.T) {
	t.Parallel()
	count := func(counts [][]int) (n int) {
		for _, row := range HideTable(counts, MinCell) {
			for _, h := range row {
				if h {
					n++
				}
			}
		}
		return n
	}
	if n := count([][]int{{10, 20}, {30, 40}}); n != 0 {
		t.Errorf("%d hidden of a table without small cells", n)
	}
	if n := count([][]int{{3, 20, 30}, {30, 40, 50}, {60, 70, 80}}); n != 4 { // a rectangle
		t.Errorf("%d hidden for one small cell, want 4", n)
	}
}
