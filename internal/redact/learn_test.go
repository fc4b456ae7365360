package redact

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// A lesson is a marked message in pieces, each nobody's or of one type.
type lesson struct {
	pieces []lessonPiece
	math   bool
}

type lessonPiece struct {
	text string
	typ  Type // 0 for nobody's
}

// lessonsOf reads marked messages.
func lessonsOf(all []planted) (list []lesson) {
	byName := map[string]Type{}
	for _, t := range Types {
		byName[t.String()] = t
	}
	for _, p := range all {
		r := []rune(p.Text)
		l := lesson{math: p.Slice == "math_clean"}
		at := 0
		for _, s := range p.Spans {
			l.pieces = append(l.pieces, lessonPiece{string(r[at:s.Start]), 0}, lessonPiece{string(r[s.Start:s.End]), byName[s.Type]})
			at = s.End
		}
		l.pieces = append(l.pieces, lessonPiece{string(r[at:]), 0})
		list = append(list, l)
	}
	return list
}

// vary returns a message in another dress: in small letters, with some of its
// spans redacted, with other digits, with a slip, without its last sign, or with
// another message behind it.
func vary(rng *rand.Rand, l, other lesson) []lessonPiece {
	out := append([]lessonPiece(nil), l.pieces...)
	if rng.IntN(10) == 0 {
		glue := []string{" ", "\n", ". ", ", "}[rng.IntN(4)]
		out = append(append(out, lessonPiece{glue, 0}), other.pieces...)
	}
	small, hidden, digits, slip := rng.IntN(8) == 0, rng.IntN(7) == 0, rng.IntN(3) == 0, rng.IntN(8) == 0
	loud := rng.IntN(60) == 0
	for i := range out {
		p := &out[i]
		if p.typ != 0 && hidden && rng.IntN(5) > 1 {
			*p = lessonPiece{"[" + p.typ.String() + "_0]", 0}
			continue
		}
		if p.typ != 0 && digits {
			p.text = otherDigits(rng, p.text, p.typ)
		}
		if p.typ == 0 && slip {
			p.text = slipped(rng, p.text)
		}
		if small {
			p.text = strings.ToLower(p.text)
		} else if loud {
			p.text = strings.ToUpper(p.text)
		}
	}
	if n := len(out) - 1; n >= 0 && rng.IntN(5) == 0 {
		out[n].text = strings.TrimRight(out[n].text, ".!?")
	}
	return out
}

// otherDigits puts other digits in the place of some, so that months and years
// stay what they are.
func otherDigits(rng *rand.Rand, text string, typ Type) string {
	b := []byte(text)
	for i := 0; i < len(b); {
		j := i
		for j < len(b) && isDigit(b[j]) {
			j++
		}
		if j == i {
			i++
			continue
		}
		for k := i; k < j; k++ {
			if typ == DateOfBirth && (j-i <= 2 && k < j-1 || j-i == 4 && k < i+3 || j-i == 8) || k == i && b[k] <= '1' {
				continue
			}
			if typ == DateOfBirth {
				if b[k] > '2' || j-i == 1 {
					b[k] = byte('3' + rng.IntN(7))
				} else {
					b[k] = byte('0' + rng.IntN(3))
				}
				continue
			}
			b[k] = byte('0' + rng.IntN(10))
		}
		i = j
	}
	return string(b)
}

// slipped leaves out, doubles or swaps a letter here and there.
func slipped(rng *rand.Rand, text string) string {
	b := []byte(text)
	var out []byte
	for i := 0; i < len(b); i++ {
		if i > 1 && b[i] >= 'a' && b[i] <= 'z' && b[i-1] >= 'a' && b[i-1] <= 'z' && rng.IntN(30) == 0 {
			switch rng.IntN(3) {
			case 0:
				continue
			case 1:
				out = append(out, b[i])
			default:
				if i+1 < len(b) && b[i+1] >= 'a' && b[i+1] <= 'z' {
					out = append(out, b[i+1], b[i])
					i++
					continue
				}
			}
		}
		out = append(out, b[i])
	}
	return string(out)
}

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
	rate       float64
	scan       *scan
	sheet      clueSheet
	rows       [][]row
	textRows   [roles][]row
	gold       []tag
	pot        [][tags]float64
	fore, back [][tags]float64
	drop       float64
}

func newLearner(seed uint64) *learner {
	readyLexicon()
	return &learner{w: make([][weighed]float32, rowCount), moved: make([][weighed]float32, rowCount), mean: make([][weighed]float32, rowCount),
		rng: rand.New(rand.NewPCG(seed, 7)), rate: env("RATE", 0.15), scan: new(scan), drop: env("DROP", 0.15)}
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
		if l.rng.Float64() >= l.drop {
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
	scale := 1 / (1 - l.drop)
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
				w[k] += float32(float32(l.rate) * d / float32(math.Sqrt(float64(m[k]+0.1))))
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
			l.steps[j][k] += mul(l.rate, d) / math.Sqrt(l.stepsMoved[j][k]+1)
		}
	}
}

// remember adds the weights to the mean.
func (l *learner) remember() {
	l.means++
	for r := range l.w {
		for k := range l.w[r] {
			l.mean[r][k] += l.w[r][k]
		}
	}
	for j := range tags {
		for k := range tags {
			l.meanSteps[j][k] += l.steps[j][k]
		}
	}
}

// perUnit is how many steps of a weight make one in the exponent.
const perUnit = 24

// tagger rounds the mean of what was learned.
func (l *learner) tagger() *tagger {
	g := &tagger{rows: make([]laneRow, rowCount)}
	n := float64(l.means)
	for r := range g.rows {
		for k, w := range l.mean[r] {
			v := int(math.Round(min(max(float64(w)/n*perUnit, -127), 127)))
			g.rows[r][k/4] |= uint64(v+128) << (16 * (k % 4))
		}
	}
	for j := range tags {
		for k := range tags {
			g.steps[j][k] = int32(math.Round(l.meanSteps[j][k] / n * perUnit))
		}
	}
	return g
}

// learned makes a tagger from lessons.
func learned(lessons []lesson, rounds int, seed uint64) *tagger {
	var first *learner
	for seed := range uint64(env("SEEDS", 1)) {
		l := learnedOnce(lessons, rounds, seed+1)
		if first == nil {
			first = l
			continue
		}
		for r := range l.mean {
			for k := range l.mean[r] {
				first.mean[r][k] += l.mean[r][k]
			}
		}
		for j := range tags {
			for k := range tags {
				first.meanSteps[j][k] += l.meanSteps[j][k]
			}
		}
		first.means += l.means
	}
	return first.tagger()
}

func learnedOnce(lessons []lesson, rounds int, seed uint64) *learner {
	l := newLearner(seed)
	order := l.rng.Perm(len(lessons))
	for round := range rounds {
		for i := range order {
			j := l.rng.IntN(i + 1)
			order[i], order[j] = order[j], order[i]
		}
		for _, i := range order {
			l.learn(vary(l.rng, lessons[i], lessons[l.rng.IntN(len(lessons))]))
		}
		if round*2 >= rounds {
			l.remember()
		}
	}
	return l
}

var _ testing.TB

func env(name string, or float64) float64 {
	if v, err := strconv.ParseFloat(os.Getenv(name), 64); err == nil {
		return v
	}
	return or
}
