package tutor

import (
	"math/big"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// soundArithmetic reports whether every equation between numbers in a sentence
// holds, by exact arithmetic. What it cannot read with certainty (variables,
// functions, ratios, units on both sides) it lets pass.
func soundArithmetic(sentence string) bool {
	tokens := scanNumbers(spokenSigns(tidy(sentence)))
	for i, t := range tokens {
		if t.kind != equals {
			continue
		}
		left, lok := operandBefore(tokens, i)
		right, rok := operandAfter(tokens, i)
		if !lok || !rok || (t.text == "is" && len(left) < 3) {
			continue
		}
		x, xok := evaluate(left)
		y, yok := evaluate(right)
		if !xok || !yok || agree(x, y, left, right, t.text) {
			continue
		}
		// "54 - 2.4 = 51.6 percent": the sign may only name the unit.
		if n := len(right); right[n-1].kind == percent {
			if y, yok = evaluate(right[:n-1]); yok && agree(x, y, left, right[:n-1], t.text) {
				continue
			}
		}
		return false
	}
	return true
}

type tokenKind uint8

const (
	word tokenKind = iota
	number
	operator // + - * / ^ and "of"
	opening
	closing
	percent
	equals
	mark // punctuation
)

type token struct {
	kind  tokenKind
	text  string
	glued bool // no blank before it
}

var (
	spokenRE = regexp.MustCompile(`(?i)\b(plus|minus|times|multiplied by|divided by|equals|is equal to|percent)\b`)
	meanings = map[string]string{"plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "/", "equals": "=", "is equal to": "=", "percent": "%"}
)

func spokenSigns(s string) string {
	return spokenRE.ReplaceAllStringFunc(s, func(m string) string { return meanings[strings.ToLower(m)] })
}

var tokenRE = regexp.MustCompile(`[0-9][0-9]?[0-9]?(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[A-Za-z_][A-Za-z_0-9]*|≈|\S`)

func scanNumbers(s string) []token {
	var list []token
	end := -1
	for _, at := range tokenRE.FindAllStringIndex(s, -1) {
		text := s[at[0]:at[1]]
		t := token{text: text, glued: at[0] == end}
		end = at[1]
		switch r := []rune(text)[0]; {
		case unicode.IsDigit(r) || r == '.' && len(text) > 1:
			t.kind, t.text = number, strings.ReplaceAll(text, ",", "")
		case strings.ContainsAny(text, "+-*/^"):
			t.kind = operator
		case r == '(' || r == '[':
			t.kind = opening
		case r == ')' || r == ']':
			t.kind = closing
		case r == '%':
			t.kind = percent
		case r == '=' || r == '≈' || text == "is":
			t.kind = equals
		case text == "of":
			t.kind = operator
		case unicode.IsLetter(r):
			t.kind = word
		default:
			t.kind = mark
		}
		list = append(list, t)
	}
	return list
}

// maxOperand bounds the work that one equation may cause, in tokens.
const maxOperand = 60

func arithmetical(k tokenKind) bool {
	return k == number || k == operator || k == opening || k == closing || k == percent
}

// isSymbol reports whether a word is a single letter: a variable, a unit, π.
func isSymbol(word string) bool { return utf8.RuneCountInString(word) == 1 || word == "pi" }

// operandBefore returns the expression that ends before token i, if it is
// certain where it begins.
func operandBefore(ts []token, i int) ([]token, bool) {
	from := i
	for from > 0 && arithmetical(ts[from-1].kind) && i-from < maxOperand {
		from--
	}
	// A bracket that opens before the expression belongs to the sentence.
	depth := 0
	for j := i - 1; j >= from; j-- {
		switch ts[j].kind {
		case closing:
			depth++
		case opening:
			if depth--; depth < 0 {
				from = j + 1
			}
		}
		if depth < 0 {
			break
		}
	}
	part := ts[from:i]
	if len(part) == 0 || part[0].kind == operator && part[0].text != "-" {
		return nil, false
	}
	if from == 0 {
		return part, true
	}
	before := ts[from-1]
	switch {
	case before.kind == word && (part[0].glued || isSymbol(before.text)):
		return nil, false // f(3), x - 2, sin(30)
	case before.kind == word:
		// "angle 3 = 45" names; only a computation or a part of a whole counts.
		return part, computes(part) && part[0].text != "-"
	case before.kind == mark:
		// 2:3 is a ratio and |-3| no number
		return part, strings.Contains(",;.(\"'", before.text) || before.text == ":" && !part[0].glued
	case before.kind == equals:
		return part, true
	}
	return part, before.kind == opening
}

// operandAfter returns the expression that begins after token i.
func operandAfter(ts []token, i int) ([]token, bool) {
	to := i + 1
	depth := 0
	for to < len(ts) && arithmetical(ts[to].kind) && to-i < maxOperand {
		if ts[to].kind == opening {
			depth++
		}
		if ts[to].kind == closing {
			if depth--; depth < 0 {
				break
			}
		}
		to++
	}
	part := ts[i+1 : to]
	if len(part) == 0 || part[len(part)-1].kind == operator {
		return nil, false
	}
	if to == len(ts) {
		return part, true
	}
	switch next := ts[to]; {
	case next.kind == word && (next.glued || isSymbol(next.text)):
		return nil, false // 2x, 5 m
	case next.kind == word:
		return part, next.text != "remainder" && next.text != "more" && next.text != "less" && next.text != "or" && next.text != "and"
	case next.kind == mark:
		return part, next.text != ":" && next.text != "!" && next.text != "°" && next.text != "<" && next.text != ">" && next.text != "√"
	}
	return part, true
}

// computes reports whether an expression has an operation in it.
func computes(ts []token) bool {
	for i, t := range ts {
		if i > 0 && (t.kind == operator || t.kind == opening) || t.kind == percent {
			return true
		}
	}
	return false
}

// agree compares two sides. A decimal may be rounded or cut, if it has at least
// two places or the sign says "about".
func agree(x, y *big.Rat, left, right []token, sign string) bool {
	if x.Cmp(y) == 0 {
		return true
	}
	for _, side := range [][]token{left, right} {
		places := 0
		if n := len(side); n > 2 || n == 0 {
			continue
		} else if t := side[n-1]; t.kind == number {
			if _, after, ok := strings.Cut(t.text, "."); ok {
				places = len(after)
			}
		} else {
			continue
		}
		if sign != "≈" && places < 2 {
			continue
		}
		step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
		diff := new(big.Rat).Sub(x, y)
		if diff.Abs(diff).Cmp(step) < 0 {
			return true
		}
	}
	return sign == "≈" && near(x, y)
}

// near is what "about" forgives: five percent.
func near(x, y *big.Rat) bool {
	diff := new(big.Rat).Sub(x, y)
	bound := new(big.Rat).Mul(new(big.Rat).Abs(y), big.NewRat(1, 20))
	return diff.Abs(diff).Cmp(bound) <= 0
}

// evaluate computes an expression; ok is false where it is not one.
func evaluate(ts []token) (v *big.Rat, ok bool) {
	p := &parser{ts: ts}
	v = p.sum()
	return v, !p.failed && p.at == len(ts)
}

type parser struct {
	ts     []token
	at     int
	depth  int
	failed bool
}

func (p *parser) fail() *big.Rat {
	p.failed = true
	return new(big.Rat)
}

func (p *parser) next() (token, bool) {
	if p.at < len(p.ts) && !p.failed {
		return p.ts[p.at], true
	}
	return token{}, false
}

func (p *parser) sum() *big.Rat {
	v := p.product()
	for {
		t, ok := p.next()
		if !ok || t.kind != operator || t.text != "+" && t.text != "-" {
			return v
		}
		p.at++
		w := p.product()
		if t.text == "+" {
			v = new(big.Rat).Add(v, w)
		} else {
			v = new(big.Rat).Sub(v, w)
		}
	}
}

func (p *parser) product() *big.Rat {
	v := p.power()
	for {
		t, ok := p.next()
		switch {
		case !ok:
			return v
		case t.kind == operator && (t.text == "*" || t.text == "of"):
			p.at++
			v = new(big.Rat).Mul(v, p.power())
		case t.kind == operator && t.text == "/":
			p.at++
			w := p.power()
			if w.Sign() == 0 {
				return p.fail()
			}
			v = new(big.Rat).Quo(v, w)
		case t.kind == opening: // 3(4), (2)(5)
			v = new(big.Rat).Mul(v, p.power())
		default:
			return v
		}
	}
}

const (
	maxPower = 16
	maxDepth = 12
	maxBits  = 512
)

func (p *parser) power() *big.Rat {
	t, ok := p.next()
	if ok && t.kind == operator && (t.text == "-" || t.text == "+") {
		p.at++
		if p.depth++; p.depth > maxDepth {
			return p.fail()
		}
		v := p.power()
		p.depth--
		if t.text == "-" {
			v = new(big.Rat).Neg(v)
		}
		return v
	}
	v := p.atom()
	if t, ok := p.next(); ok && t.kind == operator && t.text == "^" {
		p.at++
		w := p.power()
		if p.failed || !w.IsInt() || w.Num().BitLen() > 8 {
			return p.fail()
		}
		n := int(w.Num().Int64())
		if n < -maxPower || n > maxPower || v.Sign() == 0 && n <= 0 {
			return p.fail()
		}
		v = raise(v, n)
	}
	if v.Num().BitLen() > maxBits || v.Denom().BitLen() > maxBits {
		return p.fail()
	}
	return v
}

func raise(v *big.Rat, n int) *big.Rat {
	out := big.NewRat(1, 1)
	for range max(n, -n) {
		out.Mul(out, v)
	}
	if n < 0 {
		out.Inv(out)
	}
	return out
}

func (p *parser) atom() *big.Rat {
	t, ok := p.next()
	if !ok {
		return p.fail()
	}
	p.at++
	v := new(big.Rat)
	switch t.kind {
	case number:
		if len(t.text) > 24 {
			return p.fail()
		}
		if _, ok := v.SetString(t.text); !ok {
			return p.fail()
		}
		v = p.mixed(t, v)
	case opening:
		if p.depth++; p.depth > maxDepth {
			return p.fail()
		}
		v = p.sum()
		p.depth--
		if end, ok := p.next(); !ok || end.kind != closing {
			return p.fail()
		}
		p.at++
	default:
		return p.fail()
	}
	if t, ok := p.next(); ok && t.kind == percent {
		p.at++
		v = new(big.Rat).Quo(v, big.NewRat(100, 1))
	}
	return v
}

// mixed adds the fraction of a mixed number: 16 2/3.
func (p *parser) mixed(whole token, v *big.Rat) *big.Rat {
	if p.at+2 >= len(p.ts) || strings.Contains(whole.text, ".") {
		return v
	}
	a, slash, b := p.ts[p.at], p.ts[p.at+1], p.ts[p.at+2]
	if a.kind != number || slash.text != "/" || b.kind != number || !slash.glued || !b.glued {
		return v
	}
	f, ok := new(big.Rat).SetString(a.text + "/" + b.text)
	if !ok || f.Cmp(big.NewRat(1, 1)) >= 0 {
		return p.fail()
	}
	p.at += 3
	return new(big.Rat).Add(v, f)
}
