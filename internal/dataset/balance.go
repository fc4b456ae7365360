package dataset

import (
	"cmp"
	"math"
	"slices"
)

// maxArms is how many arms a balance table shows: those with most moments.
const maxArms = 40

// spread sums a number.
type spread struct{ n, sum, squares float64 }

func (s *spread) add(x float64) {
	s.n++
	s.sum += x
	s.squares += x * x
}

func (s spread) mean() float64 {
	if s.n == 0 {
		return 0
	}
	return s.sum / s.n
}

func (s spread) variance() float64 {
	if s.n < 2 {
		return 0
	}
	return max(0, (s.squares-s.sum*s.sum/s.n)/(s.n-1))
}

func (s spread) without(o spread) spread {
	return spread{s.n - o.n, s.sum - o.sum, s.squares - o.squares}
}

// A balanceArm sums what is known of an arm's moments before they were drawn,
// and what became of them.
type balanceArm struct {
	states   map[string]int
	theta    spread // of the skill
	b        spread // difficulty of the question talked about
	answered spread // 1 where the question was submitted before
}

// balance tells whether arms that could take each other's place were drawn for
// like learners, and lost as many to censoring. Arms of one group are compared.
type balance struct {
	arms   map[[2]string]*balanceArm
	groups map[string]*balanceArm
	states map[string]int
}

func newBalance() *balance {
	return &balance{arms: map[[2]string]*balanceArm{}, groups: map[string]*balanceArm{}, states: map[string]int{}}
}

func (b *balance) add(group, arm string, e *effect, difficulty float64, known bool, answered bool) {
	b.states[e.state]++
	a, g := b.arms[[2]string{group, arm}], b.groups[group]
	if a == nil {
		a = &balanceArm{states: map[string]int{}}
		b.arms[[2]string{group, arm}] = a
	}
	if g == nil {
		g = &balanceArm{states: map[string]int{}}
		b.groups[group] = g
	}
	for _, x := range []*balanceArm{a, g} {
		x.states[e.state]++
		x.theta.add(e.theta)
		if known {
			x.b.add(difficulty)
		}
		was := 0.0
		if answered {
			was = 1
		}
		x.answered.add(was)
	}
}

// A BalanceRow is one arm on the card. A standardised mean difference compares
// the arm with the others of its group, in their pooled standard deviation;
// beyond .1 it is worth a look.
type BalanceRow struct {
	Group         string  `json:"group"`
	Arm           string  `json:"arm"`
	Moments       int     `json:"moments"`
	Better        int     `json:"better"`
	Not           int     `json:"not"`
	Censored      int     `json:"censored"`
	Open          int     `json:"open"`
	CensoredShare float64 `json:"censored_share"` // of closed windows
	Theta         float64 `json:"theta"`
	ThetaSMD      float64 `json:"theta_smd"`
	Difficulty    float64 `json:"difficulty"`
	DifficultySMD float64 `json:"difficulty_smd"`
	Answered      float64 `json:"answered_before"`
	AnsweredSMD   float64 `json:"answered_before_smd"`
}

func smd(all, arm spread) float64 {
	rest := all.without(arm)
	if arm.n < 2 || rest.n < 2 {
		return 0
	}
	sd := math.Sqrt((arm.variance() + rest.variance()) / 2)
	if sd < 1e-9 {
		return 0
	}
	return (arm.mean() - rest.mean()) / sd
}

func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// rows are the arms with most moments, by group and arm.
func (b *balance) rows() (list []BalanceRow) {
	for key, a := range b.arms {
		g := b.groups[key[0]]
		n := 0
		for _, c := range a.states {
			n += c
		}
		r := BalanceRow{Group: key[0], Arm: key[1], Moments: n, Better: a.states[better], Not: a.states[notBetter], Censored: a.states[censored], Open: a.states[windowOpen],
			Theta: rounded(a.theta.mean()), ThetaSMD: rounded(smd(g.theta, a.theta)), Difficulty: rounded(a.b.mean()), DifficultySMD: rounded(smd(g.b, a.b)),
			Answered: rounded(a.answered.mean()), AnsweredSMD: rounded(smd(g.answered, a.answered))}
		if closed := r.Better + r.Not + r.Censored; closed > 0 {
			r.CensoredShare = rounded(float64(r.Censored) / float64(closed))
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(x, y BalanceRow) int {
		return cmp.Or(cmp.Compare(y.Moments, x.Moments), cmp.Compare(x.Group, y.Group), cmp.Compare(x.Arm, y.Arm))
	})
	list = list[:min(len(list), maxArms)]
	slices.SortFunc(list, func(x, y BalanceRow) int {
		return cmp.Or(cmp.Compare(x.Group, y.Group), cmp.Compare(y.Moments, x.Moments), cmp.Compare(x.Arm, y.Arm))
	})
	return list
}

// windows is what the card says about outcomes.
type windows struct {
	MinMinutes float64        `json:"min_minutes"`
	MaxDays    float64        `json:"max_days"`
	States     map[string]int `json:"moments"` // by what became of them
}

// report puts outcome, balance and a plot of censoring on the card.
func (b *balance) report(k *Counter) {
	rule := k.Recipe().Outcome
	k.Note("outcome", windows{rule.MinMinutes, rule.MaxDays, b.states})
	k.Note("balance", b.rows())
	groups := map[string][2]float64{}
	for group, g := range b.groups {
		closed := float64(g.states[better] + g.states[notBetter] + g.states[censored])
		if closed > 0 {
			groups[group] = [2]float64{float64(g.states[censored]) / closed, closed}
		}
	}
	var bins []Bin
	for _, name := range sorted(groups) {
		bins = append(bins, Bin{Label: name, N: rounded(groups[name][0])})
	}
	k.Plot("Share of closed windows without a later attempt", bins)
	var became []Bin
	for _, state := range []string{better, notBetter, censored, windowOpen, noParameters, noSkill} {
		became = append(became, Bin{Label: state, N: float64(b.states[state])})
	}
	k.Plot("What became of the moments", became)
}
