package family

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// env gives letters their numbers.
type env map[string]float64

// evaluate reads a formula as a learner sees it and computes it: an eye apart
// from the code that wrote it.
func evaluate(tex string, e env) (value float64, err error) {
	defer func() {
		if r := recover(); r != nil {
			if s, ok := r.(string); ok {
				value, err = math.NaN(), fmt.Errorf("%s in %q", s, tex)
				return
			}
			panic(r)
		}
	}()
	tex = bare.Replace(tex)
	for i := 0; i+3 < len(tex); i++ { // 1,200
		if tex[i] == ',' && i > 0 && digit(tex[i-1]) && digit(tex[i+1]) && digit(tex[i+2]) && digit(tex[i+3]) {
			tex = tex[:i] + tex[i+1:]
		}
	}
	p := &formula{tex, e}
	value = p.sum()
	if p.rest != "" {
		return math.NaN(), fmt.Errorf("%q is left of %q", p.rest, tex)
	}
	return value, nil
}

var bare = strings.NewReplacer(`\$`, "", "$", "", `\%`, "", "%", "", `\left`, "", `\right`, "", "{,}", "", " ", "", `^\circ`, "")

type formula struct {
	rest string
	env  env
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func (p *formula) take(token string) bool {
	rest, ok := strings.CutPrefix(p.rest, token)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *formula) want(token string) {
	if !p.take(token) {
		panic("no " + token + " before " + p.rest)
	}
}

func (p *formula) sum() float64 {
	sign := 1.0
	if p.take("-") {
		sign = -1
	}
	total := sign * p.product()
	for {
		switch {
		case p.take("+"):
			total += p.product()
		case p.take("-"):
			total -= p.product()
		default:
			return total
		}
	}
}

func (p *formula) product() float64 {
	total := p.power()
	for {
		switch {
		case p.take(`\cdot`), p.take(`\times`):
			total *= p.power()
		case p.take("/"), p.take(`\div`):
			total /= p.power()
		case p.rest != "" && (p.rest[0] == '(' || p.rest[0] >= 'a' && p.rest[0] <= 'z' || strings.HasPrefix(p.rest, `\frac`) || strings.HasPrefix(p.rest, `\sqrt`) || strings.HasPrefix(p.rest, `\pi`)):
			total *= p.power()
		default:
			return total
		}
	}
}

func (p *formula) power() float64 {
	base := p.base()
	for p.take("^") {
		if p.take("{") {
			n := p.sum()
			p.want("}")
			base = math.Pow(base, n)
		} else {
			n := float64(0)
			if digit(p.rest[0]) {
				n, p.rest = float64(p.rest[0]-'0'), p.rest[1:]
			} else {
				n = p.base()
			}
			base = math.Pow(base, n)
		}
	}
	return base
}

func (p *formula) base() float64 {
	switch {
	case p.take("("):
		return p.until(")")
	case p.take("{"):
		return p.until("}")
	case p.take("|"):
		return math.Abs(p.until("|"))
	case p.take(`\frac{`):
		a := p.until("}")
		p.want("{")
		return a / p.until("}")
	case p.take(`\sqrt[`):
		n := p.until("]")
		p.want("{")
		return math.Pow(p.until("}"), 1/n)
	case p.take(`\sqrt{`):
		return math.Sqrt(p.until("}"))
	case p.take(`\pi`):
		return math.Pi
	case p.rest == "":
		panic("nothing")
	case digit(p.rest[0]) || p.rest[0] == '.':
		n := 0
		for n < len(p.rest) && (digit(p.rest[n]) || p.rest[n] == '.') {
			n++
		}
		x, err := strconv.ParseFloat(p.rest[:n], 64)
		if err != nil {
			panic(err.Error())
		}
		p.rest = p.rest[n:]
		return x
	}
	letter := p.rest[:1]
	x, ok := p.env[letter]
	if !ok {
		panic("no value of " + letter)
	}
	p.rest = p.rest[1:]
	return x
}

func (p *formula) until(end string) float64 {
	x := p.sum()
	p.want(end)
	return x
}

// relations of two sides, longest name first.
var relations = []struct {
	name  string
	holds func(a, b float64) bool
}{
	{`\leq`, func(a, b float64) bool { return a <= b+1e-9 }}, {`\geq`, func(a, b float64) bool { return a >= b-1e-9 }},
	{`\le`, func(a, b float64) bool { return a <= b+1e-9 }}, {`\ge`, func(a, b float64) bool { return a >= b-1e-9 }},
	{"<", func(a, b float64) bool { return a < b-1e-9 }}, {">", func(a, b float64) bool { return a > b+1e-9 }}, {"=", near},
}

// near allows for the last digits of floating point.
func near(a, b float64) bool {
	if math.IsInf(a, 0) || math.IsInf(b, 0) {
		return false
	}
	return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b))
}

// truth reads a chain of relations: y=2x+1, 2<x\le 5.
func truth(tex string, e env) (bool, error) {
	tex = strings.ReplaceAll(tex, `\left`, "(")
	for _, r := range []string{`\right`} {
		tex = strings.ReplaceAll(tex, r, ")")
	}
	tex = strings.NewReplacer("((", "(", "))", ")").Replace(tex)
	var sides []string
	var between []int
	start := 0
	for i := 0; i < len(tex); i++ {
		for k, r := range relations {
			if strings.HasPrefix(tex[i:], r.name) {
				sides, between = append(sides, tex[start:i]), append(between, k)
				start = i + len(r.name)
				i = start - 1
				break
			}
		}
	}
	sides = append(sides, tex[start:])
	if len(sides) < 2 {
		return false, fmt.Errorf("%q has no relation", tex)
	}
	for i, k := range between {
		a, err := evaluate(sides[i], e)
		if err != nil {
			return false, err
		}
		b, err := evaluate(sides[i+1], e)
		if err != nil {
			return false, err
		}
		if !relations[k].holds(a, b) {
			return false, nil
		}
	}
	return true, nil
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	e := env{"x": 2, "y": -3}
	for tex, want := range map[string]float64{
		`$3x^2-5x+1$`: 3, `-x^2`: -4, `\frac{x+4}{3}(y-1)`: -8, `2\sqrt{x+7}`: 6, `\sqrt[3]{27}x`: 6, `2^{x+1}`: 8, `12\pi`: 12 * math.Pi,
		`1{,}200-x`: 1198, `\$1,200`: 1200, `7/2`: 3.5, `.5`: .5, `x(y+1)(x-1)`: -4, `|y|`: 3, `3\cdot 4`: 12, `45\%`: 45, `\left(x+1\right)^2`: 9,
		`x^{\frac{1}{2}}`: math.Sqrt2, `100(0.5)^x`: 25, `-\frac{1}{2}`: -.5,
	} {
		if got, err := evaluate(tex, e); err != nil || !near(got, want) {
			t.Errorf("%s = %v, %v; want %v", tex, got, err, want)
		}
	}
	for _, tex := range []string{"", "x+", "z", "(x", "the word"} {
		if got, err := evaluate(tex, e); err == nil {
			t.Errorf("%q = %v", tex, got)
		}
	}
	for tex, want := range map[string]bool{`$y=x-5$`: true, `y<x-5`: false, `1<x\le2`: true, `x\ge 2`: true, `2<x`: false} {
		if got, err := truth(tex, e); err != nil || got != want {
			t.Errorf("%s: %v, %v", tex, got, err)
		}
	}
}
