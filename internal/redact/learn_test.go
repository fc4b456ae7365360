package redact

import (
	"math"
	"math/rand/v2"
	"strings"
)

// How a tagger is learned.
const (
	learnSeeds  = 5    // taggers, whose mean is taken
	learnRounds = 12   // times through the lessons; the mean of the last half is taken
	learnRate   = 0.1  // the first step of a weight
	learnDrop   = 0.25 // share of clues that are left out by chance
)

// A learner makes a tagger from lessons: a conditional random field over a line of
// tags, by stochastic gradients whose steps shrink with what each weight has moved.
// All its arithmetic is rounded step by step, so that every machine makes the same.
type learner struct {
	w, moved   [][weighed]float32
	steps      [tags][tags]float64
	stepsMoved [tags][tags]float64
	mean       [][weighed]float32
	meanSteps  [tags][tags]float64
	means      int
	rng        *rand.Rand
	scan       *scan
	sheet      clueSheet
	rows       [][]row
	textRows   [roles][]row
	gold       []tag
	pot        [][tags]float64
	fore, back [][tags]float64
}

func newLearner(seed uint64) *learner {
	readyLexicon()
	return &learner{w: make([][weighed]float32, rowCount), moved: make([][weighed]float32, rowCount), mean: make([][weighed]float32, rowCount),
		rng: rand.New(rand.NewPCG(seed, 7)), scan: new(scan)}
}

// mul is a product that is rounded, and so not joined with a sum.
func mul(a, b float64) float64 { return float64(a * b) }

// exp is e to the x, of sums and products only.
func exp(x float64) float64 {
	if x < -60 {
		return 0
	}
	k := math.Floor(float64(x*1.4426950408889634) + 0.5)
	r := x - mul(k, 0.6931471805599453)
	sum := 1.0
	for n := 12; n > 0; n-- {
		sum = 1 + mul(mul(r, 1/float64(n)), sum)
	}
	return math.Ldexp(sum, int(k))
}

// ready makes the clues of a message, and what its tokens are.
func (l *learner) ready(pieces []lessonPiece) {
	var text strings.Builder
	var spans []Span
	for _, p := range pieces {
		at := text.Len()
		text.WriteString(p.text)
		if p.typ != 0 {
			spans = append(spans, Span{Start: at, End: text.Len(), Type: p.typ})
		}
	}
	s := l.scan
	s.read(text.String())
	s.cut()
	l.gold = l.gold[:0]
	next := 0
	for i := range s.toks {
		at := int(s.toks[i].start)
		if len(s.off) > 0 {
			at = int(s.off[at])
		}
		for next < len(spans) && spans[next].End <= at {
			next++
		}
		g := tagNone
		if next < len(spans) && spans[next].Start <= at {
			g = tagOf[spans[next].Type]
		}
		l.gold = append(l.gold, g)
	}
	s.clues(&l.sheet)
	for i, g := range l.gold { // what names are called is not to be learned by heart
		k := l.sheet.at(i)
		if s.toks[i].kind != word {
			continue
		}
		odds := 0.06
		if g != tagNone && g != tagBirth && s.toks[i].flags&fStop == 0 {
			odds = 0.5
		}
		if l.rng.Float64() < odds {
			k.word = mix(77, k.class)
			if l.rng.IntN(2) == 0 {
				k.front, k.back, k.front2, k.back2 = 0, 0, 0, 0
			}
		}
	}
	l.sheet.words = l.sheet.words[:0]
	for i := range l.gold {
		if s.toks[i].kind == word {
			l.sheet.words = append(l.sheet.words, l.sheet.at(i).word)
		}
	}
	for len(l.rows) < len(l.gold) {
		l.rows = append(l.rows, nil)
	}
	for r := range l.textRows {
		l.textRows[r] = nil
	}
	for i := range l.gold {
		l.rows[i] = l.kept(l.rows[i][:0], l.sheet.rowsOf(i))
		if r := l.sheet.at(i).role; r > rolePlain {
			if l.textRows[r] == nil {
				l.textRows[r] = append([]row{}, l.sheet.rowsOfText(r)...)
			}
			l.rows[i] = l.kept(l.rows[i], l.textRows[r])
		}
	}
}

// kept appends the rows that are not left out by chance.
func (l *learner) kept(dst, list []row) []row {
	for _, r := range list {
		if l.rng.Float64() >= learnDrop {
			dst = append(dst, r)
		}
	}
	return dst
}

// learn takes a step for one message.
func (l *learner) learn(pieces []lessonPiece) {
	l.ready(pieces)
	n := len(l.gold)
	if n == 0 {
		return
	}
	const scale = 1 / (1 - learnDrop)
	l.pot, l.fore, l.back = l.pot[:0], l.fore[:0], l.back[:0]
	for i := range n {
		var e [weighed]float32
		for _, r := range l.rows[i] {
			w := &l.w[r]
			for k := range e {
				e[k] += w[k]
			}
		}
		var p [tags]float64
		most := 0.0
		for k := range e {
			p[k+1] = mul(float64(e[k]), scale)
			most = max(most, p[k+1])
		}
		for k := range p {
			p[k] = exp(p[k] - most)
		}
		l.pot = append(l.pot, p)
		l.fore = append(l.fore, [tags]float64{})
		l.back = append(l.back, [tags]float64{})
	}
	var steps [tags][tags]float64
	for j := range steps {
		for k := range steps[j] {
			steps[j][k] = exp(l.steps[j][k])
		}
	}
	for i := range n {
		sum := 0.0
		for k := range tags {
			v := 0.0
			if i == 0 {
				v = steps[0][k]
			} else {
				for j := range tags {
					v += mul(l.fore[i-1][j], steps[j][k])
				}
			}
			v = mul(v, l.pot[i][k])
			l.fore[i][k] = v
			sum += v
		}
		for k := range tags {
			l.fore[i][k] /= sum
		}
	}
	for k := range tags {
		l.back[n-1][k] = 1
	}
	for i := n - 2; i >= 0; i-- {
		sum := 0.0
		for j := range tags {
			v := 0.0
			for k := range tags {
				v += mul(mul(steps[j][k], l.pot[i+1][k]), l.back[i+1][k])
			}
			l.back[i][j] = v
			sum += v
		}
		for k := range tags {
			l.back[i][k] /= sum
		}
	}
	var stepsBy [tags][tags]float64
	for i := range n {
		var p [tags]float64
		sum := 0.0
		for k := range tags {
			p[k] = mul(l.fore[i][k], l.back[i][k])
			sum += p[k]
		}
		var g [weighed]float32
		for k := range g {
			d := -p[k+1] / sum
			if l.gold[i] == tag(k+1) {
				d++
			}
			g[k] = float32(d)
		}
		for _, r := range l.rows[i] {
			w, m := &l.w[r], &l.moved[r]
			for k, d := range g {
				if d > -1e-4 && d < 1e-4 {
					continue
				}
				m[k] += float32(d * d)
				w[k] += float32(float32(learnRate) * d / float32(math.Sqrt(float64(m[k]+0.1))))
			}
		}
		before := tagNone
		if i > 0 {
			before = l.gold[i-1]
		}
		stepsBy[before][l.gold[i]]++
		sum = 0
		var pair [tags][tags]float64
		for j := range tags {
			if i == 0 && j > 0 {
				break
			}
			for k := range tags {
				v := mul(mul(steps[j][k], l.pot[i][k]), l.back[i][k])
				if i > 0 {
					v = mul(v, l.fore[i-1][j])
				}
				pair[j][k] = v
				sum += v
			}
		}
		for j := range tags {
			for k := range tags {
				stepsBy[j][k] -= pair[j][k] / sum
			}
		}
	}
	for j := range tags {
		for k := range tags {
			d := stepsBy[j][k]
			l.stepsMoved[j][k] += mul(d, d)
			l.steps[j][k] += mul(learnRate, d) / math.Sqrt(l.stepsMoved[j][k]+1)
		}
	}
}

// remember adds weights, of so many times, to the mean.
func (l *learner) remember(w [][weighed]float32, steps *[tags][tags]float64, times int) {
	l.means += times
	for r := range w {
		for k := range w[r] {
			l.mean[r][k] += w[r][k]
		}
	}
	for j := range tags {
		for k := range tags {
			l.meanSteps[j][k] += steps[j][k]
		}
	}
}

// perUnit is how many steps of a weight make one in the exponent.
const perUnit = 24

// tagger rounds the mean of what was learned.
func (l *learner) tagger() *tagger {
	g := &tagger{rows: make([]uint64, rowCount)}
	n := float64(l.means)
	for r := range g.rows {
		for k, w := range l.mean[r] {
			v := int(math.Round(min(max(float64(w)/n*perUnit, -127), 127)))
			g.rows[r] |= uint64(v+128) << (8 * k)
		}
	}
	for j := range tags {
		for k := range tags {
			g.steps[j][k] = int32(math.Round(l.meanSteps[j][k] / n * perUnit))
		}
	}
	g.setHopes()
	return g
}

// learn makes a tagger from lessons.
func learn(lessons []lesson, seeds, rounds int) *tagger {
	sum := newLearner(0)
	for seed := range seeds {
		l := newLearner(uint64(seed) + 1)
		order := l.rng.Perm(len(lessons))
		for round := range rounds {
			l.rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, i := range order {
				l.learn(vary(l.rng, lessons[i], lessons[l.rng.IntN(len(lessons))]))
			}
			if round*2 >= rounds {
				l.remember(l.w, &l.steps, 1)
			}
		}
		sum.remember(l.mean, &l.meanSteps, l.means)
	}
	return sum.tagger()
}
