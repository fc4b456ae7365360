package plot

import (
	"crypto/sha256"
	"encoding/base64"
	"math"
	"strings"
	"testing"
)

// What lies beyond an axis, or is no number, is not drawn: a line breaks there.
func TestAChartKeepsWithinItsAxes(t *testing.T) {
	t.Parallel()
	c := Chart{Title: `a < "b"`, Width: 300, Height: 200, X: [2]float64{0, 1}, Y: [2]float64{0, 1}, Series: []Series{
		{Name: "line", Line: true, Points: []Point{{X: 0, Y: .1}, {X: .2, Y: .2}, {X: .4, Y: 3}, {X: .6, Y: .3}, {X: .8, Y: math.NaN()}, {X: .9, Y: .4}, {X: 1, Y: .5}}},
		{Name: "points", Points: []Point{{X: .5, Y: .5, Name: "in & out"}, {X: 1.5, Y: .5}, {X: .5, Y: math.Inf(1)}}}}}
	svg := c.SVG()
	for what, n := range map[string]int{"<polyline": 2, "<rect": 1, "NaN": 0, "Inf": 0, "<title>in &amp; out</title>": 1, `aria-label="a &lt; &quot;b&quot;"`: 1} {
		if got := strings.Count(svg, what); got != n {
			t.Errorf("%d times %s, want %d: %s", got, what, n, svg)
		}
	}
	if c.SVG() != svg {
		t.Error("the same numbers made another drawing")
	}
}

func TestTheEndsOfAnAxis(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ low, high, from, to float64 }{{-4, 4, -4, 4}, {0, 1, 0, 1}, {-3, 3, -3, 3}, {.3, 1, .2, 1}} {
		if a := fixed([2]float64{c.low, c.high}, 0, 0, false, 0, 1); math.Abs(a.Low-c.from) > 1e-9 || a.High != c.to {
			t.Errorf("%v to %v: from %v to %v", c.low, c.high, a.Low, a.High)
		}
	}
}

// The policy of a page names the very style sheet that stands in it.
func TestAPageAllowsItsOwnStyle(t *testing.T) {
	t.Parallel()
	page := Page("A & B", "p{color:red}", "<p>text</p>\n")
	_, rest, _ := strings.Cut(page, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	if !strings.Contains(page, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || !strings.Contains(page, "default-src 'none'") || strings.Count(page, "A &amp; B") != 2 {
		t.Error(page)
	}
}
