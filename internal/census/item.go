package census

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"satprep/internal/fault"
	"satprep/internal/question"
)

// EnoughAnswers is from how many fair answers on a correlation is told.
const EnoughAnswers = 30

// An Item is a question with what is known of how it is answered.
type Item struct {
	Question   string   `json:"question_id"`
	Version    string   `json:"version" doc:"in force; only its answers are counted"`
	Section    string   `json:"section"`
	Skill      string   `json:"skill" doc:"slug"`
	Type       string   `json:"type" doc:"choice or spr"`
	Use        string   `json:"use" doc:"practice, diagnostic, form or pretest"`
	Difficulty string   `json:"difficulty" doc:"as its author judged"`
	N          int64    `json:"n" doc:"fair answers: first, unaided, unhurried, of learners who agreed to analytics"`
	P          *float64 `json:"p,omitempty" doc:"share of right answers; absent without any"`
	R          *float64 `json:"r,omitempty" doc:"point-biserial correlation of right with the ability estimated before the answer; from 30 answers on"`
	Seconds    *float64 `json:"seconds,omitempty" doc:"mean time"`
	Params     Params   `json:"params"`
}

// Params are the parameters in force.
type Params struct {
	A         float64 `json:"a"`
	B         float64 `json:"b"`
	C         float64 `json:"c"`
	SEA       float64 `json:"se_a" doc:"from the standard deviation of ln a"`
	SEB       float64 `json:"se_b"`
	Source    string  `json:"source" doc:"authored or calibrated"`
	Responses int     `json:"responses" doc:"behind them"`
}

func paramsOf(p question.Params) Params {
	return Params{A: p.A, B: p.B, C: p.C, SEA: p.A * p.ALnSD, SEB: p.BSD, Source: string(p.Source), Responses: p.Responses}
}

// tally sums cells of one question.
type tally struct {
	n, right, timed, ms       int64
	known, knownRight         int64 // with an ability before
	theta, theta2, thetaRight int64
}

func (t *tally) add(c *cell) {
	t.n, t.timed, t.ms = t.n+c.n, t.timed+c.timed, t.ms+c.ms
	if c.correct {
		t.right += c.n
	}
	if c.bin == unknownBin {
		return
	}
	t.known, t.theta, t.theta2 = t.known+c.n, t.theta+c.theta, t.theta2+c.theta2
	if c.correct {
		t.knownRight, t.thetaRight = t.knownRight+c.n, t.thetaRight+c.theta
	}
}

func (t *tally) p() *float64 {
	if t.n == 0 {
		return nil
	}
	p := float64(t.right) / float64(t.n)
	return &p
}

func (t *tally) seconds() *float64 {
	if t.timed == 0 {
		return nil
	}
	v := float64(t.ms) / float64(t.timed) / 1000
	return &v
}

// r is the point-biserial correlation; none with few answers, or where all were
// alike.
func (t *tally) r() *float64 {
	if t.known < EnoughAnswers {
		return nil
	}
	n, right := float64(t.known), float64(t.knownRight)
	theta, theta2, both := float64(t.theta)/1e3, float64(t.theta2)/1e6, float64(t.thetaRight)/1e3
	spread := (n*theta2 - theta*theta) * (n*right - right*right)
	if !(spread > 1e-9) {
		return nil
	}
	v := (n*both - theta*right) / math.Sqrt(spread)
	return &v
}

// A Wish chooses and orders items.
type Wish struct {
	Section, Skill, Use, Origin, Text string
	Sort                              string // id, n, p, r, a, b, c, seconds; - before it turns the order
	Offset, Limit                     int
}

// Sorts are the orders of items.
var Sorts = []string{"id", "n", "p", "r", "a", "b", "c", "seconds"}

// MaxItems is how many items a page holds at most.
const MaxItems = 200

// Items lists the questions in force with their statistics, and how many there
// are. Its cost is bounded by the size of the bank.
func (s *Service) Items(ctx context.Context, w Wish) (list []Item, total int, err error) {
	defer fault.In(&err, "census.Items")
	by, down := strings.CutPrefix(w.Sort, "-")
	if by == "" {
		by = "id"
	}
	if !slices.Contains(Sorts, by) {
		return nil, 0, fault.At("sort", "Sort by %s; a minus before it turns the order.", strings.Join(Sorts, ", "))
	}
	bank := s.Bank()
	tallies := map[string]*tally{}
	if err := s.eachAnswer(ctx, "", w.Origin, func(c *cell) {
		if q, err := bank.Find(c.question, ""); err == nil && q.Version == c.version {
			at(tallies, c.question).add(c)
		}
	}); err != nil {
		return nil, 0, err
	}
	list = []Item{}
	for _, q := range bank.Questions {
		if w.Section != "" && q.Section != w.Section || w.Skill != "" && q.Skill != w.Skill || w.Use != "" && string(q.Use) != w.Use ||
			w.Text != "" && !strings.Contains(strings.ToLower(q.ID), strings.ToLower(w.Text)) {
			continue
		}
		list = append(list, itemOf(q, tallies[q.ID]))
	}
	slices.SortStableFunc(list, func(a, b Item) int {
		x, y := a.key(by), b.key(by)
		if (x == nil) != (y == nil) { // unknown comes last in either order
			if x == nil {
				return 1
			}
			return -1
		}
		order := 0
		if by == "id" {
			order = strings.Compare(a.Question, b.Question)
		} else if x != nil {
			order = cmp.Compare(*x, *y)
		}
		if down {
			order = -order
		}
		return cmp.Or(order, strings.Compare(a.Question, b.Question))
	})
	if w.Limit < 1 || w.Limit > MaxItems {
		w.Limit = 50
	}
	from := min(max(w.Offset, 0), len(list))
	return list[from:min(from+w.Limit, len(list))], len(list), nil
}

func itemOf(q *question.Question, t *tally) Item {
	if t == nil {
		t = &tally{}
	}
	return Item{Question: q.ID, Version: q.Version, Section: q.Section, Skill: q.Skill, Type: string(q.Type), Use: string(q.Use), Difficulty: string(q.Difficulty),
		N: t.n, P: t.p(), R: t.r(), Seconds: t.seconds(), Params: paramsOf(q.Params)}
}

func (i *Item) key(by string) *float64 {
	n := float64(i.N)
	switch by {
	case "n":
		return &n
	case "p":
		return i.P
	case "r":
		return i.R
	case "seconds":
		return i.Seconds
	case "a":
		return &i.Params.A
	case "b":
		return &i.Params.B
	case "c":
		return &i.Params.C
	}
	return nil
}

// A Share is how often one answer was given.
type Share struct {
	Choice  string   `json:"choice" doc:"a letter, typed or omitted"`
	Correct bool     `json:"correct"`
	N       int64    `json:"n"`
	Ability *float64 `json:"ability,omitempty" doc:"mean before the answer, of who gave it; for staff only"`
}

// A Point is what was observed of learners of about one ability.
type Point struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	N     int64   `json:"n"`
	Right int64   `json:"right"`
}

// A Portrait is an item in detail.
type Portrait struct {
	Item
	Stem     string   `json:"stem"`
	Family   string   `json:"family"`
	Keys     []string `json:"keys"`
	Choices  []Choice `json:"choices"`
	Shares   []Share  `json:"shares"`
	Curve    []Point  `json:"curve" doc:"observed, by the ability before the answer"`
	Versions []Origin `json:"versions" doc:"fair answers by version, also earlier ones"`
}

// A Choice is a question's choice, to read the shares by.
type Choice struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Find returns a question's portrait.
func (s *Service) Find(ctx context.Context, id, origin string) (_ Portrait, err error) {
	defer fault.In(&err, "census.Find(%.64q)", id)
	q, err := s.Bank().Find(id, "")
	if err != nil {
		return Portrait{}, fault.New(fault.Missing, "There is no such question.")
	}
	type sum struct {
		Share
		known, theta int64
	}
	var t tally
	shares, versions := map[string]*sum{}, map[string]int64{}
	var curve [bins]Point
	if err := s.eachAnswer(ctx, id, origin, func(c *cell) {
		versions[c.version] += c.n
		if c.version != q.Version {
			return
		}
		t.add(c)
		k := c.choice
		if c.choice == "typed" && !c.correct {
			k = "typed, wrong"
		}
		sh := at(shares, k)
		sh.Choice, sh.Correct, sh.N = c.choice, c.correct, sh.N+c.n
		if c.bin != unknownBin {
			sh.known, sh.theta = sh.known+c.n, sh.theta+c.theta
			curve[c.bin].N += c.n
			if c.correct {
				curve[c.bin].Right += c.n
			}
		}
	}); err != nil {
		return Portrait{}, err
	}
	p := Portrait{Item: itemOf(q, &t), Stem: q.Stem, Family: q.Family, Keys: q.Keys, Choices: []Choice{}, Shares: []Share{}, Curve: []Point{}, Versions: []Origin{}}
	for _, c := range q.Choices {
		p.Choices = append(p.Choices, Choice{c.ID, c.Text})
		if shares[c.ID] == nil {
			shares[c.ID] = &sum{Share: Share{Choice: c.ID, Correct: slices.Contains(q.Keys, c.ID)}}
		}
	}
	for _, sh := range shares {
		if sh.known > 0 {
			mean := float64(sh.theta) / float64(sh.known) / 1e3
			sh.Ability = &mean
		}
		p.Shares = append(p.Shares, sh.Share)
	}
	slices.SortFunc(p.Shares, func(a, b Share) int {
		return cmp.Or(strings.Compare(a.Choice, b.Choice), cmp.Compare(one(b.Correct), one(a.Correct)))
	})
	for i, c := range curve {
		if c.N > 0 {
			c.From, c.To = binFrom+float64(i)*binWidth, binFrom+float64(i+1)*binWidth
			p.Curve = append(p.Curve, c)
		}
	}
	for v, n := range versions {
		p.Versions = append(p.Versions, Origin{v, n})
	}
	slices.SortFunc(p.Versions, func(a, b Origin) int { return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Origin, b.Origin)) })
	return p, nil
}
