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
	Line     int    // from 1, the header
	Field    string // "" where the line as a whole is bad
	Sentence string
}

// An entry is a line of a roster that can be taken.
type entry struct {
	line int
	Registration
	userID string
}

// A roster reads users from CSV with a header.
type roster struct {
	csv    *csv.Reader
	column map[string]int
}

var rosterColumns = []string{"user_id", "role", "age_band", "name"}

func openRoster(r io.Reader) (*roster, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord, c.ReuseRecord, c.TrimLeadingSpace = -1, true, true
	header, err := c.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "The file is empty; it begins with the line user_id,role,age_band,name,email.")
	} else if err != nil {
		return nil, unreadable(err)
	}
	if len(header) == 1 && strings.Contains(header[0], ";") {
		return nil, fault.At("user_id", "The columns are separated by semicolons; save the file with commas.")
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
		if _, twice := column[h]; twice && (h == "email" || slices.Contains(rosterColumns, h)) {
			return nil, fault.At(h, "The header names the column %s twice.", h)
		}
		column[h] = i
	}
	for _, name := range rosterColumns {
		if _, ok := column[name]; !ok {
			return nil, fault.At(name, "The column %s is missing; the header is user_id,role,age_band,name,email.", name)
		}
	}
	return &roster{c, column}, nil
}

func unreadable(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fault.Wrap(fault.Invalid, err, "Line %d is not CSV: %v.", p.StartLine, p.Err)
	}
	return fmt.Errorf("reading users: %w", err)
}

// next returns the next entry or refusal, and io.EOF at the end.
func (r *roster) next() (*entry, *Refusal, error) {
	fields, err := r.csv.Read()
	var p *csv.ParseError
	if errors.As(err, &p) && p.Line > p.StartLine {
		return nil, &Refusal{Line: p.StartLine, Sentence: fmt.Sprintf("A quotation mark is not closed: the lines up to %d were read as one and none of them was taken.", p.Line)}, nil
	} else if errors.As(err, &p) {
		return nil, &Refusal{Line: p.StartLine, Sentence: fmt.Sprintf("This line is not CSV: %v.", p.Err)}, nil
	} else if errors.Is(err, io.EOF) {
		return nil, nil, io.EOF
	} else if err != nil {
		return nil, nil, unreadable(err)
	}
	line, _ := r.csv.FieldPos(0)
	field := func(name string) string {
		if i, ok := r.column[name]; ok && i < len(fields) {
			return strings.TrimSpace(fields[i])
		}
		return ""
	}
	e := &entry{line: line, userID: strings.Clone(field("user_id"))}
	err = CheckUserID(e.userID)
	if err == nil {
		e.Role, err = ParseRole(field("role"))
	}
	if age := field("age_band"); err == nil && (age != "" || e.Role == Student) {
		e.Age, err = ParseAge(age)
	}
	if name := field("name"); err == nil && name != "" {
		e.Name, err = cleanName(name)
	}
	if err == nil {
		e.Email, err = cleanEmail(field("email"))
	}
	if err == nil {
		e.Simulated, err = yes("simulated", field("simulated"))
	}
	if err == nil && e.Role != Student && e.Age != "" && e.Age != Adult {
		err = fault.At("age_band", "Only students may be under 18.")
	}
	if err != nil {
		return nil, refusal(line, err), nil
	}
	return e, nil, nil
}

func refusal(line int, err error) *Refusal {
	return &Refusal{Line: line, Field: fault.Field(err), Sentence: fault.Sentence(err)}
}

func yes(field, s string) (bool, error) {
	switch strings.ToLower(s) {
	case "true", "yes", "1":
		return true, nil
	case "", "false", "no", "0":
		return false, nil
	}
	return false, fault.At(field, "The column %s holds true or false.", field)
}
