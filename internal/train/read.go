package train

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"satprep/internal/fault"
	"satprep/internal/kt"
	"satprep/internal/table"
)

// Answers are a table with its names.
type Answers struct {
	Learners, Items, Skills []string
	Table                   kt.Table
}

// Names gives names their numbers, the same over several tables.
type names struct {
	at   map[string]int
	list *[]string
}

func (n names) of(name string) int {
	i, had := n.at[name]
	if !had {
		name = strings.Clone(name)
		i = len(*n.list)
		n.at[name], *n.list = i, append(*n.list, name)
	}
	return i
}

// A Reader reads several tables into one set of names.
type Reader struct {
	all      Answers
	learners names
	items    names
	skills   names
}

// NewReader has read nothing.
func NewReader() *Reader {
	r := new(Reader)
	r.learners = names{map[string]int{}, &r.all.Learners}
	r.items = names{map[string]int{}, &r.all.Items}
	r.skills = names{map[string]int{}, &r.all.Skills}
	return r
}

const mostRows = 20_000_000

// columns are those that are read; the last may be missing.
var columns = []string{"user_id", "item_id", "skill_id", "correct", "timestamp"}

// Read reads a table with a header, CSV (also with semicolons) or TSV: user_id, item_id, skill_id (several joined by _), correct (0 or 1), and
// possibly timestamp; in any order, others beside them are passed over. A learner's rows are in order, or all have timestamps (numbers, or RFC 3339).
// What cannot be read is Invalid and says where.
func (r *Reader) Read(in io.Reader) (_ *kt.Table, err error) {
	defer fault.In(&err, "train.Read")
	c, err := table.Delimited(in)
	if err != nil {
		return nil, unreadable(err)
	}
	c.ReuseRecord, c.FieldsPerRecord, c.LazyQuotes = true, -1, c.Comma == '\t'
	header, err := c.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "The table is empty; its first line names the columns user_id, item_id, skill_id, correct.")
	} else if err != nil {
		return nil, unreadable(err)
	}
	width := len(header)
	column := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := column[name]; twice && slices.Contains(columns, name) {
			return nil, fault.New(fault.Invalid, "Two columns of the table are named %s.", name)
		}
		column[name] = i
	}
	var at [4]int
	for i, name := range columns[:len(at)] {
		var ok bool
		if at[i], ok = column[name]; !ok {
			return nil, fault.New(fault.Invalid, "The table has no column %s; it needs user_id, item_id, skill_id and correct.", name)
		}
	}
	when, timed := column["timestamp"]
	t := &kt.Table{}
	var times []float64
	numbers := false // what times are
	combinations := map[string][]int{}
	for n := 1; ; n++ {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, unreadable(err)
		}
		line, _ := c.FieldPos(0)
		if len(record) != width {
			return nil, fault.New(fault.Invalid, "Line %d has %d cells, the header %d.", line, len(record), width)
		} else if n > mostRows {
			return nil, fault.New(fault.Invalid, "The table has more than %d lines.", mostRows)
		}
		who, what := strings.TrimSpace(record[at[0]]), strings.TrimSpace(record[at[1]])
		if who == "" || what == "" {
			return nil, fault.New(fault.Invalid, "Line %d has no user_id or no item_id.", line)
		}
		row := kt.Row{Learner: r.learners.of(who), Item: r.items.of(what)}
		switch strings.TrimSpace(record[at[3]]) {
		case "1", "1.0", "true":
			row.Right = true
		case "0", "0.0", "false":
		default:
			return nil, fault.New(fault.Invalid, "Line %d: correct is %.20q, neither 0 nor 1.", line, record[at[3]])
		}
		skills, had := combinations[record[at[2]]]
		if !had {
			for name := range strings.SplitSeq(record[at[2]], "_") {
				if name = strings.TrimSpace(name); name != "" {
					skills = append(skills, r.skills.of(name))
				}
			}
			slices.Sort(skills)
			skills = slices.Compact(skills)
			combinations[strings.Clone(record[at[2]])] = skills
		}
		row.Skills = skills
		t.Rows = append(t.Rows, row)
		if timed {
			v, number, err := moment(record[when])
			if err != nil {
				return nil, fault.New(fault.Invalid, "Line %d: the timestamp %.40q is neither a number nor like 2026-06-30T00:00:00Z.", line, record[when])
			} else if n > 1 && number != numbers {
				return nil, fault.New(fault.Invalid, "Line %d: the timestamp %.40q is written otherwise than those before; of numbers beside dates nobody knows the order.", line, record[when])
			}
			times, numbers = append(times, v), number
		}
	}
	if len(t.Rows) == 0 {
		return nil, fault.New(fault.Invalid, "The table has no answers.")
	}
	if timed {
		order := make([]int, len(t.Rows))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int {
			switch {
			case times[i] < times[j]:
				return -1
			case times[i] > times[j]:
				return 1
			}
			return 0
		})
		rows := make([]kt.Row, len(order))
		for i, from := range order {
			rows[i] = t.Rows[from]
		}
		t.Rows = rows
	}
	return t, nil
}

func moment(text string) (at float64, number bool, err error) {
	text = strings.TrimSpace(text)
	if v, err := strconv.ParseFloat(text, 64); err == nil && v-v == 0 {
		return v, true, nil
	}
	m, err := time.Parse(time.RFC3339, text)
	return float64(m.UnixMicro()), false, err
}

func unreadable(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fault.New(fault.Invalid, "Line %d of the table cannot be read: %s.", p.Line, p.Err)
	}
	return table.Unreadable(err)
}

// Split parts one table by learner.
func (r *Reader) Split(t *kt.Table, seed uint64, share float64) (train, test *kt.Table) {
	held := make([]bool, len(r.all.Learners))
	for i, name := range r.all.Learners {
		held[i] = kt.HeldOut(name, seed, share)
	}
	return t.Of(func(l int) bool { return !held[l] }), t.Of(func(l int) bool { return held[l] })
}

// size tells tables how many names there are, once all are read.
func (r *Reader) size(tables ...*kt.Table) {
	for _, t := range tables {
		t.Learners, t.Items, t.Skills = len(r.all.Learners), len(r.all.Items), len(r.all.Skills)
	}
}
