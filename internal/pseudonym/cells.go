package pseudonym

// MinCell is the least number of people that a published cell stands for.
const MinCell = 10

// HideLine reports which of counts must not be shown beside their total. Small
// are those from 1 to least-1; 0 is shown. The total is shown where shown is
// true: with it hidden, any cell may be.
//
// A hidden cell has company: at least two are hidden, and least people together,
// so that the total less what is shown tells of no small group.
func HideLine(counts []int, least int) (hidden []bool, totalShown bool) {
	hidden = make([]bool, len(counts))
	total, sum, n := 0, 0, 0
	hide := func(i int) {
		hidden[i] = true
		sum += counts[i]
		n++
	}
	for i, c := range counts {
		total += c
		if small(c, least) {
			hide(i)
		}
	}
	if small(total, least) {
		return hidden, false
	}
	for n > 0 && (n < 2 || sum < least) {
		next := -1
		for i, c := range counts {
			if !hidden[i] && (next < 0 || better(c, counts[next])) {
				next = i
			}
		}
		if next < 0 || counts[next] == 0 && n >= 2 {
			return hidden, false
		}
		hide(next)
	}
	return hidden, true
}

func small(n, least int) bool { return n > 0 && n < least }

// better reports whether a is the better companion: the least that is not zero,
// which costs the reader least, and zero, which protects least, after all else.
func better(a, b int) bool {
	if (a == 0) != (b == 0) {
		return b == 0
	}
	return a < b
}

// HideTable reports which cells of a table must not be shown. The table is
// counts with one row and one column more for the totals, which are cells too:
// hidden has that size, and its last corner is the total of all.
//
// Who knows all totals that are shown can solve for a hidden cell exactly when,
// in the graph whose nodes are the rows and columns and whose edges are the
// hidden cells, the cell is a bridge. So cells are hidden until there is none,
// and until the hidden cells of every line stand for least people together.
func HideTable(counts [][]int, least int) (hidden [][]bool) {
	t := withTotals(counts)
	hidden = make([][]bool, len(t))
	for r := range t {
		hidden[r] = make([]bool, len(t[r]))
		for c := range t[r] {
			hidden[r][c] = small(t[r][c], least)
		}
	}
	for {
		r, c, ok := exposed(t, hidden, least)
		switch {
		case !ok:
			return hidden
		case r >= 0 && c >= 0:
			ok = encircle(t, hidden, r, c)
		default:
			ok = accompany(t, hidden, r, c)
		}
		if !ok {
			return hidden // all is hidden that could help
		}
	}
}

func withTotals(counts [][]int) [][]int {
	width := 0
	for _, row := range counts {
		width = max(width, len(row))
	}
	t := make([][]int, len(counts)+1)
	last := make([]int, width+1)
	for r, row := range counts {
		t[r] = make([]int, width+1)
		copy(t[r], row)
		for _, n := range row {
			t[r][width] += n
		}
		for c, n := range t[r] {
			last[c] += n
		}
	}
	t[len(counts)] = last
	return t
}

// exposed returns a hidden cell that the shown ones give away; row or column -1
// stands for the whole line in which too few people are hidden.
func exposed(t [][]int, hidden [][]bool, least int) (r, c int, ok bool) {
	rows, columns := len(t), len(t[0])
	for r := range rows {
		if tooFew(columns-1, func(c int) (int, bool) { return t[r][c], hidden[r][c] }, least) && !hidden[r][columns-1] {
			return r, -1, true
		}
	}
	for c := range columns {
		if tooFew(rows-1, func(r int) (int, bool) { return t[r][c], hidden[r][c] }, least) && !hidden[rows-1][c] {
			return -1, c, true
		}
	}
	for r := range rows {
		for c := range columns {
			if hidden[r][c] && bridge(hidden, r, c) {
				return r, c, true
			}
		}
	}
	return 0, 0, false
}

// tooFew reports whether the hidden ones of n cells stand for few people.
func tooFew(n int, cell func(int) (int, bool), least int) bool {
	sum := 0
	for i := range n {
		if v, hidden := cell(i); hidden {
			sum += v
		}
	}
	return small(sum, least)
}

// bridge reports whether no way over other hidden cells leads from row r to
// column c.
func bridge(hidden [][]bool, r, c int) bool {
	rows := len(hidden)
	seen := make([]bool, rows+len(hidden[0]))
	seen[r] = true
	for queue := []int{r}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for i := range rows {
			for j := range hidden[i] {
				if !hidden[i][j] || i == r && j == c {
					continue
				}
				for _, step := range [...][2]int{{i, rows + j}, {rows + j, i}} {
					if step[0] == at && !seen[step[1]] {
						seen[step[1]] = true
						queue = append(queue, step[1])
					}
				}
			}
		}
	}
	return !seen[rows+c]
}

// price is what it costs the reader to lose a cell: as many people as it counts.
// A zero protects least and comes after all that count, a total after that.
func price(t [][]int, r, c int) int {
	all := t[len(t)-1][len(t[0])-1] + 1
	switch n := t[r][c]; {
	case r == len(t)-1 || c == len(t[0])-1:
		return n + 4*all
	case n == 0:
		return all
	default:
		return n
	}
}

// accompany hides one more cell of row r, or of column c where r is -1.
func accompany(t [][]int, hidden [][]bool, r, c int) bool {
	y, x, best := -1, -1, 0
	for i := range t {
		for j := range t[i] {
			if (i == r || j == c) && !hidden[i][j] {
				if p := price(t, i, j); y < 0 || p < best {
					y, x, best = i, j, p
				}
			}
		}
	}
	if y < 0 {
		return false
	}
	hidden[y][x] = true
	return true
}

// encircle hides the cheapest corners that make a rectangle with the cell: then
// it is no bridge.
func encircle(t [][]int, hidden [][]bool, r, c int) bool {
	y, x, best := -1, -1, 0
	for i := range t {
		for j := range t[i] {
			if i == r || j == c {
				continue
			}
			cost := 0
			for _, corner := range [...][2]int{{r, j}, {i, c}, {i, j}} {
				if !hidden[corner[0]][corner[1]] {
					cost += price(t, corner[0], corner[1])
				}
			}
			if y < 0 || cost < best {
				y, x, best = i, j, cost
			}
		}
	}
	if y < 0 {
		return false
	}
	hidden[r][x], hidden[y][c], hidden[y][x] = true, true, true
	return true
}
