package dataset

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// bars draws a plot of horizontal bars as SVG: shapes and text only, in colours
// that can be read on light and dark ground, with its numbers beside the bars.
func bars(title string, list []Bin) string {
	const row, label, width = 22, 210, 380
	most := 0.0
	for _, b := range list {
		most = max(most, b.N)
	}
	var s strings.Builder
	height := row*len(list) + 34
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s" font-family="sans-serif" font-size="13">`,
		label+width+90, height, label+width+90, height, html.EscapeString(title))
	fmt.Fprintf(&s, `<title>%s</title><text x="0" y="15" font-weight="bold" fill="#555">%s</text>`, html.EscapeString(title), html.EscapeString(title))
	for i, b := range list {
		y := 28 + i*row
		w := 0.0
		if most > 0 {
			w = width * b.N / most
		}
		fmt.Fprintf(&s, `<text x="%d" y="%d" text-anchor="end" fill="#777">%s</text><rect x="%d" y="%d" width="%.1f" height="%d" fill="#4477aa"/><text x="%.1f" y="%d" fill="#777">%s</text>`,
			label-8, y+14, html.EscapeString(b.Label), label, y+2, w, row-6, float64(label)+w+6, y+14, number(b.N))
	}
	s.WriteString(`</svg>`)
	return s.String() + "\n"
}

// number writes a count without a fraction, and anything else with three places.
func number(v float64) string {
	if v == float64(int64(v)) {
		return fmt.Sprintf("%d", int64(v))
	}
	return fmt.Sprintf("%.3f", v)
}

// binsOf turns counts into bars, by key.
func binsOf(counts map[string]int) (list []Bin) {
	for _, k := range sorted(counts) {
		list = append(list, Bin{k, float64(counts[k])})
	}
	return list
}

// largest keeps the n longest bars and adds up the rest.
func largest(list []Bin, n int) []Bin {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Bin) int {
		switch {
		case a.N > b.N:
			return -1
		case a.N < b.N:
			return 1
		}
		return 0
	})
	if len(list) <= n {
		return list
	}
	rest := Bin{Label: fmt.Sprintf("%d others", len(list)-n)}
	for _, b := range list[n:] {
		rest.N += b.N
	}
	return append(list[:n:n], rest)
}
