package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Space is the namespace of SVG.
const Space = "http://www.w3.org/2000/svg"

// LabelSize is the size of text on a drawing, in its units.
const LabelSize = 13.0

// A Canvas collects SVG elements; further attributes are given as they are written, with a space before each.
type Canvas struct {
	strings.Builder
	Size float64 // of text; 0 is LabelSize
}

// XY writes a place.
func XY(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10+0, 'f', -1, 64) // + 0 makes of -0 a 0
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// Escape makes a text safe in elements and attributes.
func Escape(s string) string { return escaper.Replace(s) }

// Open begins a drawing of that size; role and name are for who cannot see it.
func (c *Canvas) Open(width, height float64, more string) {
	fmt.Fprintf(c, `<svg xmlns="%s" viewBox="0 0 %s %s"%s>`, Space, XY(width), XY(height), more)
}

// Line draws a straight line.
func (c *Canvas) Line(x1, y1, x2, y2 float64, more string) {
	fmt.Fprintf(c, `<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="currentColor"%s/>`, XY(x1), XY(y1), XY(x2), XY(y2), more)
}

// Text writes; anchor is start, middle or end.
func (c *Canvas) Text(x, y float64, anchor, text, more string) {
	size := c.Size
	if size == 0 {
		size = LabelSize
	}
	fmt.Fprintf(c, `<text x="%s" y="%s" font-size="%s" text-anchor="%s" fill="currentColor"%s>%s</text>`,
		XY(x), XY(y), XY(size), anchor, more, Escape(text))
}

// Series differ by fill, dash and mark, never by colour alone.
var (
	seriesFill = []string{"0.85", "0.35", "0.1"}
	seriesDash = []string{"", ` stroke-dasharray="7 4"`, ` stroke-dasharray="2 3"`}
)

// Dash is the attribute of the i-th series' lines.
func Dash(i int) string { return seriesDash[i%3] }

// Polyline joins places; more tells series apart.
func (c *Canvas) Polyline(places []string, more string) {
	fmt.Fprintf(c, `<polyline points="%s" fill="none" stroke="currentColor" stroke-width="2"%s/>`, strings.Join(places, " "), more)
}

// Mark draws a point of the i-th series.
func (c *Canvas) Mark(i int, x, y float64) { c.mark(i, x, y, "") }

func (c *Canvas) mark(i int, x, y float64, more string) {
	const r = 3.5
	switch i % 3 {
	case 0:
		fmt.Fprintf(c, `<circle cx="%s" cy="%s" r="%s" fill="currentColor"%s/>`, XY(x), XY(y), XY(r), more)
	case 1:
		fmt.Fprintf(c, `<rect x="%s" y="%s" width="%s" height="%s" fill="none" stroke="currentColor" stroke-width="1.5"%s/>`, XY(x-r), XY(y-r), XY(2*r), XY(2*r), more)
	default:
		fmt.Fprintf(c, `<polygon points="%s,%s %s,%s %s,%s" fill="currentColor"%s/>`, XY(x), XY(y-r-1), XY(x-r-1), XY(y+r), XY(x+r+1), XY(y+r), more)
	}
}

// Bar draws a bar of the i-th series.
func (c *Canvas) Bar(i int, x, y, width, height float64) {
	fmt.Fprintf(c, `<rect x="%s" y="%s" width="%s" height="%s" fill="currentColor" fill-opacity="%s" stroke="currentColor"/>`,
		XY(x), XY(y), XY(width), XY(height), seriesFill[i%3])
}
