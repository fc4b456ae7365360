package question

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"satprep/internal/fault"
)

// A column of a CSV file (docs/formats/question.md).
type column struct {
	name string
	get  func(*Question) string
	set  func(*Question, string) error
}

// text is a column that is a field as it is.
func text[T ~string](name string, field func(*Question) *T) column {
	return column{name, func(q *Question) string { return string(*field(q)) }, func(q *Question, s string) error { *field(q) = T(s); return nil }}
}

// perChoice is a column for every letter.
func perChoice(name string, field func(*Choice) *string) (columns []column) {
	for i, letter := range letters {
		columns = append(columns, column{name + "_" + strings.ToLower(letter), func(q *Question) string {
			if i >= len(q.Choices) {
				return ""
			}
			return *field(&q.Choices[i])
		}, func(q *Question, s string) error {
			for s != "" && len(q.Choices) <= i {
				q.Choices = append(q.Choices, Choice{ID: letters[len(q.Choices)]})
			}
			if s != "" {
				*field(&q.Choices[i]) = s
			}
			return nil
		}})
	}
	return columns
}

// list is a column with a line for every entry.
func list(name string, get func(*Question) []string, set func(*Question, []string)) column {
	return column{name, func(q *Question) string { return strings.Join(get(q), "\n") }, func(q *Question, s string) error {
		if s != "" {
			set(q, strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n"))
		}
		return nil
	}}
}

// perError is a column with a line for every typical wrong entry.
func perError(name string, field func(*EntryError) *string) column {
	return list(name, func(q *Question) (all []string) {
		for i := range q.EntryErrors {
			all = append(all, *field(&q.EntryErrors[i]))
		}
		return all
	}, func(q *Question, all []string) {
		for len(q.EntryErrors) < len(all) {
			q.EntryErrors = append(q.EntryErrors, EntryError{})
		}
		for i, s := range all {
			*field(&q.EntryErrors[i]) = s
		}
	})
}

// hint is a column with a line for every variant of a level.
func hint(level int) column {
	return list(fmt.Sprint("hints_", level), func(q *Question) []string {
		if level > len(q.Hints) {
			return nil
		}
		return q.Hints[level-1].Variants
	}, func(q *Question, all []string) { q.Hints = append(q.Hints, Hint{Level: level, Variants: all}) })
}

var columns = slices.Concat([]column{
	text("id", func(q *Question) *string { return &q.ID }),
	text("family", func(q *Question) *string { return &q.Family }),
	text("skill", func(q *Question) *string { return &q.Skill }),
	text("difficulty", func(q *Question) *Difficulty { return &q.Difficulty }),
	{"adjust", func(q *Question) string { return strconv.FormatFloat(q.Adjust, 'g', -1, 64) }, func(q *Question, s string) (err error) {
		if s != "" {
			q.Adjust, err = strconv.ParseFloat(s, 64)
		}
		if err == nil && q.Adjust-q.Adjust != 0 {
			err = fault.At("adjust", "%.20q is no number; adjust is at least -0.4 and at most 0.4", s)
		}
		return err
	}},
	text("use", func(q *Question) *Use { return &q.Use }),
	text("form", func(q *Question) *string { return &q.Form }),
	text("slot", func(q *Question) *Slot { return &q.Slot }),
	text("type", func(q *Question) *Type { return &q.Type }),
	text("genre", func(q *Question) *string { return &q.Genre }),
	{"context", func(q *Question) string { return strconv.FormatBool(q.Context) }, func(q *Question, s string) (err error) {
		if s != "" {
			q.Context, err = strconv.ParseBool(strings.ToLower(s)) // spreadsheets shout
		}
		return err
	}},
	text("passage", func(q *Question) *string { return &q.Passage }),
	text("passage_2", func(q *Question) *string { return &q.Passage2 }),
	text("source_note", func(q *Question) *string { return &q.SourceNote }),
	text("stem", func(q *Question) *string { return &q.Stem }),
},
	perChoice("choice", func(c *Choice) *string { return &c.Text }),
	[]column{list("keys", func(q *Question) []string { return q.Keys }, func(q *Question, all []string) { q.Keys = all })},
	perChoice("rationale", func(c *Choice) *string { return &c.Rationale }),
	perChoice("misconception", func(c *Choice) *string { return &c.Misconception }),
	[]column{
		text("rationale", func(q *Question) *string { return &q.Rationale }),
		perError("wrong_entries", func(e *EntryError) *string { return &e.Entry }),
		perError("wrong_rationales", func(e *EntryError) *string { return &e.Rationale }),
		perError("wrong_misconceptions", func(e *EntryError) *string { return &e.Misconception }),
		hint(1), hint(2),
		list("steps", func(q *Question) []string { return q.Steps }, func(q *Question, all []string) { q.Steps = all }),
		list("tags", func(q *Question) []string { return q.Tags }, func(q *Question, all []string) { q.Tags = all }),
		{"figure", func(q *Question) string {
			if q.Figure == nil {
				return ""
			}
			b, _ := line(q.Figure) // of strings and finite numbers
			return string(b)
		}, func(q *Question, s string) error {
			if s == "" {
				return nil
			}
			dec := json.NewDecoder(strings.NewReader(s))
			dec.DisallowUnknownFields()
			if err := dec.Decode(&q.Figure); err != nil {
				return errors.New(fault.Reading(err))
			}
			return nil
		}},
	})

// startsFormula are the first characters that make a spreadsheet compute a cell;
// the apostrophe, which says that it must not, stands before them, and before
// itself so that it can be taken away again.
const startsFormula = "=+-@\t\r'"

func guard(cell string) string {
	if cell != "" && strings.IndexByte(startsFormula, cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

func unguard(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.IndexByte(startsFormula, cell[1]) >= 0 {
		return cell[1:]
	}
	return cell
}

// WriteCSV writes questions as CSV with a header, one a row, which ReadCSV reads
// to equal ones. A question that a row cannot carry (a line break within a hint, a
// step or another entry of a list) is left out and returned with the reason.
func WriteCSV(w io.Writer, questions []*Question) (left []Finding, err error) {
	defer fault.In(&err, "question.WriteCSV")
	out := csv.NewWriter(w)
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	if err := out.Write(names); err != nil {
		return nil, err
	}
	for _, q := range questions {
		row := make([]string, len(columns))
		for i, c := range columns {
			row[i] = guard(c.get(q))
		}
		switch back, field, err := readRow(names, row); {
		case err != nil:
			left = append(left, Finding{q.ID, field, fault.Sentence(err)})
			continue
		case back.Version != q.Version || !same(back, q):
			left = append(left, Finding{q.ID, "", "has a line break, or nothing, where a row of CSV has one entry of a list a line"})
			continue
		}
		if err := out.Write(row); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return left, out.Error()
}

// ReadCSV reads what WriteCSV writes, or what a spreadsheet made of it: columns in
// any order, commas or semicolons. Without a column or a value the family is the
// id, use practice, and type what the choices say. Bad rows are reported by the
// line they begin in and left out; the error is of reading, of the header, or that
// there are more than a thousand bad rows (Invalid).
func ReadCSV(r io.Reader) (_ *File, err error) {
	defer fault.In(&err, "question.ReadCSV")
	buffered := bufio.NewReaderSize(r, 64<<10)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\ufeff" {
		buffered.Discard(3)
	}
	in := csv.NewReader(&capped{r: buffered, left: MaxCSV})
	if head, _ := buffered.Peek(4096); strings.Count(firstLine(head), ";") > strings.Count(firstLine(head), ",") {
		in.Comma = ';'
	}
	in.FieldsPerRecord = -1
	names, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "The file is empty; a table of questions begins with a line of columns, which docs/formats/question.md lists.")
	} else if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The first line is no header of columns; docs/formats/question.md lists them. Look at its quotes, and save the file as CSV in UTF-8.")
	}
	for i, name := range names {
		names[i] = strings.ToLower(strings.TrimSpace(name))
		if slices.Contains(names[:i], names[i]) || !slices.ContainsFunc(columns, func(c column) bool { return c.name == names[i] }) {
			return nil, fault.At("header", "Column %d, %.40q, is unknown or stands twice; docs/formats/question.md lists the columns.", i+1, name)
		}
	}
	for _, must := range []string{"id", "skill", "difficulty", "stem", "keys"} {
		if !slices.Contains(names, must) {
			return nil, fault.At("header", "There is no column %s; a file of questions has at least id, skill, difficulty, stem and keys.", must)
		}
	}
	f, seen := &File{}, map[string]int{}
	for {
		row, err := in.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return f, nil
		case errors.As(err, &wrong) && !errors.Is(err, errLongFile):
			f.Bad = append(f.Bad, BadLine{Line: wrong.StartLine, Why: fmt.Sprintf("is not CSV: %v", wrong.Err)})
		case err != nil:
			return nil, err
		default:
			n, _ := in.FieldPos(0)
			f.takeRow(n, names, row, seen)
		}
		if len(f.Bad) > maxBad {
			return nil, fault.New(fault.Invalid, "More than %d rows cannot be taken; the first begins in line %d: %s. Is this a file of questions?", maxBad, f.Bad[0].Line, f.Bad[0].Why)
		}
	}
}

func firstLine(b []byte) string {
	first, _, _ := strings.Cut(string(b), "\n")
	return first
}

// takeRow reads a row that begins in line n into f.
func (f *File) takeRow(n int, names, row []string, seen map[string]int) {
	if strings.Join(row, "") == "" {
		return // as spreadsheets leave behind
	}
	for i, cell := range row {
		if !utf8.ValidString(cell) {
			f.Bad = append(f.Bad, BadLine{Line: n, Field: names[min(i, len(names)-1)], Why: "has characters that are not UTF-8; save the table as \"CSV UTF-8\""})
			return
		}
	}
	q, field, err := readRow(names, row)
	if err != nil {
		f.Bad = append(f.Bad, BadLine{Line: n, Field: field, Why: fault.Sentence(err)})
		return
	}
	if first, twice := seen[q.ID]; twice {
		f.Bad = append(f.Bad, BadLine{Line: n, Field: "id", Why: fmt.Sprintf("question %s stands in line %d already", q.ID, first)})
		return
	}
	seen[q.ID] = n
	f.Questions = append(f.Questions, q)
}

func readRow(names, row []string) (_ *Question, field string, err error) {
	if len(row) != len(names) {
		return nil, "", fault.New(fault.Invalid, "has %d cells for %d columns", len(row), len(names))
	}
	q := &Question{}
	for _, c := range columns {
		i := slices.Index(names, c.name)
		if i < 0 {
			continue
		}
		if err := c.set(q, unguard(row[i])); err != nil {
			if fault.Field(err) == "" {
				err = fault.At(c.name, "%.40q is no %s", row[i], c.name)
			}
			return nil, c.name, err
		}
	}
	if q.Family == "" {
		q.Family = q.ID
	}
	if q.Use == "" {
		q.Use = Practice
	}
	if q.Type == "" {
		q.Type = Typed
		if len(q.Choices) > 0 {
			q.Type = Choices
		}
	}
	made, err := Adopt(q)
	if err != nil {
		return nil, fault.Field(err), err
	}
	return made, "", nil
}

// Adopt makes of authored fields, whatever file they come from, what ParseLine
// makes of a line; what it refuses this refuses too (Invalid, with the field).
func Adopt(q *Question) (*Question, error) {
	b, err := line(q)
	if err != nil {
		return nil, fault.At("", "cannot be written: %v", err)
	}
	if len(b) > MaxLine {
		return nil, fault.At("", "%v", errLong)
	}
	made, _, err := ParseLine(b)
	return made, err
}

// MaxCSV is the longest CSV file that is read, in bytes.
const MaxCSV = 256 << 20

var errLongFile = fault.New(fault.Invalid, "The file is longer than %d MiB.", MaxCSV>>20)

// capped is a reader that fails beyond a length.
type capped struct {
	r    io.Reader
	left int
}

func (c *capped) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, errLongFile
	}
	n, err := c.r.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}
