package account

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"satprep/internal/fault"
)

// A Refusal is a line of an imported file that was not taken.
type Refusal struct {
	Line     int    `json:"line"`            // from 1, the header
	Field    string `json:"field,omitempty"` // "" where the line as a whole is bad
	Sentence string `json:"sentence"`
}

// Refuse is the refusal of a line for a fault.
func Refuse(line int, err error) *Refusal {
	return &Refusal{Line: line, Field: fault.Field(err), Sentence: fault.Sentence(err)}
}

// A Sheet reads CSV with a header, as people save it from a spreadsheet:
// columns in any order, unknown ones ignored.
type Sheet struct {
	csv    *csv.Reader
	column map[string]int
	fields []string
	line   int
}

// OpenSheet reads the header, which must name the columns needed; may are those
// that can be left out.
func OpenSheet(r io.Reader, needed, may []string) (*Sheet, error) {
	all := strings.Join(append(slices.Clone(needed), may...), ",")
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.ReuseRecord, c.TrimLeadingSpace = -1, true, true
	header, err := c.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "The file is empty; it begins with the line %s.", all)
	} else if err != nil {
		return nil, unreadable(err)
	}
	if len(header) == 1 && strings.Contains(header[0], ";") {
		return nil, fault.At(needed[0], "The columns are separated by semicolons; save the file with commas.")
	}
	if slices.ContainsFunc(header, func(h string) bool { return !utf8.ValidString(h) || strings.ContainsRune(h, 0) }) {
		return nil, fault.New(fault.Invalid, "The file is not UTF-8 text; save it as CSV UTF-8.")
	}
	column := map[string]int{}
	for i, h := range header {
		if i == 0 {
			h = strings.TrimPrefix(h, "\ufeff")
		}
		h = strings.ToLower(strings.TrimSpace(h))
		if _, twice := column[h]; twice && (slices.Contains(may, h) || slices.Contains(needed, h)) {
			return nil, fault.At(h, "The header names the column %s twice.", h)
		}
		column[h] = i
	}
	for _, name := range needed {
		if _, ok := column[name]; !ok {
			return nil, fault.At(name, "The column %s is missing; the header is %s.", name, all)
		}
	}
	return &Sheet{csv: c, column: column}, nil
}

func unreadable(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fault.Wrap(fault.Invalid, err, "Line %d is not CSV: look at its quotes. A cell with a quote in it stands in quotes, and the quote is doubled.", p.StartLine)
	}
	return fmt.Errorf("reading lines: %w", err)
}

// Next reads a line; a refusal where it cannot be read, and io.EOF at the end.
func (s *Sheet) Next() (bad *Refusal, err error) {
	s.fields, err = s.csv.Read()
	var p *csv.ParseError
	switch {
	case errors.As(err, &p) && p.Line > p.StartLine:
		return &Refusal{Line: p.StartLine, Sentence: fmt.Sprintf("A quotation mark is not closed: the lines up to %d were read as one and none of them was taken.", p.Line)}, nil
	case errors.As(err, &p):
		return &Refusal{Line: p.StartLine, Sentence: fmt.Sprintf("This line is not CSV: %v.", p.Err)}, nil
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil:
		return nil, unreadable(err)
	}
	s.line, _ = s.csv.FieldPos(0)
	return nil, nil
}

// Line is the number of the line that was read last.
func (s *Sheet) Line() int { return s.line }

// Field is what that line holds in a column, without space around it; "" where
// there is none.
func (s *Sheet) Field(name string) string {
	if i, ok := s.column[name]; ok && i < len(s.fields) {
		return strings.TrimSpace(strings.Clone(s.fields[i]))
	}
	return ""
}

// Yes is whether a column says true; empty is false.
func (s *Sheet) Yes(name string) (bool, error) {
	switch strings.ToLower(s.Field(name)) {
	case "true", "yes", "1":
		return true, nil
	case "", "false", "no", "0":
		return false, nil
	}
	return false, fault.At(name, "The column %s holds true or false.", name)
}
