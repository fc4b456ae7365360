package question

import (
	"encoding/json"
	"fmt"
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

// check refuses a figure that cannot be drawn.
func (f *Figure) check() error {
	switch f.Kind {
	case "table", "geometry":
	case "bar", "line", "scatter":
		for _, s := range f.Series {
			for _, p := range s.Points {
				if (f.Kind == "bar") != (p.Label != "") {
					return fmt.Errorf("a %s chart's points are [label, number] for bars, [number, number] for others", f.Kind)
				}
			}
		}
	default:
		return fmt.Errorf("kind is table, bar, line, scatter or geometry")
	}
	return nil
}
