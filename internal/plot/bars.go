package plot

import (
	"fmt"
	"html"
	"strings"
)

// A Bin is a bar with its name.
type Bin struct {
	Label string  `json:"label"`
	N     float64 `json:"n"`
}

// Bars draws horizontal bars: shapes and text only, in colours that can be read
// on light and dark ground, with its numbers beside the bars.
func Bars(title string, list []Bin) string {
	const row, label, width = 22, 210, 380
	most := 0.0
	for _, b := range list {
		most = max(most, b.N)
	}
	var s strings.Builder
	height := row*len(list) + 34
	fmt.Fprintf(&s, `<svg xmlns="%s" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s" font-family="sans-serif" font-size="13">`,
		Space, label+width+90, height, label+width+90, height, html.EscapeString(title))
	fmt.Fprintf(&s, `<title>%s</title><text x="0" y="15" font-weight="bold" fill="#555">%s</text>`, html.EscapeString(title), html.EscapeString(title))
	for i, b := range list {
		y := 28 + i*row
		w := 0.0
		if most > 0 {
			w = width * b.N / most
		}
		fmt.Fprintf(&s, `<text x="%d" y="%d" text-anchor="end" fill="#777">%s</text><rect x="%d" y="%d" width="%.1f" height="%d" fill="#4477aa"/><text x="%.1f" y="%d" fill="#777">%s</text>`,
			label-8, y+14, html.EscapeString(b.Label), label, y+2, w, row-6, float64(label)+w+6, y+14, Number(b.N))
	}
	s.WriteString(`</svg>`)
	return s.String() + "\n"
}

// Number writes a count without a fraction, and anything else with three places.
func Number(v float64) string {
	if v == float64(int64(v)) {
		return fmt.Sprintf("%d", int64(v))
	}
	return fmt.Sprintf("%.3f", v)
}
