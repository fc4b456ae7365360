package question

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The drawing area of a chart, and the plot within it.
const (
	chartWidth, chartHeight        = 480.0, 320.0
	plotLeft, plotRight            = 70.0, 464.0
	plotTop, plotBottom            = 16.0, 248.0
	labelSize, legendStep, barFill = 13.0, 16.0, 0.72
)

// An axis maps values to places and has ticks at round numbers.
type axis struct {
	low, high, step float64
	from, to        float64 // places of low and high
}

// newAxis covers [low, high] with 4 to 8 round steps; it starts at 0 where that
// leaves more than two fifths of it to the data, or where zero says so.
func newAxis(low, high float64, zero bool, from, to float64) axis {
	if zero || low > 0 && low < .6*high {
		low = min(low, 0)
	}
	if zero || high < 0 && high > .6*low {
		high = max(high, 0)
	}
	if high-low < 1e-9 {
		low, high = low-1, high+1
	}
	raw := (high - low) / 6
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := unit * 10
	for _, s := range []float64{1, 2, 5} {
		if unit*s >= raw {
			step = unit * s
			break
		}
	}
	return axis{math.Floor(low/step+1e-9) * step, math.Ceil(high/step-1e-9) * step, step, from, to}
}

func (a axis) at(v float64) float64 { return a.from + (v-a.low)/(a.high-a.low)*(a.to-a.from) }

// zero is the place of 0, or of the axis's low end where 0 is not on it.
func (a axis) zero() float64 {
	if a.low < 0 && a.high > 0 {
		return a.at(0)
	}
	return a.from
}

func (a axis) ticks() (t []float64) {
	for i := 0; i <= int(math.Round((a.high-a.low)/a.step)); i++ {
		t = append(t, a.low+float64(i)*a.step)
	}
	return t
}

// decimal writes a value of a tick or table without noise in its last digits.
func decimal(v float64) string {
	if v = math.Round(v*1e9) / 1e9; v == 0 {
		return "0"
	}
	return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), "-", "−", 1)
}

// chart collects SVG elements.
type chart struct{ b strings.Builder }

func xy(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

func (c *chart) line(x1, y1, x2, y2 float64, more string) {
	fmt.Fprintf(&c.b, `<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="currentColor"%s/>`, xy(x1), xy(y1), xy(x2), xy(y2), more)
}

func (c *chart) text(x, y float64, anchor, text, more string) {
	fmt.Fprintf(&c.b, `<text x="%s" y="%s" font-size="%s" text-anchor="%s" fill="currentColor"%s>%s</text>`,
		xy(x), xy(y), xy(labelSize), anchor, more, escape(text))
}

// Series differ by fill, dash and mark, never by colour.
var (
	seriesFill = []string{"0.85", "0.35", "0.1"}
	seriesDash = []string{"", ` stroke-dasharray="7 4"`, ` stroke-dasharray="2 3"`}
)

// mark draws a point of the i-th series.
func (c *chart) mark(i int, x, y float64) {
	const r = 3.5
	switch i % 3 {
	case 0:
		fmt.Fprintf(&c.b, `<circle cx="%s" cy="%s" r="%s" fill="currentColor"/>`, xy(x), xy(y), xy(r))
	case 1:
		fmt.Fprintf(&c.b, `<rect x="%s" y="%s" width="%s" height="%s" fill="none" stroke="currentColor" stroke-width="1.5"/>`, xy(x-r), xy(y-r), xy(2*r), xy(2*r))
	default:
		fmt.Fprintf(&c.b, `<polygon points="%s,%s %s,%s %s,%s" fill="currentColor"/>`, xy(x), xy(y-r-1), xy(x-r-1), xy(y+r), xy(x+r+1), xy(y+r))
	}
}

func (c *chart) bar(i int, x, y, width, height float64) {
	fmt.Fprintf(&c.b, `<rect x="%s" y="%s" width="%s" height="%s" fill="currentColor" fill-opacity="%s" stroke="currentColor"/>`,
		xy(x), xy(y), xy(width), xy(height), seriesFill[i%3])
}

// Draw returns the figure as SVG: a chart drawn from its data, or the author's
// drawing made safe. It is "" for a table.
func (f *Figure) Draw() string {
	switch f.Kind {
	case "bar", "line", "scatter":
		return f.chart()
	case "geometry":
		svg, err := sanitise(f.SVG)
		if err != nil {
			return "" // not drawn; alt and data table stand
		}
		return svg
	}
	return ""
}

// reach is the least and greatest x and y of all points.
func (f *Figure) reach() (x1, x2, y1, y2 float64) {
	x1, x2, y1, y2 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, s := range f.Series {
		for _, p := range s.Points {
			x1, x2, y1, y2 = min(x1, p.X), max(x2, p.X), min(y1, p.Y), max(y2, p.Y)
		}
	}
	return x1, x2, y1, y2
}

func (f *Figure) chart() string {
	c := &chart{}
	x1, x2, y1, y2 := f.reach()
	y := newAxis(y1, y2, f.Kind == "bar", plotBottom, plotTop)
	height := chartHeight
	if len(f.Series) > 1 {
		height += legendStep * float64(len(f.Series))
	}
	fmt.Fprintf(&c.b, `<svg xmlns="%s" viewBox="0 0 %s %s">`, svgSpace, xy(chartWidth), xy(height))
	for _, v := range y.ticks() {
		c.line(plotLeft, y.at(v), plotRight, y.at(v), ` stroke-opacity="0.2"`)
		c.text(plotLeft-6, y.at(v)+labelSize/3, "end", decimal(v), "")
	}
	base := y.zero()
	c.line(plotLeft, base, plotRight, base, "")
	below := 42.0
	if f.Kind == "bar" {
		c.line(plotLeft, plotTop, plotLeft, plotBottom, "")
		below = f.bars(c, y, base)
	} else {
		x := newAxis(x1, x2, false, plotLeft, plotRight)
		c.line(x.zero(), plotTop, x.zero(), plotBottom, "")
		f.points(c, x, y)
	}
	c.text((plotLeft+plotRight)/2, plotBottom+below, "middle", f.XLabel, "")
	middle := (plotTop + plotBottom) / 2
	c.text(16, middle, "middle", f.YLabel, fmt.Sprintf(` transform="rotate(-90 16 %s)"`, xy(middle)))
	if len(f.Series) > 1 {
		for i, s := range f.Series {
			at := chartHeight + legendStep*float64(i)
			if f.Kind == "bar" {
				c.bar(i, plotLeft, at-10, 22, 10)
			} else {
				if f.Kind == "line" {
					c.line(plotLeft, at-4, plotLeft+22, at-4, seriesDash[i%3])
				}
				c.mark(i, plotLeft+11, at-4)
			}
			c.text(plotLeft+30, at, "start", s.Name, "")
		}
	}
	c.b.WriteString("</svg>")
	return c.b.String()
}

// labels are the categories of a bar chart in the order they first appear.
func (f *Figure) labels() (labels []string, place map[string]int) {
	place = map[string]int{}
	for _, s := range f.Series {
		for _, p := range s.Points {
			if _, ok := place[p.Label]; !ok {
				place[p.Label] = len(labels)
				labels = append(labels, p.Label)
			}
		}
	}
	return labels, place
}

// bars draws bars and their labels, and returns how far below the plot the
// axis's own label goes.
func (f *Figure) bars(c *chart, y axis, base float64) (below float64) {
	labels, place := f.labels()
	slot := (plotRight - plotLeft) / float64(max(len(labels), 1))
	width := slot * barFill / float64(len(f.Series))
	for i, s := range f.Series {
		for _, p := range s.Points {
			x := plotLeft + slot*float64(place[p.Label]) + slot*(1-barFill)/2 + width*float64(i)
			top := y.at(p.Y)
			c.bar(i, x, min(top, base), width, math.Abs(base-top))
		}
	}
	for k, label := range labels {
		for n, part := range wrap(label, int(slot/(labelSize*.55))) {
			c.text(plotLeft+slot*(float64(k)+.5), plotBottom+16+14*float64(n), "middle", part, "")
			below = max(below, 38+14*float64(n))
		}
	}
	return below
}

// wrap breaks a label into at most three lines of about width characters.
func wrap(label string, width int) (lines []string) {
	for _, word := range strings.Fields(label) {
		last := len(lines) - 1
		if last >= 0 && (len(lines[last])+1+len(word) <= width || last == 2) {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

func (f *Figure) points(c *chart, x, y axis) {
	for _, v := range x.ticks() {
		c.line(x.at(v), plotTop, x.at(v), plotBottom, ` stroke-opacity="0.2"`)
		c.line(x.at(v), plotBottom, x.at(v), plotBottom+5, "")
		c.text(x.at(v), plotBottom+20, "middle", decimal(v), "")
	}
	for i, s := range f.Series {
		if f.Kind == "line" {
			var points []string
			for _, p := range s.Points {
				points = append(points, xy(x.at(p.X))+","+xy(y.at(p.Y)))
			}
			fmt.Fprintf(&c.b, `<polyline points="%s" fill="none" stroke="currentColor" stroke-width="2"%s/>`, strings.Join(points, " "), seriesDash[i%3])
		}
		for _, p := range s.Points {
			c.mark(i, x.at(p.X), y.at(p.Y))
		}
	}
	if f.Fit != nil {
		if a, b, ok := f.Fit.within(x, y); ok {
			c.line(x.at(a), y.at(f.Fit.at(a)), x.at(b), y.at(f.Fit.at(b)), ` stroke-width="1.5"`)
		}
	}
}

func (l *Fit) at(x float64) float64 { return l.Intercept + l.Slope*x }

// within is the part [a, b] of x where the line runs inside the plot.
func (l *Fit) within(x, y axis) (a, b float64, ok bool) {
	a, b = x.low, x.high
	if l.Slope != 0 {
		p, q := (y.low-l.Intercept)/l.Slope, (y.high-l.Intercept)/l.Slope
		a, b = max(a, min(p, q)), min(b, max(p, q))
	} else if l.Intercept < y.low || l.Intercept > y.high {
		return 0, 0, false
	}
	return a, b, a < b
}

// Data returns the figure's data table: as authored, or the points of a chart.
func (f *Figure) Data() (columns []string, rows [][]string) {
	switch f.Kind {
	case "bar":
		labels, place := f.labels()
		columns = []string{f.XLabel}
		for _, label := range labels {
			rows = append(rows, append([]string{label}, make([]string, len(f.Series))...))
		}
		for i, s := range f.Series {
			columns = append(columns, s.Name)
			for _, p := range s.Points {
				rows[place[p.Label]][i+1] = decimal(p.Y)
			}
		}
	case "line", "scatter":
		columns = []string{f.XLabel, f.YLabel}
		if len(f.Series) > 1 {
			columns = append([]string{""}, columns...)
		}
		for _, s := range f.Series {
			for _, p := range s.Points {
				row := []string{decimal(p.X), decimal(p.Y)}
				if len(f.Series) > 1 {
					row = append([]string{s.Name}, row...)
				}
				rows = append(rows, row)
			}
		}
	default:
		return f.Columns, f.Rows
	}
	return columns, rows
}
