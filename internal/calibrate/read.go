package calibrate

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/table"
)

// Responses are answers of persons to items, by name.
type Responses struct {
	Items   []string
	Persons []string // "1", "2", … where the file has no names
	Answers *irt.Responses
	// Chosen is the option by item and person where choices were read, -1 for none; Options names them, Key is the right one.
	Chosen  [][]int
	Options [][]string
	Key     []int
	// Variants are the columns of items that stand for a family, by item.
	Variants map[string][]string
	// Empty counts persons without an answer, who are left out; Repeated the answers of one person to one item after the first.
	Empty, Repeated int
}

// limits of a table.
const (
	mostItems = 5000
	mostRows  = 20_000_000
)

// A Format says how a file is to be read beyond what it says itself.
type Format struct {
	Key io.Reader // item,key lines: cells are choices and this is which is right; nil: cells are 0, 1 or blank
	// Families names, by item, the family that it is a variant of: variants are one item, and a person's first answer to any of
	// them counts, in a wide table that of the first column. It does not go with a key, as variants have keys of their own.
	Families map[string]string
}

// personColumns are headers of a first column that names persons instead of being an item.
var personColumns = []string{"user_id", "person", "person_id", "student_id", "id"}

// Read reads a table of answers, CSV with a header. Three columns user_id, item_id, correct (or choice, with a key) in any order, and others beside them,
// make it long: a line an answer, of which the first of one person to one item counts. Anything else is wide: a column an item, a line a person,
// cells 0, 1 or blank. Cells are parted by commas, semicolons or tabs (table.Delimited). What cannot be read is Invalid and says where.
func Read(r io.Reader, f Format) (_ *Responses, err error) {
	defer fault.In(&err, "calibrate.Read")
	in, err := table.Delimited(r)
	if err != nil {
		return nil, unreadable(err)
	}
	in.ReuseRecord, in.FieldsPerRecord = true, -1
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "The table is empty; its first line names the items.")
	} else if err != nil {
		return nil, unreadable(err)
	}
	header = slices.Clone(header)
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	if !slices.ContainsFunc(header, func(name string) bool { return !slices.Contains([]string{"0", "1", "0.0", "1.0", "", "NA"}, name) }) {
		return nil, fault.New(fault.Invalid, "Line 1 of the table holds answers and no names; its first line names the items.")
	}
	key, err := readKey(f.Key)
	if err != nil {
		return nil, err
	}
	t := &reader{in: in, key: key, families: f.Families, places: map[string]int{}, width: len(header)}
	if user, item := slices.Index(header, "user_id"), slices.Index(header, "item_id"); user >= 0 && item >= 0 {
		answer := slices.Index(header, "correct")
		if key != nil {
			answer = slices.Index(header, "choice")
		}
		if answer < 0 {
			return nil, fault.New(fault.Invalid, "A long table has the columns user_id, item_id and correct (with a key: choice).")
		}
		return t.long(user, item, answer)
	}
	return t.wide(header)
}

func unreadable(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fault.New(fault.Invalid, "Line %d of the table is no CSV: %s.", p.Line, p.Err)
	}
	return table.Unreadable(err)
}

// readKey reads item,key lines; a header is passed over.
func readKey(r io.Reader) (map[string]string, error) {
	if r == nil {
		return nil, nil
	}
	in, err := table.Delimited(r)
	if err != nil {
		return nil, unreadable(err)
	}
	in.FieldsPerRecord = -1
	lines, err := in.ReadAll()
	if err != nil {
		return nil, unreadable(err)
	}
	key := map[string]string{}
	for i, l := range lines {
		if len(l) < 2 || strings.TrimSpace(l[1]) == "" {
			return nil, fault.New(fault.Invalid, "Line %d of the key is not an item and its key.", i+1)
		}
		name := strings.TrimSpace(l[0])
		if i == 0 && (name == "item" || name == "item_id") {
			continue
		}
		if _, had := key[name]; had {
			return nil, fault.New(fault.Invalid, "The key names item %.60q twice.", name)
		}
		key[name] = strings.TrimSpace(l[1])
	}
	return key, nil
}

type reader struct {
	in       *csv.Reader
	key      map[string]string
	families map[string]string
	places   map[string]int // by column, or item_id
	width    int
	out      Responses
	names    []map[string]int // options by item
}

// cell is an answer as it counts, and the option chosen where there is a key.
func (t *reader) cell(item int, text string, line int) (irt.Response, int, error) {
	text = strings.TrimSpace(text)
	if text == "" || text == "NA" {
		return irt.Missing, -1, nil
	}
	if t.key == nil {
		switch text {
		case "0", "0.0": // the latter is what data frames make of a column with gaps
			return irt.Wrong, -1, nil
		case "1", "1.0":
			return irt.Right, -1, nil
		}
		return 0, 0, fault.New(fault.Invalid, "Line %d, item %.60q: %.20q is neither 0, 1 nor blank. For raw choices give a key.", line, t.out.Items[item], text)
	}
	option, had := t.names[item][text]
	if !had {
		if len(t.names[item]) >= 50 {
			return 0, 0, fault.New(fault.Invalid, "Line %d: item %.60q has more than 50 options; is that column a choice?", line, t.out.Items[item])
		}
		option = len(t.names[item])
		t.names[item][text] = option
		t.out.Options[item] = append(t.out.Options[item], text)
	}
	if option == t.out.Key[item] {
		return irt.Right, option, nil
	}
	return irt.Wrong, option, nil
}

// place is where answers to an item, or to its family, stand.
func (t *reader) place(name string) (int, error) {
	if j, had := t.places[name]; had {
		return j, nil
	}
	name = strings.Clone(name)
	item := name
	if family := t.families[name]; family != "" {
		item = family
		if t.out.Variants == nil {
			t.out.Variants = map[string][]string{}
		}
		t.out.Variants[item] = append(t.out.Variants[item], name)
		if len(t.out.Variants[item]) > 1 {
			j := t.places[t.out.Variants[item][0]]
			t.places[name] = j
			return j, nil
		}
	}
	if slices.Contains(t.out.Items, item) {
		return 0, fault.New(fault.Invalid, "%.60q is the name both of an item and of a family.", item)
	}
	t.places[name] = len(t.out.Items)
	return t.places[name], t.item(item)
}

// item adds one.
func (t *reader) item(name string) error {
	if t.out.Items = append(t.out.Items, name); len(t.out.Items) > mostItems {
		return fault.New(fault.Invalid, "The table has more than %d items.", mostItems)
	}
	if t.key == nil {
		return nil
	}
	key, ok := t.key[name]
	if !ok {
		return fault.New(fault.Invalid, "The key has no item %.60q.", name)
	}
	t.names = append(t.names, map[string]int{key: 0})
	t.out.Options, t.out.Key, t.out.Chosen = append(t.out.Options, []string{key}), append(t.out.Key, 0), append(t.out.Chosen, nil)
	return nil
}

func (t *reader) wide(header []string) (_ *Responses, err error) {
	first := 0
	if len(header) > 0 && slices.Contains(personColumns, strings.ToLower(header[0])) {
		first = 1
	}
	places := make([]int, len(header)-first)
	for i, name := range header[first:] {
		if _, twice := t.places[name]; name == "" {
			return nil, fault.New(fault.Invalid, "Column %d of the table has no name.", first+i+1)
		} else if twice {
			return nil, fault.New(fault.Invalid, "Two columns of the table are named %.60q.", name)
		}
		if places[i], err = t.place(name); err != nil {
			return nil, err
		}
	}
	if len(t.out.Items) == 0 {
		return nil, fault.New(fault.Invalid, "The table has no items.")
	}
	t.out.Answers = irt.NewResponses(len(t.out.Items))
	row, chosen := make([]irt.Response, len(t.out.Items)), make([]int, len(t.out.Items))
	for n := 1; ; n++ {
		record, err := t.in.Read()
		if errors.Is(err, io.EOF) {
			if name, twice := repeated(t.out.Persons[:first*len(t.out.Persons)]); twice {
				return nil, fault.New(fault.Invalid, "Two lines of the table are of the person %.60q. Give each a line, or one line an answer (user_id,item_id,correct), of which a person's first to an item counts.", name)
			}
			return t.done()
		} else if err != nil {
			return nil, unreadable(err)
		}
		line, _ := t.in.FieldPos(0)
		if len(record) != t.width {
			return nil, fault.New(fault.Invalid, "Line %d has %d cells, the header %d.", line, len(record), t.width)
		} else if n > mostRows {
			return nil, fault.New(fault.Invalid, "The table has more than %d lines.", mostRows)
		}
		clear(row)
		for i, text := range record[first:] {
			j := places[i]
			a, option, err := t.cell(j, text, line)
			if err != nil {
				return nil, err
			} else if row[j] != irt.Missing && a != irt.Missing {
				t.out.Repeated++
			} else if row[j] == irt.Missing {
				row[j], chosen[j] = a, option
			}
		}
		name := strconv.Itoa(n)
		if first == 1 {
			name = strings.Clone(strings.TrimSpace(record[0]))
			if name == "" && slices.ContainsFunc(row, func(a irt.Response) bool { return a != irt.Missing }) {
				return nil, fault.New(fault.Invalid, "Line %d names no %s.", line, header[0])
			}
		}
		if err := t.add(name, row, chosen); err != nil {
			return nil, err
		}
	}
}

// repeated is a name that comes twice. It sorts numbers and keeps no second set of ten million names.
func repeated(names []string) (name string, twice bool) {
	order := make([]int32, len(names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int { return strings.Compare(names[i], names[j]) })
	for i := range order[min(1, len(order)):] {
		if name := names[order[i]]; name == names[order[i+1]] {
			return name, true
		}
	}
	return "", false
}

func (t *reader) add(name string, row []irt.Response, chosen []int) error {
	before := t.out.Answers.Rows()
	if err := t.out.Answers.Add(row, 1); err != nil {
		return err
	}
	if t.out.Answers.Rows() == before {
		t.out.Empty++
		return nil
	}
	t.out.Persons = append(t.out.Persons, name)
	if t.key != nil {
		for i, o := range chosen {
			t.out.Chosen[i] = append(t.out.Chosen[i], o)
		}
	}
	return nil
}

func (t *reader) long(user, item, answer int) (*Responses, error) {
	type given struct {
		item, option int32
		answer       irt.Response
	}
	persons := map[string]int{}
	var names []string
	var answers [][]given
	for n := 1; ; n++ {
		record, err := t.in.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, unreadable(err)
		}
		line, _ := t.in.FieldPos(0)
		if len(record) != t.width {
			return nil, fault.New(fault.Invalid, "Line %d has %d cells, the header %d.", line, len(record), t.width)
		} else if n > mostRows {
			return nil, fault.New(fault.Invalid, "The table has more than %d lines.", mostRows)
		}
		who, what := strings.TrimSpace(record[user]), strings.TrimSpace(record[item])
		if who == "" || what == "" {
			return nil, fault.New(fault.Invalid, "Line %d names no user_id or no item_id.", line)
		}
		j, err := t.place(what)
		if err != nil {
			return nil, err
		}
		a, option, err := t.cell(j, record[answer], line)
		if err != nil {
			return nil, err
		}
		p, had := persons[who]
		if !had {
			p = len(names)
			who = strings.Clone(who)
			persons[who], names, answers = p, append(names, who), append(answers, nil)
		}
		if slices.ContainsFunc(answers[p], func(g given) bool { return g.item == int32(j) }) {
			t.out.Repeated++
			continue
		}
		answers[p] = append(answers[p], given{int32(j), int32(option), a})
	}
	if len(t.out.Items) == 0 {
		return nil, fault.New(fault.Invalid, "The table has no answers.")
	}
	t.out.Answers = irt.NewResponses(len(t.out.Items))
	row, chosen := make([]irt.Response, len(t.out.Items)), make([]int, len(t.out.Items))
	for p, list := range answers {
		clear(row)
		for i := range chosen {
			chosen[i] = -1
		}
		for _, g := range list {
			row[g.item], chosen[g.item] = g.answer, int(g.option)
		}
		if err := t.add(names[p], row, chosen); err != nil {
			return nil, err
		}
	}
	return t.done()
}

func (t *reader) done() (*Responses, error) {
	if t.out.Answers.Rows() == 0 {
		return nil, fault.New(fault.Invalid, "Nobody in the table answered anything.")
	} else if len(t.families) > 0 && t.out.Variants == nil {
		return nil, fault.New(fault.Invalid, "None of the %d items of the table is in a family.", len(t.out.Items))
	}
	return &t.out, nil
}
