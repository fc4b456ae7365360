package question

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"satprep/internal/fault"
)

// MaxLine is the longest line of a question file, in bytes.
const MaxLine = 256 << 10

// maxBad is after how many bad lines a file is given up.
const maxBad = 1000

// A File is what was read from a question file: JSON lines, each a question or a
// skill (docs/formats/question.schema.json).
type File struct {
	Questions []*Question
	Skills    []*Skill
	Bad       []BadLine // lines that were left out
}

// A BadLine is a line that could not be taken.
type BadLine struct {
	Line  int    `json:"line"`
	Field string `json:"field,omitempty"`
	Why   string `json:"why"`
}

// Err is nil, or a fault (Invalid) that names the first bad line.
func (f *File) Err() error {
	if len(f.Bad) == 0 {
		return nil
	}
	b := f.Bad[0]
	return fault.At(b.Field, "%d lines cannot be taken; the first is line %d: %s", len(f.Bad), b.Line, b.Why)
}

// ReadAll reads a question file. Bad lines are reported and left out; the error
// is of reading, or that there are more than a thousand of them (Invalid).
func ReadAll(r io.Reader) (_ *File, err error) {
	defer fault.In(&err, "question.ReadAll")
	f := &File{}
	seen := map[string]int{}
	in := bufio.NewReaderSize(r, 64<<10)
	for n := 1; ; n++ {
		text, long, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("reading line %d: %w", n, err)
		}
		if n == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff")) // as some editors begin a file
		}
		text = bytes.TrimSpace(text)
		switch {
		case long:
			f.Bad = append(f.Bad, BadLine{Line: n, Why: errLong.Error()})
		case len(text) > 0:
			f.take(n, text, seen)
		}
		if len(f.Bad) > maxBad {
			return nil, fault.New(fault.Invalid, "More than %d lines cannot be taken; the first is line %d: %s. Is this a question file?", maxBad, f.Bad[0].Line, f.Bad[0].Why)
		}
		if err != nil {
			return f, nil
		}
	}
}

// take parses line n into f.
func (f *File) take(n int, line []byte, seen map[string]int) {
	q, s, err := ParseLine(line)
	name := ""
	switch {
	case err != nil:
		f.Bad = append(f.Bad, BadLine{Line: n, Field: fault.Field(err), Why: fault.Sentence(err)})
		return
	case q != nil:
		name = "question " + q.ID
	default:
		name = "skill " + s.Slug
	}
	if first, twice := seen[name]; twice {
		f.Bad = append(f.Bad, BadLine{Line: n, Field: "id", Why: fmt.Sprintf("%s stands in line %d already", name, first)})
		return
	}
	seen[name] = n
	if q != nil {
		f.Questions = append(f.Questions, q)
	} else {
		f.Skills = append(f.Skills, s)
	}
}

var errLong = fmt.Errorf("the line is longer than %d KiB", MaxLine>>10)

// readLine returns the next line without its end; at the end of the text the
// error is io.EOF, beside a last line that may be empty. A line over MaxLine is
// read to its end, and long is true.
func readLine(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(line)+len(part) > MaxLine+1 {
			line, long = nil, true
		}
		if !long {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), long, err
		}
	}
}

// ParseLine reads one line of a question file: a question, or a skill where it
// has a strategy. Its errors are faults (Invalid) with the field.
func ParseLine(text []byte) (_ *Question, _ *Skill, err error) {
	if !utf8.Valid(text) || bytes.Contains(text, []byte(`\u0000`)) {
		return nil, nil, fault.At("", "not UTF-8 text")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, nil, decodeFault(err)
	}
	if _, ok := fields["strategy"]; ok {
		s := &Skill{}
		if err := strict(text, fields, s); err != nil {
			return nil, nil, err
		}
		if err := checkSkill(s); err != nil {
			return nil, nil, err
		}
		return nil, s, nil
	}
	q := &Question{}
	if err := strict(text, fields, q); err != nil {
		return nil, nil, err
	}
	if err := check(q); err != nil {
		return nil, nil, err
	}
	q.settle()
	if q.Version, err = VersionOf(&q.Content); err != nil {
		return nil, nil, err
	}
	return q, nil, nil
}

// strict decodes one JSON object into v; fields that are not v's are refused, and
// so are v's own in other letters.
func strict(text []byte, fields map[string]json.RawMessage, v any) error {
	known := fieldNames(reflect.TypeOf(v).Elem())
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !known[name] {
			return fault.At(name, "there is no field %.60q", name)
		}
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return decodeFault(err)
	}
	return nil
}

// fieldNames are the JSON names of a struct's fields.
func fieldNames(t reflect.Type) map[string]bool {
	names := map[string]bool{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			names[name] = true
		}
	}
	return names
}

func decodeFault(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		field := strings.TrimPrefix(wrong.Field, "Content.") // of the embedded struct
		if field == "" {
			return fault.New(fault.Invalid, "a question is an object {…}, not a JSON %s", wrong.Value)
		}
		return fault.At(field, "%s cannot be a %s", field, wrong.Value)
	}
	return fault.At(fault.UnknownField(err), "%s", fault.Reading(err))
}

// Line writes a question as one line of a question file, without its end.
func Line(q *Question) ([]byte, error) { return line(q) }

// line encodes v as JSON without HTML escapes.
func line(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Export writes the questions in force by id, then the skills in the order of
// the outline, as a question file that ReadAll reads to equal ones.
func (b *Bank) Export(w io.Writer) (err error) {
	defer fault.In(&err, "question.Export")
	out := bufio.NewWriter(w)
	write := func(v any) error {
		text, err := line(v)
		if err != nil {
			return err
		}
		_, err = out.Write(append(text, '\n'))
		return err
	}
	for _, q := range b.Questions {
		if err := write(q); err != nil {
			return err
		}
	}
	for _, s := range b.Skills() {
		if err := write(s); err != nil {
			return err
		}
	}
	return out.Flush()
}
