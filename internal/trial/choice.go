package trial

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/irt"
	"satprep/internal/selection"
	"satprep/internal/table"
)

// A Reward is what a choice is judged by.
type Reward string

const (
	// Correct is 1 for a right answer and 0 for any other.
	Correct Reward = "correct"
	// InZone is 1 where P(right) lies in .6–.8 and 0 where it does not.
	InZone Reward = "zone"
	// Information is the question's at θ.
	Information Reward = "information"
)

// Rewards are all there are. P and information are taken at the ability that was
// believed before the choice; in a simulation at the true one.
var Rewards = []Reward{Correct, InZone, Information}

func (r Reward) check() error {
	switch r {
	case Correct, InZone, Information:
		return nil
	}
	return fault.At("reward", "There is no reward %.40q; a reward is correct, zone or information.", string(r))
}

// of is the reward of a question of parameters p at θ; outcome is of the answer.
func (r Reward) of(p irt.Params, theta, outcome float64) float64 {
	switch r {
	case InZone:
		if inZone(p.P(theta)) {
			return 1
		}
		return 0
	case Information:
		return p.Information(theta)
	}
	return outcome
}

// A Choice is a question that was chosen with a known probability, and what came
// of it: a row of the table that Read takes, in the columns of the dataset config
// bandit_practice with the last three added. Probabilities are whole, the uniform
// part included.
type Choice struct {
	Learner    string   `json:"learner"`
	Question   string   `json:"question"`
	Propensity float64  `json:"propensity"`
	Epsilon    float64  `json:"epsilon"`
	Eligible   int      `json:"eligible"`
	Support    []Chance `json:"support,omitempty"` // whose probability is more than epsilon / eligible
	Theta      *float64 `json:"theta_before,omitempty"`
	A          *float64 `json:"item_a,omitempty"`
	B          *float64 `json:"item_b,omitempty"`
	C          *float64 `json:"item_c,omitempty"`
	Correct    *bool    `json:"correct,omitempty"`
	// What the rule to be valued would have done: the probabilities of some
	// questions, and that of each of the other eligible ones. TargetPolicy names it;
	// without a name it is whatever rule is asked for.
	TargetPolicy string   `json:"target_policy,omitempty"`
	Target       []Chance `json:"target,omitempty"`
	TargetOthers *float64 `json:"target_others_p,omitempty"`
}

// A Chance is a question and its probability.
type Chance struct {
	ID string  `json:"id"`
	P  float64 `json:"p"`
}

const slack = 1e-6 // of probabilities that were written down

// rest is the probability of each eligible question outside the support.
func (c *Choice) rest() float64 { return c.Epsilon / float64(c.Eligible) }

// spread checks that a distribution over the eligible adds up and returns what
// it gives to the question chosen.
func (c *Choice) spread(what string, named []Chance, rest float64) (mine float64, err error) {
	if len(named) > c.Eligible {
		return 0, fmt.Errorf("%s names %d questions, and %d were eligible", what, len(named), c.Eligible)
	}
	sum, mine, once := rest*float64(c.Eligible-len(named)), rest, make(map[string]bool, len(named))
	for _, x := range named {
		if !(x.P >= 0 && x.P <= 1+slack) || once[x.ID] || x.ID == "" {
			return 0, fmt.Errorf("%s has question %.40q with probability %v, or twice", what, x.ID, x.P)
		}
		once[x.ID] = true
		sum += x.P
		if x.ID == c.Question {
			mine = x.P
		}
	}
	if !(rest >= 0) || math.Abs(sum-1) > slack {
		return 0, fmt.Errorf("the probabilities of %s sum to %v, not 1", what, sum)
	}
	return mine, nil
}

// check says what is wrong with c as it was logged.
func (c *Choice) check() error {
	switch {
	case c.Question == "" || c.Learner == "":
		return errors.New("it names no learner or no question")
	case c.Eligible < 1:
		return fmt.Errorf("%d questions were eligible", c.Eligible)
	case !(c.Epsilon >= 0 && c.Epsilon <= 1):
		return fmt.Errorf("epsilon is %v", c.Epsilon)
	case !(c.Propensity > 0 && c.Propensity <= 1+slack):
		return fmt.Errorf("the propensity is %v", c.Propensity)
	}
	mine, err := c.spread("support", c.Support, c.rest())
	if err == nil && math.Abs(mine-c.Propensity) > slack {
		err = fmt.Errorf("the propensity is %v, and by its support it was %v", c.Propensity, mine)
	}
	return err
}

// target returns with which probability p chooses the question that was chosen,
// what p gives to questions that could not have been chosen, and one of those.
func (c *Choice) target(p selection.Policy) (mine, missed float64, example string, err error) {
	named, rest := c.Target, 0.0
	told := len(named) > 0 || c.TargetOthers != nil
	switch {
	case told && (c.TargetPolicy == "" || c.TargetPolicy == string(p)):
		if c.TargetOthers != nil {
			rest = *c.TargetOthers
		}
	case p == selection.Random: // the one rule that needs nothing but their number
		named, rest = nil, 1/float64(c.Eligible)
	case told:
		return 0, 0, "", fault.At("policy", "The table says what %.40q would have chosen, not what %s would. Besides that only random can be valued by it; read the log for others.", c.TargetPolicy, p)
	default:
		return 0, 0, "", fault.At("policy", "The table does not say with which probability %s would have chosen: it has no columns target and target_others_p. Without them only random can be valued; read the log for others.", p)
	}
	if mine, err = c.spread("target", named, rest); err != nil || c.rest() > 0 {
		return mine, 0, "", err
	}
	able := map[string]bool{}
	for _, x := range c.Support {
		if x.P > 0 {
			able[x.ID] = true
		}
	}
	outside := c.Eligible - len(able)
	for _, x := range named {
		if !able[x.ID] {
			outside--
			if x.P > 0 {
				missed += x.P
				example = x.ID
			}
		}
	}
	return mine, missed + rest*float64(max(0, outside)), example, nil
}

// reward is what came of c; ok is false where the table does not say.
func (c *Choice) reward(r Reward) (v float64, ok bool) {
	outcome := 0.0
	if r == Correct {
		if c.Correct == nil {
			return 0, false
		}
		if *c.Correct {
			outcome = 1
		}
		return outcome, true
	}
	if c.Theta == nil || c.A == nil || c.B == nil || c.C == nil {
		return 0, false
	}
	p := irt.Params{A: *c.A, B: *c.B, C: *c.C}
	return r.of(p, *c.Theta, 0), p.Valid()
}

// Read reads a table of choices and calls each for every row: JSON lines of
// Choice, other fields left aside, or a Parquet file of the config
// bandit_practice. An error of a row names it and is Invalid.
func Read(r io.Reader, each func(*Choice) error) (err error) {
	defer fault.In(&err, "trial.Read")
	in := bufio.NewReaderSize(r, 1<<20)
	if magic, _ := in.Peek(4); string(magic) == "PAR1" {
		at, ok := r.(io.ReaderAt)
		sized, also := r.(interface {
			Seek(offset int64, whence int) (int64, error)
		})
		if !ok || !also {
			return fault.New(fault.Invalid, "A Parquet file is read from its place; name it instead of handing it in.")
		}
		size, err := sized.Seek(0, io.SeekEnd)
		if err != nil {
			return fault.Wrap(fault.Invalid, err, "The Parquet file has no size.")
		}
		return readParquet(at, size, each)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	n := 0
	for lines.Scan() {
		n++
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var c Choice
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return fault.Wrap(fault.Invalid, err, "Line %d is no row of choices: %s.", n, err.Error())
		}
		if err := visit(&c, fmt.Sprintf("Line %d", n), each); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fault.Wrap(fault.Invalid, err, "Line %d cannot be read: %s.", n+1, err.Error())
	}
	return nil
}

func visit(c *Choice, where string, each func(*Choice) error) error {
	err := c.check()
	if err == nil {
		err = each(c)
	}
	if err != nil && fault.KindOf(err) == fault.Internal {
		return fault.Wrap(fault.Invalid, err, "%s is no choice that can be used: %s.", where, err.Error())
	}
	return err
}

// readParquet reads the columns of bandit_practice that a Choice has.
func readParquet(r io.ReaderAt, size int64, each func(*Choice) error) error {
	p, err := table.OpenParquet(r, size)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "The file is no table of this program: %s.", err.Error())
	}
	schema := p.Schema()
	at := map[string]int{}
	for _, name := range []string{"learner", "question", "propensity", "epsilon", "eligible", "support", "theta_before", "item_a", "item_b", "item_c", "correct"} {
		i, ok := schema.Index(name)
		if !ok {
			return fault.New(fault.Invalid, "The table %s has no column %s; choices are in the config bandit_practice.", schema.Name(), name)
		}
		at[name] = i
	}
	b := table.NewBatch(schema)
	for n := 0; ; {
		b.Reset()
		rows, err := p.Read(b)
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fault.Wrap(fault.Invalid, err, "The table cannot be read: %s.", err.Error())
		}
		col := func(name string) *table.Vector { return b.Col(at[name]) }
		for i := range rows {
			n++
			number := func(name string) *float64 {
				if v := col(name); !v.IsNull(i) {
					x := v.Float64At(i)
					return &x
				}
				return nil
			}
			c := Choice{Learner: string(col("learner").TextAt(i)), Question: string(col("question").TextAt(i)), Propensity: col("propensity").Float64At(i),
				Epsilon: col("epsilon").Float64At(i), Eligible: int(col("eligible").Int32At(i)),
				Theta: number("theta_before"), A: number("item_a"), B: number("item_b"), C: number("item_c")}
			if v := col("correct"); !v.IsNull(i) {
				right := v.BoolAt(i)
				c.Correct = &right
			}
			list := col("support")
			from, to := list.ListAt(i)
			for k := from; k < to; k++ {
				item := list.Item()
				c.Support = append(c.Support, Chance{string(item.Field(0).TextAt(k)), item.Field(1).Float64At(k)})
			}
			if err := visit(&c, fmt.Sprintf("Row %d", n), each); err != nil {
				return err
			}
		}
	}
}
