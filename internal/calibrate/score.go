package calibrate

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/table"
)

// A Score is a person's ability.
type Score struct {
	Person string `json:"person"`
	Theta  Number `json:"theta"` // null where it is infinite, see Finite
	SE     Number `json:"se"`
	Finite bool   `json:"finite"` // false: all right or all wrong under ML, which has no maximum then
	N      int    `json:"n"`      // answers to items with parameters
	Right  int    `json:"right"`
	LZ     Number `json:"l_z"` // person fit at that θ
	Sign   string `json:"sign,omitempty"`
}

// Methods of scoring.
var methods = map[string]func(items []irt.Params, right []bool) (theta, se float64, finite bool){
	"map": func(items []irt.Params, right []bool) (float64, float64, bool) {
		t, se := irt.MAP(items, right, 0, 1)
		return t, se, true
	},
	"wle": func(items []irt.Params, right []bool) (float64, float64, bool) {
		t, se := irt.WLE(items, right)
		return t, se, !math.IsNaN(t)
	},
	"ml": irt.ML,
}

// Scores scores every person by the items of e. Items without parameters are left out, and without names them; that none has
// some is Invalid.
func Scores(ctx context.Context, r *Responses, e *Estimate, method string) (_ []Score, without []string, err error) {
	defer fault.In(&err, "calibrate.Scores")
	f := methods[method]
	if f == nil && method != "eap" {
		return nil, nil, fault.At("method", "A method is eap, map, ml or wle.")
	}
	params := e.Params()
	for _, name := range r.Items {
		if _, ok := params[name]; !ok {
			without = append(without, name)
		}
	}
	if len(without) == len(r.Items) {
		return nil, nil, fault.New(fault.Invalid, "None of the %d items of the table, the first of which is %.60q, has usable parameters in the file of parameters.", len(r.Items), r.Items[0])
	}
	tables := make([]*irt.Table, len(r.Items))
	for j, name := range r.Items {
		if p, ok := params[name]; ok {
			tables[j] = irt.NewTable(p)
		}
	}
	list, row := make([]Score, 0, len(r.Persons)), make([]irt.Response, len(r.Items))
	items, right := make([]irt.Params, 0, len(r.Items)), make([]bool, 0, len(r.Items))
	for i, name := range r.Persons {
		if i%(1<<10) == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		r.Answers.Row(i, row)
		items, right = items[:0], right[:0]
		s := Score{Person: name}
		var evidence irt.Evidence // EAP is sums of tables, a hundred times faster than its definition
		for j, a := range row {
			p, ok := params[r.Items[j]]
			if a == irt.Missing || !ok {
				continue
			}
			items, right = append(items, p), append(right, a == irt.Right)
			evidence.Add(tables[j], a == irt.Right)
			s.N++
			if a == irt.Right {
				s.Right++
			}
		}
		var theta, se float64
		finite := true
		if f != nil {
			theta, se, finite = f(items, right)
		} else {
			theta, se = evidence.Posterior(0, 1)
		}
		s.Theta, s.SE, s.Finite, s.LZ = Number(theta), Number(se), finite, Number(math.NaN())
		if math.IsInf(theta, 0) {
			s.Sign = strconv.FormatFloat(theta, 'g', -1, 64)[:4]
		} else if s.N > 0 {
			s.LZ = Number(irt.LZ(items, right, theta))
		}
		list = append(list, s)
	}
	return list, without, nil
}

// Flags of a person.
const (
	PersonMisfit = "misfit" // l_z is below what was asked for
	PersonRapid  = "rapid"  // more than one in ten timed answers were too fast to have read the question
)

// A Fitting is how far a person's answers are to be believed.
type Fitting struct {
	Score
	Timed  int      `json:"timed"`  // answers with a time
	Rapid  int      `json:"rapid"`  // of these, those too fast to have read the question: see irt.RapidBelow
	Effort Number   `json:"effort"` // share of the timed that were not; null without times
	Flags  []string `json:"flags"`
}

// Times are seconds by person and item.
type Times map[string]map[string]float64

// ReadTimes reads a table of times: user_id, item_id and seconds, in any order, others beside them. Without a time a cell is
// blank; of several of one person to one item the first counts, as of answers. What is no time is Invalid and says where.
func ReadTimes(r io.Reader) (_ Times, err error) {
	defer fault.In(&err, "calibrate.ReadTimes")
	in, err := table.Delimited(r)
	if err != nil {
		return nil, unreadable(err)
	}
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(err)
	}
	at := [3]int{}
	for i, name := range []string{"user_id", "item_id", "seconds"} {
		if at[i] = slices.IndexFunc(header, func(h string) bool { return strings.TrimSpace(h) == name }); at[i] < 0 {
			return nil, fault.New(fault.Invalid, "The table of times has no column %s; it needs user_id, item_id and seconds.", name)
		}
	}
	times, items := Times{}, map[string]string{}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return times, nil
		} else if err != nil {
			return nil, unreadable(err)
		}
		who, what, text := strings.TrimSpace(record[at[0]]), strings.TrimSpace(record[at[1]]), strings.TrimSpace(record[at[2]])
		if text == "" || text == "NA" {
			continue
		}
		seconds, err := strconv.ParseFloat(text, 64)
		if err != nil || !(seconds >= 0) || math.IsInf(seconds, 0) {
			line, _ := in.FieldPos(at[2])
			return nil, fault.New(fault.Invalid, "Line %d: %.20q is no time in seconds, which is a number from 0 up.", line, text)
		}
		name, had := items[what]
		if !had {
			name = strings.Clone(what)
			items[name] = name
		}
		if times[who] == nil {
			times[strings.Clone(who)] = map[string]float64{}
		}
		if _, had := times[who][name]; !had {
			times[who][name] = seconds
		}
	}
}

// PersonFit says of persons who were scored whether to believe their answers: those whose l_z is under below, and of whom more
// answers than irt.LeastEffort allows were rapid. Times of nobody who was scored are Invalid; nil is no times.
func PersonFit(list []Score, times Times, below float64) (_ []Fitting, err error) {
	defer fault.In(&err, "calibrate.PersonFit")
	all, known := map[string][]float64{}, len(times) == 0
	for _, of := range times {
		for item, s := range of {
			all[item] = append(all[item], s)
		}
	}
	limits := make(map[string]float64, len(all))
	for item, seconds := range all {
		slices.Sort(seconds) // a sum must not depend on the order of a map
		limits[item] = irt.RapidBelow(seconds)
	}
	out := make([]Fitting, 0, len(list))
	for _, s := range list {
		f := Fitting{Score: s, Effort: Number(math.NaN()), Flags: []string{}}
		for item, seconds := range times[s.Person] {
			known = true
			f.Timed++
			if seconds < limits[item] {
				f.Rapid++
			}
		}
		if s.LZ < Number(below) {
			f.Flags = append(f.Flags, PersonMisfit)
		}
		if f.Timed > 0 {
			if f.Effort = Number(1 - float64(f.Rapid)/float64(f.Timed)); f.Effort < irt.LeastEffort {
				f.Flags = append(f.Flags, PersonRapid)
			}
		}
		out = append(out, f)
	}
	if !known {
		return nil, fault.New(fault.Invalid, "The table of times is of other persons: none of its user_id is in the table of answers.")
	}
	return out, nil
}
