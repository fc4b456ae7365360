package kt

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"sync"
)

// BKT is Bayesian knowledge tracing (Corbett & Anderson 1995): a skill is known or not, may be learnt after each answer, and shows
// through slips and guesses. A combination of skills is a skill of its own.
type BKT struct {
	Skills map[string]BKTSkill `json:"skills"` // by their numbers, joined by _
	Other  BKTSkill            `json:"other"`  // of a combination that was not met
}

// A BKTSkill is the four probabilities.
type BKTSkill struct {
	Known float64 `json:"known"` // before the first answer
	Learn float64 `json:"learn"`
	Guess float64 `json:"guess"`
	Slip  float64 `json:"slip"`
	N     int     `json:"n"` // answers it was fitted to
}

// Bounds that keep "known" meaning known: who knows answers right more often than not (Baker, Corbett & Aleven 2008).
const mostGuess, mostSlip = 0.5, 0.5

var startBKT = BKTSkill{Known: 0.4, Learn: 0.1, Guess: 0.2, Slip: 0.1}

func skillKey(skills []int) string {
	if len(skills) == 1 { // most have
		return "[" + strconv.Itoa(skills[0]) + "]"
	}
	sorted := slices.Sorted(slices.Values(skills))
	return fmt.Sprint(sorted)
}

// FitBKT fits every skill by expectation maximisation over its learners' sequences (Baum & Welch), at most 200 rounds. Skills are
// fitted side by side; what comes of it does not depend on the number of processors. The error is that of a ctx that ended.
func FitBKT(ctx context.Context, t *Table) (*BKT, error) {
	type place struct {
		skill   string
		learner int
	}
	sequences, order := map[place][]bool{}, map[string][]place{}
	for _, r := range t.Rows {
		p := place{skillKey(r.Skills), r.Learner}
		if sequences[p] == nil {
			order[p.skill] = append(order[p.skill], p)
		}
		sequences[p] = append(sequences[p], r.Right)
	}
	keys := sortedKeys(order)
	lists, all := make([][][]bool, len(keys)+1), [][]bool{}
	for k, skill := range keys {
		for _, p := range order[skill] {
			lists[k] = append(lists[k], sequences[p])
		}
		all = append(all, lists[k]...)
	}
	lists[len(keys)] = all // longest, and first to be begun below
	fitted := make([]BKTSkill, len(lists))
	var group sync.WaitGroup
	next := make(chan int, len(lists))
	for k := len(lists) - 1; k >= 0; k-- {
		next <- k
	}
	close(next)
	for range min(runtime.GOMAXPROCS(0), len(lists)) {
		group.Go(func() {
			for k := range next {
				fitted[k] = fitSkill(ctx, lists[k])
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m := &BKT{Skills: map[string]BKTSkill{}, Other: startBKT}
	for k, skill := range keys {
		m.Skills[skill] = fitted[k]
	}
	if len(all) > 0 {
		m.Other = fitted[len(keys)]
	}
	return m, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func fitSkill(ctx context.Context, list [][]bool) BKTSkill {
	p := startBKT
	for range 200 {
		if ctx.Err() != nil {
			return p
		}
		var known, n, learnt, could, guessed, unknown, slipped, knew float64
		for _, seq := range list {
			gamma, xi := p.smooth(seq)
			known += gamma[0]
			n++
			for i, right := range seq {
				knew += gamma[i]
				unknown += 1 - gamma[i]
				if right {
					guessed += 1 - gamma[i]
				} else {
					slipped += gamma[i]
				}
				if i+1 < len(seq) {
					learnt += xi[i]
					could += 1 - gamma[i]
				}
			}
		}
		// A pseudo-count each keeps the probabilities off 0 and 1.
		next := BKTSkill{
			Known: (known + startBKT.Known) / (n + 1),
			Learn: (learnt + startBKT.Learn) / (could + 1),
			Guess: math.Min(mostGuess, (guessed+startBKT.Guess)/(unknown+1)),
			Slip:  math.Min(mostSlip, (slipped+startBKT.Slip)/(knew+1)),
		}
		change := math.Abs(next.Known-p.Known) + math.Abs(next.Learn-p.Learn) + math.Abs(next.Guess-p.Guess) + math.Abs(next.Slip-p.Slip)
		p = next
		if change < 1e-6 {
			break
		}
	}
	p.N = 0
	for _, seq := range list {
		p.N += len(seq)
	}
	return p
}

// shows is the probability of an answer of who knows and of who does not.
func (p BKTSkill) shows(right bool) (known, unknown float64) {
	if right {
		return 1 - p.Slip, p.Guess
	}
	return p.Slip, 1 - p.Guess
}

// smooth is the forward-backward recursion: gamma is P(known) at every answer given all of them, xi that of learning just
// after it. Nothing is forgotten, which makes known an absorbing state.
func (p BKTSkill) smooth(seq []bool) (gamma, xi []float64) {
	n := len(seq)
	alpha, beta := make([][2]float64, n), make([][2]float64, n)
	gamma, xi = make([]float64, n), make([]float64, n)
	prior := [2]float64{1 - p.Known, p.Known}
	for i, right := range seq {
		k, u := p.shows(right)
		a := [2]float64{prior[0] * u, prior[1] * k}
		sum := a[0] + a[1]
		alpha[i] = [2]float64{a[0] / sum, a[1] / sum}
		prior = [2]float64{alpha[i][0] * (1 - p.Learn), alpha[i][1] + alpha[i][0]*p.Learn}
	}
	beta[n-1] = [2]float64{1, 1}
	for i := n - 2; i >= 0; i-- {
		k, u := p.shows(seq[i+1])
		b := [2]float64{(1-p.Learn)*u*beta[i+1][0] + p.Learn*k*beta[i+1][1], k * beta[i+1][1]}
		top := math.Max(b[0], b[1])
		beta[i] = [2]float64{b[0] / top, b[1] / top}
	}
	for i := range seq {
		known, unknown := alpha[i][1]*beta[i][1], alpha[i][0]*beta[i][0]
		gamma[i] = known / (known + unknown)
		if i+1 < n {
			k, u := p.shows(seq[i+1])
			stays := alpha[i][0] * (1 - p.Learn) * u * beta[i+1][0]
			learns := alpha[i][0] * p.Learn * k * beta[i+1][1]
			knew := alpha[i][1] * k * beta[i+1][1]
			xi[i] = learns / (stays + learns + knew)
		}
	}
	return gamma, xi
}

// New is a learner of whom nothing is known.
func (m *BKT) New() State { return &bktState{model: m, known: map[string]float64{}} }

type bktState struct {
	model *BKT
	known map[string]float64
}

func (s *bktState) at(skills []int) (key string, p BKTSkill, known float64) {
	key = skillKey(skills)
	p, ok := s.model.Skills[key]
	if !ok {
		p = s.model.Other
	}
	if known, ok = s.known[key]; !ok {
		known = p.Known
	}
	return key, p, known
}

func (s *bktState) P(_ int, skills []int) float64 {
	_, p, known := s.at(skills)
	return known*(1-p.Slip) + (1-known)*p.Guess
}

func (s *bktState) Observe(_ int, skills []int, right bool) {
	key, p, known := s.at(skills)
	k, u := p.shows(right)
	after := known * k / (known*k + (1-known)*u)
	s.known[key] = after + (1-after)*p.Learn
}
