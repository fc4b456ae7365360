package kt

import "math"

// Elo rates learners and items as players of a game (Pelánek 2016): P = logistic(θ + mean of the skills' δ - b), and after
// each answer both sides move by K times the surprise, K = Alpha/(1 + Beta·n) for the n-th answer of what moves.
type Elo struct {
	Alpha      float64   `json:"alpha"`
	Beta       float64   `json:"beta"`
	Difficulty []float64 `json:"difficulty"` // b, an item
	Seen       []int     `json:"seen"`       // answers, an item
}

// The rates of psychometrics.md §4.
const (
	EloAlpha = 0.4
	EloBeta  = 0.05
)

// FitElo rates the items of a table, going through its rows once in their order.
func FitElo(t *Table, alpha, beta float64) *Elo {
	m := &Elo{Alpha: alpha, Beta: beta, Difficulty: make([]float64, t.Items), Seen: make([]int, t.Items)}
	states := map[int]*eloState{}
	for _, r := range t.Rows {
		s, ok := states[r.Learner]
		if !ok {
			s = m.state()
			states[r.Learner] = s
		}
		surprise := s.surprise(r.Item, r.Skills, r.Right)
		s.move(r.Skills, surprise)
		m.Difficulty[r.Item] -= m.rate(m.Seen[r.Item]) * surprise
		m.Seen[r.Item]++
	}
	return m
}

func (m *Elo) rate(n int) float64 { return m.Alpha / (1 + m.Beta*float64(n)) }

// New is a learner rated 0. Items are not moved by those who are only predicted.
func (m *Elo) New() State { return m.state() }

func (m *Elo) state() *eloState { return &eloState{model: m, skills: map[int]*rating{}} }

type rating struct {
	value float64
	n     int
}

type eloState struct {
	model  *Elo
	global rating
	skills map[int]*rating
}

func (s *eloState) P(item int, skills []int) float64 {
	z := s.global.value
	for _, k := range skills {
		if r := s.skills[k]; r != nil {
			z += r.value / float64(len(skills))
		}
	}
	if item >= 0 && item < len(s.model.Difficulty) {
		z -= s.model.Difficulty[item]
	}
	return logistic(z)
}

func (s *eloState) surprise(item int, skills []int, right bool) float64 {
	p := s.P(item, skills)
	if right {
		return 1 - p
	}
	return -p
}

func (s *eloState) move(skills []int, surprise float64) {
	s.global.value += s.model.rate(s.global.n) * surprise
	s.global.n++
	for _, k := range skills {
		r := s.skills[k]
		if r == nil {
			r = new(rating)
			s.skills[k] = r
		}
		r.value += s.model.rate(r.n) * surprise
		r.n++
	}
}

func (s *eloState) Observe(item int, skills []int, right bool) {
	s.move(skills, s.surprise(item, skills, right))
}

func logistic(z float64) float64 {
	if z < 0 {
		e := math.Exp(z)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-z))
}
