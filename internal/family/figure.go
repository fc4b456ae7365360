package family

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"satprep/internal/question"
)

// table is a figure of columns and rows whose texts have holes.
func table(v V, columns []string, rows ...[]string) *question.Figure {
	f := &question.Figure{Kind: "table", Columns: v.fillAll(columns)}
	var said []string
	for _, row := range rows {
		cells := v.fillAll(row)
		f.Rows = append(f.Rows, cells)
		said = append(said, strings.Join(cells, ", "))
	}
	f.Alt = fmt.Sprintf("Table with columns %s. Rows: %s.", strings.Join(f.Columns, ", "), strings.Join(said, "; "))
	f.Alt = strings.ReplaceAll(f.Alt, "$", "")
	for i, row := range f.Rows {
		for j, cell := range row {
			f.Rows[i][j] = strings.ReplaceAll(cell, "-", "−")
		}
	}
	return f
}

// A drawing is a geometry figure in the making: a plane of 320 by 240 with y
// downward.
type drawing struct{ b strings.Builder }

func place(x float64) string { return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64) }

func (g *drawing) line(x1, y1, x2, y2 float64) *drawing {
	fmt.Fprintf(&g.b, "<line x1='%s' y1='%s' x2='%s' y2='%s' stroke='currentColor'/>", place(x1), place(y1), place(x2), place(y2))
	return g
}

func (g *drawing) dashed(x1, y1, x2, y2 float64) *drawing {
	fmt.Fprintf(&g.b, "<line x1='%s' y1='%s' x2='%s' y2='%s' stroke='currentColor' stroke-dasharray='5 4'/>", place(x1), place(y1), place(x2), place(y2))
	return g
}

func (g *drawing) circle(x, y, r float64) *drawing {
	fmt.Fprintf(&g.b, "<circle cx='%s' cy='%s' r='%s' fill='none' stroke='currentColor'/>", place(x), place(y), place(r))
	return g
}

// arc draws a half circle of radius r from one point to another, clockwise.
func (g *drawing) arc(x1, y1, r, x2, y2 float64) *drawing {
	fmt.Fprintf(&g.b, "<path d='M%s %s A%s %s 0 0 1 %s %s' fill='none' stroke='currentColor'/>", place(x1), place(y1), place(r), place(r), place(x2), place(y2))
	return g
}

func (g *drawing) dot(x, y float64) *drawing {
	fmt.Fprintf(&g.b, "<circle cx='%s' cy='%s' r='2.5' fill='currentColor'/>", place(x), place(y))
	return g
}

func (g *drawing) label(x, y float64, text string) *drawing {
	fmt.Fprintf(&g.b, "<text x='%s' y='%s' font-size='14' text-anchor='middle' fill='currentColor'>%s</text>", place(x), place(y), text)
	return g
}

// figure finishes the drawing: alt and the data table's rows have holes.
func (g *drawing) figure(v V, alt string, rows ...[2]string) *question.Figure {
	f := &question.Figure{Kind: "geometry", Alt: strings.ReplaceAll(v.fill(alt), "$", ""), SVG: "<svg viewBox='0 0 320 240'>" + v.fill(g.b.String()) + "</svg>"}
	for _, r := range rows {
		f.Columns = []string{"quantity", "value"}
		f.Rows = append(f.Rows, []string{v.fill(r[0]), v.fill(r[1])})
	}
	return f
}
