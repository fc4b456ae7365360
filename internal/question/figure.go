package question

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// A Figure is drawn from data, or is a geometry drawing. Alt describes all that
// is needed to answer without seeing it; columns and rows, or the series, are
// its data table.
type Figure struct {
	Kind    string     `json:"kind"` // table, bar, line, scatter, geometry
	Title   string     `json:"title,omitempty"`
	XLabel  string     `json:"x_label,omitempty"`
	YLabel  string     `json:"y_label,omitempty"`
	Series  []Series   `json:"series,omitempty"`
	Fit     *Fit       `json:"fit,omitempty"` // scatter
	SVG     string     `json:"svg,omitempty"` // geometry
	Columns []string   `json:"columns,omitempty"`
	Rows    [][]string `json:"rows,omitempty"`
	Alt     string     `json:"alt"`
}

// A Series of a chart.
type Series struct {
	Name   string  `json:"name"`
	Points []Point `json:"points"`
}

// A Point of a chart, [x, y] in JSON. Bars have a Label for x.
type Point struct {
	Label string
	X, Y  float64
}

// A Fit is the line of best fit of a scatterplot.
type Fit struct {
	Slope     float64 `json:"slope"`
	Intercept float64 `json:"intercept"`
}

// MarshalJSON writes [label, y] or [x, y].
func (p Point) MarshalJSON() ([]byte, error) {
	if p.Label != "" {
		return json.Marshal([2]any{p.Label, p.Y})
	}
	return json.Marshal([2]float64{p.X, p.Y})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Point) UnmarshalJSON(b []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	*p = Point{}
	if len(pair) != 2 {
		return fmt.Errorf("a point has two values, not %d", len(pair))
	}
	if err := json.Unmarshal(pair[1], &p.Y); err != nil {
		return fmt.Errorf("the second value of a point is a number: %w", err)
	}
	if json.Unmarshal(pair[0], &p.X) == nil {
		return nil
	}
	if err := json.Unmarshal(pair[0], &p.Label); err != nil || p.Label == "" {
		return fmt.Errorf("the first value of a point is a number or a label")
	}
	return nil
}

// The most points a chart may have, and cells a table.
const maxPoints, maxCells = 1000, 2000

// check refuses a figure that cannot be drawn.
func (f *Figure) check() error {
	cells := len(f.Columns)
	for _, row := range f.Rows {
		cells += len(row)
		if len(row) != len(f.Columns) {
			return fmt.Errorf("a row has %d cells for %d columns", len(row), len(f.Columns))
		}
	}
	chart := f.Kind == "bar" || f.Kind == "line" || f.Kind == "scatter"
	switch {
	case f.Alt == "":
		return errors.New("alt is missing")
	case cells > maxCells:
		return fmt.Errorf("the table has more than %d cells", maxCells)
	case (f.Kind == "geometry") != (f.SVG != ""):
		return errors.New("svg stands with kind geometry, and only there")
	case chart != (len(f.Series) > 0):
		return errors.New("series stand with kind bar, line and scatter, and only there")
	case f.Kind == "table" && (len(f.Columns) == 0 || len(f.Rows) == 0):
		return errors.New("a table has columns and rows")
	case f.Fit != nil && f.Kind != "scatter":
		return errors.New("fit stands with kind scatter")
	case chart:
		return f.checkSeries()
	case f.Kind == "geometry":
		_, err := sanitise(f.SVG)
		return err
	case f.Kind != "table":
		return errors.New("kind is table, bar, line, scatter or geometry")
	}
	return nil
}

func (f *Figure) checkSeries() error {
	n := 0
	for _, s := range f.Series {
		if n += len(s.Points); len(s.Points) == 0 || n > maxPoints {
			return fmt.Errorf("a series has points, and a chart at most %d", maxPoints)
		}
		for _, p := range s.Points {
			if (f.Kind == "bar") != (p.Label != "") {
				return errors.New("points are [label, number] of a bar chart and [number, number] of others")
			}
			if max(math.Abs(p.X), math.Abs(p.Y)) > 1e12 {
				return errors.New("a number is beyond a million million")
			}
		}
	}
	return nil
}
