package plot

import (
	"fmt"
	"math"
)

// A Point of a chart. Names of points are shown by browsers to who rests on them.
type Point struct {
	X, Y float64
	Name string
}

// A Series is a line, or points.
type Series struct {
	Name   string
	Points []Point
	Line   bool
}

// A Rule is a straight line across the chart at a value.
type Rule struct {
	At       float64
	Label    string
	Vertical bool
}

// A Chart is drawn of its series; what lies beyond the ends of an axis is not.
type Chart struct {
	Title          string // for who cannot see it: what is to be seen
	XLabel, YLabel string
	Width, Height  float64
	X, Y           [2]float64 // ends; both 0: those of the points
	FromZero       bool       // y starts at 0
	Diagonal       bool       // y = x is drawn
	Rules          []Rule
	Series         []Series
	Legend         bool
	Small          bool // small text and no names of axes
}

// SVG draws the chart.
func (c Chart) SVG() string {
	left, right, top, bottom := 62.0, 14.0, 12.0, 48.0
	g := &Canvas{}
	if c.Small {
		left, right, top, bottom, g.Size = 30, 8, 6, 22, 10
	}
	legend := 0.0
	if c.Legend {
		legend = 18 * float64(len(c.Series))
	}
	lows, highs := c.reach()
	x := fixed(c.X, lows[0], highs[0], false, left, c.Width-right)
	y := fixed(c.Y, lows[1], highs[1], c.FromZero, c.Height-bottom, top)
	g.Open(c.Width, c.Height+legend, fmt.Sprintf(` width="%s" height="%s" role="img" aria-label="%s" font-family="sans-serif"`, XY(c.Width), XY(c.Height+legend), Escape(c.Title)))
	for _, v := range y.Ticks() {
		g.Line(left, y.At(v), c.Width-right, y.At(v), ` stroke-opacity="0.15"`)
		g.Text(left-5, y.At(v)+4, "end", Decimal(v), "")
	}
	for _, v := range x.Ticks() {
		g.Line(x.At(v), top, x.At(v), c.Height-bottom, ` stroke-opacity="0.15"`)
		g.Text(x.At(v), c.Height-bottom+15, "middle", Decimal(v), "")
	}
	g.Line(left, c.Height-bottom, c.Width-right, c.Height-bottom, "")
	g.Line(left, top, left, c.Height-bottom, "")
	if !c.Small {
		g.Text((left+c.Width-right)/2, c.Height-12, "middle", c.XLabel, "")
		middle := (top + c.Height - bottom) / 2
		g.Text(15, middle, "middle", c.YLabel, fmt.Sprintf(` transform="rotate(-90 15 %s)"`, XY(middle)))
	}
	if c.Diagonal {
		low, high := max(x.Low, y.Low), min(x.High, y.High)
		g.Line(x.At(low), y.At(low), x.At(high), y.At(high), ` stroke-dasharray="2 3"`)
	}
	for _, r := range c.Rules {
		if r.Vertical {
			g.Line(x.At(r.At), top, x.At(r.At), c.Height-bottom, ` stroke-dasharray="2 3"`)
			g.Text(x.At(r.At)+4, top+11, "start", r.Label, "")
		} else {
			g.Line(left, y.At(r.At), c.Width-right, y.At(r.At), ` stroke-dasharray="2 3"`)
			g.Text(c.Width-right-3, y.At(r.At)-4, "end", r.Label, "")
		}
	}
	for i, s := range c.Series {
		c.draw(g, i, s, x, y)
	}
	if c.Legend {
		for i, s := range c.Series {
			at := c.Height + 18*float64(i) + 4
			class := fmt.Sprintf(` class="s%d"`, i)
			if s.Line {
				g.Line(left, at-4, left+24, at-4, class+` stroke-width="2"`+Dash(i))
			} else {
				g.mark(i, left+12, at-4, class)
			}
			g.Text(left+32, at, "start", s.Name, "")
		}
	}
	g.WriteString("</svg>")
	return g.String()
}

func (c Chart) draw(g *Canvas, i int, s Series, x, y Axis) {
	class := fmt.Sprintf(` class="s%d"`, i)
	inside := func(p Point) bool {
		const hair = 1e-9
		return p.X >= x.Low-hair && p.X <= x.High+hair && p.Y >= y.Low-hair && p.Y <= y.High+hair // false of NaN
	}
	if !s.Line {
		for _, p := range s.Points {
			if inside(p) {
				if p.Name != "" {
					fmt.Fprintf(g, `<g><title>%s</title>`, Escape(p.Name))
				}
				g.mark(i, x.At(p.X), y.At(p.Y), class)
				if p.Name != "" {
					g.WriteString(`</g>`)
				}
			}
		}
		return
	}
	var run []string
	flush := func() {
		if len(run) > 1 {
			g.Polyline(run, class+Dash(i))
		}
		run = nil
	}
	for _, p := range s.Points {
		if inside(p) {
			run = append(run, XY(x.At(p.X))+","+XY(y.At(p.Y)))
		} else {
			flush()
		}
	}
	flush()
}

// reach is the least and greatest x and y of all points that are numbers.
func (c Chart) reach() (low, high [2]float64) {
	some := false
	for _, s := range c.Series {
		for _, p := range s.Points {
			v := [2]float64{p.X, p.Y}
			if v[0]-v[0] != 0 || v[1]-v[1] != 0 {
				continue
			}
			for k := range v {
				if !some {
					low[k], high[k] = v[k], v[k]
				}
				low[k], high[k] = min(low[k], v[k]), max(high[k], v[k])
			}
			some = true
		}
	}
	return low, high
}

// fixed is an axis with the ends given, or with those of the points.
func fixed(ends [2]float64, low, high float64, zero bool, from, to float64) Axis {
	if ends == [2]float64{} {
		return NewAxis(low, high, zero, from, to)
	}
	a := NewAxis(ends[0], ends[1], false, from, to)
	a.Low, a.High = ends[0], ends[1]
	first := math.Ceil(a.Low/a.Step - 1e-9)
	if first*a.Step-a.Low > 1e-9 { // ticks begin at a round number
		a.Low = math.Floor(a.Low/a.Step+1e-9) * a.Step
	}
	return a
}
