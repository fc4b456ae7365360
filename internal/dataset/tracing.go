package dataset

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"satprep/internal/table"
)

// numbering gives questions and skills small integers, as tracing tools want
// them: by their names in order, from 0.
type numbering struct {
	names map[string]int
	order []string
}

func newNumbering() *numbering { return &numbering{names: map[string]int{}} }

// see takes a name in, before seal.
func (n *numbering) see(name string) {
	if _, ok := n.names[name]; !ok {
		n.names[name] = -1
		n.order = append(n.order, name)
	}
}

// seal numbers what was seen.
func (n *numbering) seal() {
	slices.Sort(n.order)
	for i, name := range n.order {
		n.names[name] = i
	}
}

// of is the number of a name that was seen.
func (n *numbering) of(name string) int { return n.names[name] }

// attemptsOf are answers as tracing sees them: every first answer to a question
// that was served, in order, also where help was had.
func attemptsOf(l *Learner) (list []*Event) {
	for i := range l.Events {
		if e := &l.Events[i]; e.Scored() && e.Question != "" && e.Skill != "" {
			list = append(list, e)
		}
	}
	return list
}

// A tracer numbers the learners, questions and skills of a config for tracing,
// and measures its baselines. which are the answers that the config holds.
type tracer struct {
	k        *Counter
	which    func(*Learner) []*Event
	items    *numbering
	skills   *numbering
	learners []string // by number
	tally    *itemTally
}

func newTracer(k *Counter, which func(*Learner) []*Event) tracer {
	return tracer{k: k, which: which, items: newNumbering(), skills: newNumbering(), tally: newItemTally()}
}

// Scout numbers questions and skills.
func (t *tracer) Scout(l *Learner) error {
	for _, e := range t.which(l) {
		t.items.see(e.Question)
		t.skills.see(e.Skill)
	}
	return nil
}

// begin returns a learner's number; what was scouted is whole by now.
func (t *tracer) begin(l *Learner) int {
	if len(t.learners) == 0 {
		t.items.seal()
		t.skills.seal()
	}
	t.learners = append(t.learners, l.Name.String())
	t.k.Seen(l.Split)
	return len(t.learners) - 1
}

// count takes an answer of a learner in.
func (t *tracer) count(s Split, e *Event) {
	t.k.Count(e.Mode)
	t.tally.add(s, e.Question, e.Correct.V)
}

// end says what a simple method reaches, and which number stands for what.
func (t *tracer) end() error {
	t.tally.baselines(t.k)
	return writeIDMap(t.k, t.learners, t.items, t.skills)
}

// A watch reads times that never go back, as readers of sequences want them:
// a server's clock may step back, the order of the log does not.
type watch struct{ last time.Time }

func (w *watch) read(at time.Time) time.Time {
	if at.Before(w.last) {
		return w.last
	}
	w.last = at
	return at
}

// An itemTally counts right and wrong answers by question and split.
type itemTally struct {
	train, test map[string]*[2]int // wrong, right
}

func newItemTally() *itemTally {
	return &itemTally{map[string]*[2]int{}, map[string]*[2]int{}}
}

func (t *itemTally) add(s Split, question string, right bool) {
	m := t.train
	switch s {
	case Validation:
		return
	case Test:
		m = t.test
	}
	c := m[question]
	if c == nil {
		c = &[2]int{}
		m[question] = c
	}
	if right {
		c[1]++
	} else {
		c[0]++
	}
}

// baselines are what the share of right answers to each question in train,
// shrunk by two answers towards that of all, predicts of the answers in test:
// what anything that looks at learners must beat.
func (t *itemTally) baselines(k *Counter) {
	var all [2]int
	for _, c := range t.train {
		all[0] += c[0]
		all[1] += c[1]
	}
	fitted := all[0] + all[1]
	if fitted == 0 {
		return
	}
	base := float64(all[1]+1) / float64(fitted+2)
	const weight = 2
	type cell struct {
		p            float64
		wrong, right int
	}
	var cells []cell
	var n int
	var loss, brier float64
	for _, q := range sorted(t.test) {
		c := t.test[q]
		p := base
		if x := t.train[q]; x != nil {
			p = (float64(x[1]) + weight*base) / (float64(x[0]+x[1]) + weight)
		}
		p = min(max(p, 1e-6), 1-1e-6)
		cells = append(cells, cell{p, c[0], c[1]})
		n += c[0] + c[1]
		loss -= float64(c[1])*math.Log(p) + float64(c[0])*math.Log1p(-p)
		brier += float64(c[1])*(1-p)*(1-p) + float64(c[0])*p*p
	}
	if n == 0 {
		return
	}
	slices.SortFunc(cells, func(a, b cell) int { return cmp.Compare(a.p, b.p) })
	// The area under the curve from counts: of all pairs of a right and a wrong
	// answer the share in which the right one was thought likelier, ties half.
	var wrong, right, won float64
	for i := 0; i < len(cells); {
		var w, r float64
		j := i
		for ; j < len(cells) && cells[j].p == cells[i].p; j++ {
			w, r = w+float64(cells[j].wrong), r+float64(cells[j].right)
		}
		won += r * (wrong + w/2)
		wrong, right, i = wrong+w, right+r, j
	}
	say := func(metric string, v float64) {
		k.Baseline(Baseline{Task: "is the answer right", Method: "share right of the question in train, shrunk", Metric: metric, Value: v, Train: fitted, Test: n})
	}
	if wrong > 0 && right > 0 {
		say("AUC", won/(wrong*right))
	}
	say("log loss", loss/float64(n))
	say("Brier", brier/float64(n))
}

// idMapSchema says which number stands for what.
var idMapSchema = table.MustSchema("id_map",
	table.Column{Name: "kind", Type: table.String, Role: table.ID, Doc: "user, item or skill"},
	table.Column{Name: "id", Type: table.Int64, Role: table.ID, Doc: "The number."},
	table.Column{Name: "name", Type: table.String, Role: table.ID, Doc: "What it stands for: a pseudonym, a question, a skill's slug."},
)

// writeIDMap writes id_map.csv; learners are numbered in the order they came.
func writeIDMap(k *Counter, learners []string, items, skills *numbering) error {
	t, err := k.Table("id_map.csv", "", idMapSchema, table.CSV, table.Options{})
	if err != nil {
		return err
	}
	for _, list := range []struct {
		kind  string
		names []string
	}{{"user", learners}, {"item", items.order}, {"skill", skills.order}} {
		for i, name := range list.names {
			err := t.Row(func(b *table.Batch) {
				r := row{b: b}
				r.text(list.kind)
				r.int64(int64(i))
				r.text(name)
			})
			if err != nil {
				return err
			}
		}
	}
	return t.Close()
}

// join writes numbers with commas between them.
func join(list []int64) string {
	var b []byte
	for i, n := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(b)
}
