package question

import (
	"fmt"
	"math"
	"strings"

	"satprep/internal/plot"
)

// The drawing area of a chart, and the plot within it.
const (
	chartWidth, chartHeight = 480.0, 320.0
	plotLeft, plotRight     = 70.0, 464.0
	plotTop, plotBottom     = 16.0, 248.0
	legendStep, barFill     = 16.0, 0.72
)

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
	c := &plot.Canvas{}
	x1, x2, y1, y2 := f.reach()
	y := plot.NewAxis(y1, y2, f.Kind == "bar", plotBottom, plotTop)
	height := chartHeight
	if len(f.Series) > 1 {
		height += legendStep * float64(len(f.Series))
	}
	c.Open(chartWidth, height, "")
	for _, v := range y.Ticks() {
		c.Line(plotLeft, y.At(v), plotRight, y.At(v), ` stroke-opacity="0.2"`)
		c.Text(plotLeft-6, y.At(v)+plot.LabelSize/3, "end", plot.Decimal(v), "")
	}
	base := y.Zero()
	c.Line(plotLeft, base, plotRight, base, "")
	below := 42.0
	if f.Kind == "bar" {
		c.Line(plotLeft, plotTop, plotLeft, plotBottom, "")
		below = f.bars(c, y, base)
	} else {
		x := plot.NewAxis(x1, x2, false, plotLeft, plotRight)
		c.Line(x.Zero(), plotTop, x.Zero(), plotBottom, "")
		f.points(c, x, y)
	}
	c.Text((plotLeft+plotRight)/2, plotBottom+below, "middle", f.XLabel, "")
	middle := (plotTop + plotBottom) / 2
	c.Text(16, middle, "middle", f.YLabel, fmt.Sprintf(` transform="rotate(-90 16 %s)"`, plot.XY(middle)))
	if len(f.Series) > 1 {
		for i, s := range f.Series {
			at := chartHeight + legendStep*float64(i)
			if f.Kind == "bar" {
				c.Bar(i, plotLeft, at-10, 22, 10)
			} else {
				if f.Kind == "line" {
					c.Line(plotLeft, at-4, plotLeft+22, at-4, plot.Dash(i))
				}
				c.Mark(i, plotLeft+11, at-4)
			}
			c.Text(plotLeft+30, at, "start", s.Name, "")
		}
	}
	c.WriteString("</svg>")
	return c.String()
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
func (f *Figure) bars(c *plot.Canvas, y plot.Axis, base float64) (below float64) {
	labels, place := f.labels()
	slot := (plotRight - plotLeft) / float64(max(len(labels), 1))
	width := slot * barFill / float64(len(f.Series))
	for i, s := range f.Series {
		for _, p := range s.Points {
			x := plotLeft + slot*float64(place[p.Label]) + slot*(1-barFill)/2 + width*float64(i)
			top := y.At(p.Y)
			c.Bar(i, x, min(top, base), width, math.Abs(base-top))
		}
	}
	for k, label := range labels {
		for n, part := range wrap(label, int(slot/(plot.LabelSize*.55))) {
			c.Text(plotLeft+slot*(float64(k)+.5), plotBottom+16+14*float64(n), "middle", part, "")
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

func (f *Figure) points(c *plot.Canvas, x, y plot.Axis) {
	for _, v := range x.Ticks() {
		c.Line(x.At(v), plotTop, x.At(v), plotBottom, ` stroke-opacity="0.2"`)
		c.Line(x.At(v), plotBottom, x.At(v), plotBottom+5, "")
		c.Text(x.At(v), plotBottom+20, "middle", plot.Decimal(v), "")
	}
	for i, s := range f.Series {
		if f.Kind == "line" {
			var points []string
			for _, p := range s.Points {
				points = append(points, plot.XY(x.At(p.X))+","+plot.XY(y.At(p.Y)))
			}
			c.Polyline(points, plot.Dash(i))
		}
		for _, p := range s.Points {
			c.Mark(i, x.At(p.X), y.At(p.Y))
		}
	}
	if f.Fit != nil {
		if a, b, ok := f.Fit.within(x, y); ok {
			c.Line(x.At(a), y.At(f.Fit.at(a)), x.At(b), y.At(f.Fit.at(b)), ` stroke-width="1.5"`)
		}
	}
}

func (l *Fit) at(x float64) float64 { return l.Intercept + l.Slope*x }

// within is the part [a, b] of x where the line runs inside the plot.
func (l *Fit) within(x, y plot.Axis) (a, b float64, ok bool) {
	a, b = x.Low, x.High
	if l.Slope != 0 {
		p, q := (y.Low-l.Intercept)/l.Slope, (y.High-l.Intercept)/l.Slope
		a, b = max(a, min(p, q)), min(b, max(p, q))
	} else if l.Intercept < y.Low || l.Intercept > y.High {
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
				rows[place[p.Label]][i+1] = plot.Decimal(p.Y)
			}
		}
	case "line", "scatter":
		columns = []string{f.XLabel, f.YLabel}
		if len(f.Series) > 1 {
			columns = append([]string{""}, columns...)
		}
		for _, s := range f.Series {
			for _, p := range s.Points {
				row := []string{plot.Decimal(p.X), plot.Decimal(p.Y)}
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
