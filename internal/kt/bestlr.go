package kt

import (
	"context"
	"errors"
	"math"
)

// BestLR is the logistic regression of Gervet et al. (2020): the item, its skills, and ln(1+n) of earlier attempts and wins
// of each skill (a slope a skill), of the item and of everything.
type BestLR struct {
	Items   int       `json:"items"`
	Skills  int       `json:"skills"`
	Penalty float64   `json:"penalty"`
	Weights []float64 `json:"weights"` // intercept, items, skills, attempts a skill, wins a skill, then item and total attempts and wins
	Steps   int       `json:"steps"`
}

// DefaultPenalty is that of the paper's program.
const DefaultPenalty = 1.0

var errNoRows = errors.New("there are no answers to learn from")

func (m *BestLR) columns() int { return 1 + m.Items + 3*m.Skills + 4 }

// Fits reports whether m has the weights of that many items and skills.
func (m *BestLR) Fits(items, skills int) bool {
	return m.Items == items && m.Skills == skills && len(m.Weights) == m.columns()
}

// FitBestLR fits the regression to a table.
func FitBestLR(ctx context.Context, t *Table, penalty float64) (*BestLR, error) {
	if len(t.Rows) == 0 {
		return nil, errNoRows
	}
	m := &BestLR{Items: t.Items, Skills: t.Skills, Penalty: penalty}
	x := &sparse{start: make([]int, 1, len(t.Rows)+1), columns: m.columns()}
	right := make([]bool, len(t.Rows))
	states := map[int]*counts{}
	for i, r := range t.Rows {
		s, ok := states[r.Learner]
		if !ok {
			s = m.state()
			states[r.Learner] = s
		}
		s.features(r.Item, r.Skills, func(column int, value float64) {
			x.column, x.value = append(x.column, int32(column)), append(x.value, float32(value))
		})
		x.start = append(x.start, len(x.column))
		right[i] = r.Right
		s.Observe(r.Item, r.Skills, r.Right)
	}
	var err error
	m.Weights, m.Steps, err = regress(ctx, x, right, penalty)
	return m, err
}

// New is a learner without attempts.
func (m *BestLR) New() State { return m.state() }

func (m *BestLR) state() *counts {
	return &counts{model: m, skills: map[int]*tally{}, items: map[int]*tally{}}
}

type tally struct{ attempts, wins float64 }

func (t *tally) add(right bool) {
	t.attempts++
	if right {
		t.wins++
	}
}

type counts struct {
	model         *BestLR
	total         tally
	skills, items map[int]*tally
}

// features calls use for every column of the next answer that is not zero.
func (s *counts) features(item int, skills []int, use func(column int, value float64)) {
	m := s.model
	use(0, 1)
	if item >= 0 && item < m.Items {
		use(1+item, 1)
	}
	counted := func(t *tally, attempts, wins int) {
		if t != nil && t.attempts > 0 {
			use(attempts, math.Log1p(t.attempts))
			if t.wins > 0 {
				use(wins, math.Log1p(t.wins))
			}
		}
	}
	for _, k := range skills {
		if k >= 0 && k < m.Skills {
			at := 1 + m.Items + k
			use(at, 1)
			counted(s.skills[k], at+m.Skills, at+2*m.Skills)
		}
	}
	end := 1 + m.Items + 3*m.Skills
	counted(s.items[item], end, end+1)
	counted(&s.total, end+2, end+3)
}

func (s *counts) P(item int, skills []int) float64 {
	z := 0.0
	s.features(item, skills, func(column int, value float64) { z += s.model.Weights[column] * value })
	return logistic(z)
}

func (s *counts) Observe(item int, skills []int, right bool) {
	s.total.add(right)
	count := func(m map[int]*tally, k int) {
		if m[k] == nil {
			m[k] = new(tally)
		}
		m[k].add(right)
	}
	count(s.items, item)
	for _, k := range skills {
		count(s.skills, k)
	}
}
